/// The constants of Okapi BM25, and how long documents are cut into passages.
///
/// Source: Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009.
public struct BM25Parameters: Sendable, Hashable {
    /// Saturation of a word's count in a text.
    public var k1: Double
    /// Share of the normalisation by length, 0 to 1.
    public var b: Double
    /// Saturation of a word's count in the query, which matters when the query is a whole ticket.
    public var k3: Double
    /// How often the words of a title count.
    public var titleWeight: Int
    /// Words in a passage of a long document.
    public var passageWords: Int
    /// Words that neighbouring passages share, at most.
    public var overlapWords: Int
    /// Documents of up to this many words are one passage.
    public var wholeWords: Int
    /// What the whole document counts beside its best passage, 0 to 1.
    public var wholeShare: Double

    public init(
        k1: Double = 1.2, b: Double = 0.75, k3: Double = 8, titleWeight: Int = 1, passageWords: Int = 120,
        overlapWords: Int = 30, wholeWords: Int = 200, wholeShare: Double = 0.6
    ) {
        self.k1 = k1
        self.b = b
        self.k3 = k3
        self.titleWeight = titleWeight
        self.passageWords = passageWords
        self.overlapWords = overlapWords
        self.wholeWords = wholeWords
        self.wholeShare = wholeShare
    }

    /// As measured best.
    public static let standard = BM25Parameters()
}
