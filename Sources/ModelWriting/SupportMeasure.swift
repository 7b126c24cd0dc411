internal import Lexicon

/// How far a sentence says what a text says: the share of its meaningful word stems that the text has, and whether the
/// text has all of its figures.
///
/// Lexical precision, as ROUGE-1 takes it (Lin 2004) over stems without stop words; a wrong number is the one slip that
/// word overlap forgives and readers do not, so figures must all be there.
public struct SupportMeasure: Sendable {
    /// The least share of a supported sentence, 0 to 1.
    public let leastShare: Double

    public init(leastShare: Double = 0.5) { self.leastShare = leastShare }

    /// The words of some texts, read once for many sentences.
    public struct Evidence: Sendable {
        let stems: Set<UInt64>
        let folded: String
    }

    public static func evidence(_ texts: [String]) -> Evidence {
        var stems: Set<UInt64> = []
        for text in texts { stems.formUnion(Self.stems(of: text)) }
        return Evidence(stems: stems, folded: texts.joined(separator: "\n").lowercased())
    }

    /// The share of the sentence's stems in the evidence, 0 to 1; 1 for a sentence without any.
    public static func share(of sentence: String, in evidence: Evidence) -> Double {
        let stems = stems(of: sentence)
        guard !stems.isEmpty else { return 1 }
        return Double(stems.count { evidence.stems.contains($0) }) / Double(stems.count)
    }

    /// Words with a digit, `2.4.1` or `HTTP-502`, in lower case.
    static func figures(in sentence: String) -> [String] {
        sentence.lowercased().split(whereSeparator: { $0.isWhitespace || "()[]{}\"“”‘’,;".contains($0) }).compactMap {
            let word = $0.drop { ".:!?".contains($0) }
            let end = word.reversed().prefix { ".:!?%".contains($0) }.count
            let figure = String(word.dropLast(end))
            return figure.contains(where: \.isNumber) ? figure : nil
        }
    }

    public func supports(_ sentence: String, by evidence: Evidence) -> Bool {
        Self.figures(in: sentence).allSatisfy(evidence.folded.contains)
            && Self.share(of: sentence, in: evidence) >= leastShare
    }

    static func stems(of text: String) -> Set<UInt64> {
        var scanner = WordScanner()
        scanner.scan(text)
        return Set(scanner.words.lazy.filter { !$0.isStopWord }.map(\.stemHash))
    }
}
