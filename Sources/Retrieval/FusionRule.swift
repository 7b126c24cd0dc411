/// How word scores and vector scores become one score.
///
/// Each kind of score is standardised (mean 0, deviation 1) over the documents that lead either ranking, and the two are
/// added by weight. Over all documents the few that hold a rare word would lie so far out that nothing else counted.
///
/// No single weight is best everywhere: long reports that repeat each other's identifiers want words, short questions
/// want sentence vectors. So each query decides. Words that single out one document are believed, words that fit many
/// alike are not; and of a question of few words vectors know more.
public struct FusionRule: Sendable, Hashable {
    /// The least and the greatest weight of the vectors' standardised score, within 0 to 1.
    public var denseWeight: ClosedRange<Double>
    /// Positive scores of knowledge articles are multiplied by this: an article outranks a raw ticket that
    /// matches about as well.
    public var articleFactor: Double
    /// A result whose vector has at least this cosine with a better result is a near duplicate of it.
    public var duplicateCosine: Float

    /// Documents of each ranking that scores are standardised over.
    static let leaders = 100
    /// The place that the best word score is compared with.
    static let comparedPlace = 10
    /// Distinct words of a question up to which its words are not believed, and from which they are judged by what they
    /// single out.
    private static let fewWords = 4.0
    private static let enoughWords = 12.0
    /// How fast the weight falls with the share by which the best word score exceeds the tenth.
    private static let slope = 1.2

    public init(denseWeight: ClosedRange<Double>, articleFactor: Double = 1.2, duplicateCosine: Float = 0.985) {
        self.denseWeight = denseWeight
        self.articleFactor = articleFactor
        self.duplicateCosine = duplicateCosine
    }

    /// For vectors of a trained sentence model.
    public static let semantic = FusionRule(denseWeight: 0.4...0.85)
    /// For vectors made of the words themselves, which know little that BM25 does not.
    public static let lexical = FusionRule(denseWeight: 0.4...0.4)

    /// Words count for nothing: for comparisons.
    public static let vectorsAlone = FusionRule(denseWeight: 1...1)

    /// The rule for the vectors of an embedding model, by its name.
    public static func standard(forModel name: String) -> FusionRule { name == "lexical" ? .lexical : .semantic }

    /// The weight of the vectors for one query.
    ///
    /// - Parameters:
    ///   - words: distinct words of the query that the index looks for.
    ///   - standout: by what share the best word score exceeds the tenth, 0 to 1.
    func denseWeight(words: Int, standout: Double) -> Double {
        let (least, most) = (denseWeight.lowerBound, denseWeight.upperBound)
        let judged = min(max(1 - Self.slope * standout, least), most)
        let trust = (Double(words) - Self.fewWords) / (Self.enoughWords - Self.fewWords)
        let belief = min(max(trust, 0), 1)
        return belief * judged + (1 - belief) * most
    }
}
