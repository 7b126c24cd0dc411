public import Domain

/// An expert's own words as claims: each sentence of an article, cited to it.
public enum ArticleClaims {
    /// Sentences of one text that are taken, at most.
    private static let limit = 12

    /// The sentences in their order, without Markdown's marks; a text without a sentence is one claim by itself.
    public static func claims(of article: Article) -> [Claim] {
        let evidence = EvidenceID.article(article.id)
        var claims: [Claim] = []
        for line in article.body.display.split(whereSeparator: \.isNewline) where !isFence(line) {
            for sentence in TextAnalysis.sentences(withoutMark(line)) where claims.count < limit {
                let text = PlainText.trimmed(PlainText.from(sentence), ProseReader.sentenceLimit * 2)
                guard !text.isEmpty else { continue }
                claims.append(
                    Claim(
                        text: text,
                        citations: [
                            Citation(evidence: evidence, quote: PlainText.quote(sentence, ProseReader.sentenceLimit))
                        ]))
            }
        }
        return claims
    }

    private static func isFence(_ line: Substring) -> Bool {
        let trimmed = line.trimmedWhitespace
        return trimmed.hasPrefix("```") || trimmed.hasPrefix("~~~")
    }

    /// A line without the mark of a heading, a list or a quotation before it.
    private static func withoutMark(_ line: Substring) -> String {
        var rest = Substring(line.trimmedWhitespace)
        while let first = rest.first, "#>*-+".contains(first) {
            guard first == "#" || rest.dropFirst().first == " " else { break }
            rest = Substring(rest.dropFirst().trimmedWhitespace)
        }
        let digits = rest.prefix { ("0"..."9").contains($0) }
        if !digits.isEmpty, digits.count <= 3, let mark = rest.dropFirst(digits.count).first,
            mark == "." || mark == ")",
            rest.dropFirst(digits.count + 1).first == " "
        {
            rest = Substring(rest.dropFirst(digits.count + 1).trimmedWhitespace)
        }
        return String(rest)
    }
}
