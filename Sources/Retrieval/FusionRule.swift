/// How word scores and vector scores become one score.
///
/// A document's score is its cosine with the query, plus its BM25 score over the square root of what the query's words
/// weigh together, times a weight. Chance matches of words add up as the square root of their number does, so that one
/// weight holds for two words and for a page. What words single out stands out as far as it does: nothing is brought to
/// a common range, which would make a weak ranking of one kind as loud as a strong one of the other.
///
/// Two corrections make cosines tell more. A document that is a little like everything is like the query for no reason
/// of its own: a share of its cosine with the mean of all documents is taken off. And the query moves a little towards
/// the documents that it finds first (Rocchio, "Relevance feedback in information retrieval", 1971), which then find
/// others that say the same in other words.
public struct FusionRule: Sendable, Hashable {
    /// What the words' score counts beside a cosine; with 0 words count for nothing.
    public var wordWeight: Double
    /// The share of a document's cosine with the mean of all that is taken off.
    public var commonness: Double
    /// How far the query moves towards the first documents.
    public var feedback: Double
    /// Positive scores of knowledge articles are multiplied by a fifth more than 1, and by their document's weight, to
    /// the power of this: an article outranks a raw ticket that matches about as well. Cosines of what matches well and
    /// of what does not lie close together, and take a small power.
    public var precedence: Double
    /// A result whose vector has at least this cosine with a better result is a near duplicate of it.
    public var duplicateCosine: Float

    private static let articleFactor = 1.2
    /// The documents that the query moves towards: each counts one over its place.
    static let feedbackDocuments = 3
    /// The vector of a long text says less of each thing that stands in it: among long documents words count by so much
    /// more, all of it from the upper length on.
    private static let longFactor = 0.35
    /// Meaningful words of a document, on average.
    private static let longDocuments = 15.0...60.0
    /// Cosines of unlike texts that the weight of words is meant for: their standard deviation.
    private static let usualSpread = 0.1...0.2

    public init(
        wordWeight: Double, commonness: Double, feedback: Double, precedence: Double, duplicateCosine: Float = 0.985
    ) {
        self.wordWeight = wordWeight
        self.commonness = commonness
        self.feedback = feedback
        self.precedence = precedence
        self.duplicateCosine = duplicateCosine
    }

    /// For vectors of a trained sentence model.
    public static let semantic = FusionRule(wordWeight: 0.1, commonness: 0.2, feedback: 0.5, precedence: 0.4)
    /// For vectors made of the words themselves, which know little that BM25 does not; and for no vectors at all.
    public static let lexical = FusionRule(wordWeight: 0.3, commonness: 0, feedback: 0, precedence: 1)
    /// Words count for nothing: for comparisons.
    public static let vectorsAlone = FusionRule(wordWeight: 0, commonness: 0, feedback: 0, precedence: 0)

    /// The rule for the vectors of an embedding model, by its name.
    public static func standard(forModel name: String) -> FusionRule { name == "lexical" ? .lexical : .semantic }

    /// What a unit of BM25 counts for one query.
    ///
    /// - Parameters:
    ///   - queryWeight: what the query's words weigh together.
    ///   - spread: of the model's cosines. Models whose cosines all lie close together, or far apart, are met by so
    ///     much smaller or greater a weight.
    ///   - length: meaningful words of a document, on average.
    func unit(queryWeight: Double, spread: Double?, length: Double) -> Double {
        guard queryWeight > 0 else { return 0 }
        let usual = Self.usualSpread
        let scale = spread.map { $0 / min(max($0, usual.lowerBound), usual.upperBound) } ?? 1
        let bounds = Self.longDocuments
        let long =
            (min(max(length, bounds.lowerBound), bounds.upperBound) - bounds.lowerBound)
            / (bounds.upperBound - bounds.lowerBound)
        return wordWeight * (1 + Self.longFactor * long) * scale / queryWeight.squareRoot()
    }

    /// What positive scores of an article are multiplied by.
    func precedence(weight: Double) -> Double { power(Self.articleFactor * weight, precedence) }
}
