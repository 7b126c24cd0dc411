import Domain
import Lexicon

/// What a text says, for telling equal and nearly equal texts.
struct TextForm {
    /// Of the folded words, numbers included: texts that differ in case, spacing and punctuation alone are equal. A text
    /// without any word, or with very many, is compared as it stands; an empty one has no digest.
    let digest: ContentDigest?
    /// Of the folded words without what names one case among many: numbers, and whatever stands with a digit or as a path
    /// or address between two white spaces (`web-07`, `db.example.com`). `nil` where hardly a word is left.
    let template: UInt64?

    private static let wordLimit = 50_000
    /// Fewest words of a template.
    private static let templateLimit = 3

    init(_ text: RedactedText, scanner: inout WordScanner) {
        scanner.scan(text.masked, limit: TextForm.wordLimit)
        let words = scanner.words
        if words.isEmpty || words.count >= TextForm.wordLimit {
            let plain = text.masked.collapsedWhitespace
            digest = plain.isEmpty ? nil : .of("\u{0}" + plain)
            template = nil
            return
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(scanner.folded.count + words.count)
        for word in words {
            bytes += scanner.folded[word.folded]
            bytes.append(0x20)
        }
        digest = .of(bytes)
        template = TextForm.template(of: text.masked, words, scanner.folded)
    }

    private static func template(of text: String, _ words: [WordScanner.Word], _ folded: [UInt8]) -> UInt64? {
        var text = text
        return text.withUTF8 { source in
            var hash = StableHash.seed
            var plain = 0
            var start = 0
            while start < words.count {
                // Words with no white space between them.
                var end = start + 1
                while end < words.count, !hasSpace(source, between: words[end - 1], and: words[end]) { end += 1 }
                if words[start..<end].contains(where: { isName($0, folded) }) {
                    hash = StableHash.combine(hash, 1)
                } else {
                    for word in words[start..<end] {
                        hash = StableHash.combine(hash, StableHash.of(folded, word.folded))
                    }
                    plain += end - start
                }
                start = end
            }
            return plain >= templateLimit ? hash : nil
        }
    }

    /// Pairs of characters of scripts written without spaces overlap; nothing stands between those.
    private static func hasSpace(
        _ source: UnsafeBufferPointer<UInt8>, between left: WordScanner.Word, and right: WordScanner.Word
    ) -> Bool {
        let (start, end) = (left.source.upperBound, right.source.lowerBound)
        return start < end && source[start..<end].contains { $0 <= 0x20 }
    }

    private static func isName(_ word: WordScanner.Word, _ folded: [UInt8]) -> Bool {
        word.isDebrisByItself || folded[word.folded].contains { (0x30...0x39).contains($0) }
    }
}
