import Domain
import Retrieval

/// Finds the publishable sentences of a ticket's or article's text.
struct ProseReader {
    /// Numbers the terms of everything that is compared.
    var terms = TextTerms()
    /// Characters of a text that are read; what matters stands early, and a log of megabytes must not cost seconds.
    private static let readingLimit = 24_000
    static let sentenceLimit = 240

    /// The sentences of a ticket's body, then those of its recorded resolution.
    mutating func sentences(of ticket: RedactedTicket) -> [ProseSentence] {
        var sentences = read(ticket.body.display, evidence: .ticket(ticket.id), from: 0)
        if let resolution = ticket.resolution?.display {
            sentences += read(resolution, evidence: .ticket(ticket.id), from: sentences.count)
        }
        return sentences
    }

    /// The sentences of a display text, numbered from `first`.
    mutating func read(_ text: String, evidence: EvidenceID, from first: Int = 0) -> [ProseSentence] {
        var sentences: [ProseSentence] = []
        let scalars = text.unicodeScalars
        let end = scalars.index(scalars.startIndex, offsetBy: ProseReader.readingLimit, limitedBy: scalars.endIndex)
        for segment in CodeBlocks.outside(text[..<(end ?? scalars.endIndex)]) {
            for paragraph in ProseReader.paragraphs(segment) {
                for sentence in TextAnalysis.sentences(paragraph) {
                    guard
                        let found = publishable(sentence, evidence: evidence, place: first + sentences.count)
                    else { continue }
                    sentences.append(found)
                }
            }
        }
        return sentences
    }

    private mutating func publishable(_ sentence: String, evidence: EvidenceID, place: Int) -> ProseSentence? {
        var plain = PlainText.withoutLabel(PlainText.from(sentence))
        guard ProseRules.isPublishable(plain, terms: &terms) else { return nil }
        // Lines of a wrapped sentence are joined by U+2028; a quote stays within one of them.
        let lines = sentence.split(separator: "\u{2028}").map(\.trimmedWhitespace)
        guard let quote = lines.max(by: { $0.utf8.count < $1.utf8.count }), !quote.isEmpty else { return nil }
        plain = PlainText.trimmed(Headline.capitalised(plain), ProseReader.sentenceLimit)
        return ProseSentence(
            text: plain, quote: PlainText.quote(quote, ProseReader.sentenceLimit), evidence: evidence, place: place,
            terms: distinctTerms(of: plain))
    }

    /// Terms in order of first use, each once.
    mutating func distinctTerms(of text: String) -> [Int] {
        var seen: Set<Int> = []
        return terms.terms(of: text).filter { seen.insert($0).inserted }
    }

    /// Lines that belong together, joined by U+2028; list marks, noise and everything after a sign-off left out.
    private static func paragraphs(_ segment: Substring) -> [String] {
        var paragraphs: [String] = []
        var current = ""
        var isOpen = false
        // Within an expectation: its heading was read, and then some line of it.
        var expectation = 0
        func end() {
            if !current.isEmpty { paragraphs.append(current) }
            current = ""
        }
        for raw in segment.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            let line = raw.trimmedWhitespace
            if line.isEmpty {
                end()
                if expectation == 2 { expectation = 0 }
                continue
            }
            if ProseRules.opensExpectation(line) {
                end()
                expectation = line.utf8.count > 24 ? 2 : 1
                continue
            }
            if ProseRules.isSignOff(line), !(paragraphs.isEmpty && current.isEmpty) { break }
            let item = withoutListMark(line)
            if ProseRules.isNoise(item) {
                end()
                expectation = 0
                continue
            }
            if expectation > 0 {
                expectation = 2
                continue
            }
            if isOpen, !current.isEmpty, item == line, continues(line) {
                current += "\u{2028}" + line
            } else {
                end()
                current = item
            }
            isOpen = !endsSentence(line)
        }
        end()
        return paragraphs
    }

    private static func endsSentence(_ line: String) -> Bool {
        line.unicodeScalars.last.map { ".!?:;。！？".unicodeScalars.contains($0) } ?? true
    }

    /// A line that goes on with a small letter, a digit or a bracket belongs to the sentence before it.
    private static func continues(_ line: String) -> Bool {
        line.unicodeScalars.first.map { $0.properties.isLowercase || $0 == "(" } ?? false
    }

    /// `- `, `* `, `• `, `1. `, `2) `, `a) `, `(3) ` at the start of a line.
    private static func withoutListMark(_ line: String) -> String {
        let scalars = line.unicodeScalars
        let opening = scalars.first == "(" ? scalars.dropFirst() : scalars[...]
        let digits = opening.prefix { ("0"..."9").contains($0) }
        let number = digits.isEmpty ? opening.prefix(1) : digits
        let rest = scalars[number.endIndex...]
        let isNumber = !digits.isEmpty && digits.count <= 2
        let isLetter = digits.isEmpty && number.first.map { ("a"..."h").contains($0) } ?? false
        if let mark = rest.first, (isNumber && mark == ".") || ((isNumber || isLetter) && mark == ")"),
            rest.dropFirst().first == " "
        {
            return String(Substring(rest.dropFirst(2))).trimmedWhitespace
        }
        let marks = scalars.prefix { "-*•·#–»→".unicodeScalars.contains($0) }
        if (1...3).contains(marks.count), scalars[marks.endIndex...].first == " ",
            marks.first != "#" || marks.count > 1
        {
            return String(Substring(scalars[marks.endIndex...])).trimmedWhitespace
        }
        return line
    }
}

extension PlainText {
    /// A quote of at most `limit` characters: a prefix cut at a word, without `…`, so that it stays a substring.
    static func quote(_ text: String, _ limit: Int) -> String {
        let scalars = text.unicodeScalars
        guard scalars.count > limit else { return text }
        let head = scalars.prefix(limit)
        let space = head.lastIndex(where: { $0.properties.isWhitespace }) ?? head.endIndex
        let end = head.distance(from: head.startIndex, to: space) > limit / 2 ? space : head.endIndex
        return String(Substring(head[..<end])).trimmedWhitespace
    }
}
