public import Domain

/// Vectors of texts that have titles. A title says in a few words what its text is about, and the vector of a long
/// text dilutes it: so the title's own vector is added with a weight, in documents and in queries alike.
public enum TitledVectors {
    private static let weight: Float = 0.3
    /// A first line of more words is no title.
    private static let titleWords = 25
    private static let headWords = 40

    /// The vectors of whole texts with those of their titles added, of unit length again.
    ///
    /// - Parameter titles: rows in the order of the texts; zeros where a text has no title.
    /// - Precondition: both have the same size.
    public static func adding(_ titles: EmbeddingMatrix, to texts: EmbeddingMatrix) -> EmbeddingMatrix {
        precondition(titles.count == texts.count && titles.dimension == texts.dimension, "a title for each text")
        return EmbeddingMatrix(
            rows: (0..<texts.count).map { adding(title: titles[$0], to: texts[$0]) }, dimension: texts.dimension)
    }

    /// The vector of one whole text with that of its title added.
    public static func adding(title: ArraySlice<Float>, to text: ArraySlice<Float>) -> [Float] {
        [Float](unsafeUninitializedCapacity: text.count) { sums, initialized in
            title.withUnsafeBufferPointer { title in
                text.withUnsafeBufferPointer { text in
                    var squares: Float = 0
                    for column in text.indices {
                        let sum = text[column] + weight * title[column]
                        sums[column] = sum
                        squares += sum * sum
                    }
                    guard squares > 0 else { return }
                    let length = squares.squareRoot()
                    for column in text.indices { sums[column] /= length }
                }
            }
            initialized = text.count
        }
    }

    /// What stands for the title of a query: its first line, or of a long one the first sentence. `nil` when that is all
    /// there is.
    public static func head(of query: String) -> String? {
        let whole = query.trimmedWhitespace
        var head = String(whole.prefix { !$0.isNewline }).trimmedWhitespace
        if words(head).count > titleWords { head = TextAnalysis.sentences(head).first ?? head }
        let cut = words(head)
        if cut.count > headWords { head = cut.prefix(headWords).joined(separator: " ") }
        return head.isEmpty || head == whole ? nil : head
    }

    private static func words(_ text: String) -> [Substring] { text.split(whereSeparator: \.isWhitespace) }
}
