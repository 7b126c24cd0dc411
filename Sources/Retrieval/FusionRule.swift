/// How word scores and vector scores become one score.
///
/// Each kind of score is standardised over all documents that pass the filter (mean 0, deviation 1) and the two
/// are added by weight.
///
/// No single weight is best everywhere: long reports that share identifiers want words, short questions want
/// sentence vectors. The weights here were chosen for the least loss against the better of the two parts, not for
/// the best figure on one collection.
public struct FusionRule: Sendable, Hashable {
    /// 0 to 1: the share of the vectors' standardised score.
    public var denseWeight: Double
    /// Positive scores of knowledge articles are multiplied by this: an article outranks a raw ticket that
    /// matches about as well.
    public var articleFactor: Double
    /// A result whose vector has at least this cosine with a better result is a near duplicate of it.
    public var duplicateCosine: Float
    /// The highest standardised word score: one rare word in common must not outweigh everything else.
    public var lexicalCeiling: Double

    public init(
        denseWeight: Double, articleFactor: Double = 1.2, duplicateCosine: Float = 0.985,
        lexicalCeiling: Double = 12
    ) {
        self.denseWeight = denseWeight
        self.articleFactor = articleFactor
        self.duplicateCosine = duplicateCosine
        self.lexicalCeiling = lexicalCeiling
    }

    /// For vectors of a trained sentence model. A weight of 0.5 gives more on long duplicate reports, and costs
    /// several points on short questions; 0.8 stays within half a point of the better part on both.
    public static let semantic = FusionRule(denseWeight: 0.8)
    /// For vectors made of the words themselves, which know little that BM25 does not.
    public static let lexical = FusionRule(denseWeight: 0.4)

    /// The rule for the vectors of an embedding model, by its name.
    public static func standard(forModel name: String) -> FusionRule { name == "lexical" ? .lexical : .semantic }
}
