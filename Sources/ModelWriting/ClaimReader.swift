internal import Domain

/// Makes claims of what a model wrote, and drops those that break a rule.
struct ClaimReader {
    let sheet: EvidenceSheet
    let support: SupportMeasure
    /// Whether a text holds personal data.
    let holdsPersonalData: @Sendable (String) -> Bool
    private let corroboration: Corroboration
    /// Words that need no source.
    private let known: SupportMeasure.Evidence?

    init(
        sheet: EvidenceSheet, support: SupportMeasure, strictness: Corroboration.Strictness = .cluster,
        known: String? = nil, holdsPersonalData: @escaping @Sendable (String) -> Bool
    ) {
        self.sheet = sheet
        self.support = support
        self.holdsPersonalData = holdsPersonalData
        corroboration = Corroboration(sheet, strictness)
        self.known = known.map { SupportMeasure.evidence([$0]) }
    }

    /// Characters of a claim at most: a sentence, not a page.
    private static let claimLimit = 600
    private static let quoteLimit = 300

    /// The claims that keep all rules, and the faults of the others.
    func claims(_ values: [JSONValue], under part: String, most: Int) -> (kept: [Claim], faults: [ClaimFault]) {
        var kept: [Claim] = []
        var faults: [ClaimFault] = []
        for (index, value) in values.enumerated() {
            let place = "\(part)[\(index + 1)]"
            guard index < most else {
                faults.append(ClaimFault(.tooMany, place))
                continue
            }
            switch claim(value) {
            case .success(let claim): kept.append(claim)
            case .failure(let reason): faults.append(ClaimFault(reason, place))
            }
        }
        return (kept, faults)
    }

    private func claim(_ value: JSONValue) -> Result<Claim, ClaimFault.Reason> {
        let text = Self.line(value["text"]?.string ?? "")
        if let reason = fault(in: text, limit: Self.claimLimit) { return .failure(reason) }
        var citations: [Citation] = []
        var cited: [String] = []
        for citation in value["citations"]?.array ?? [] {
            guard let entry = sheet.entry(citation["id"]?.string ?? "") else { return .failure(.unknownCitation) }
            var quote: String?
            if let wanted = citation["quote"]?.string?.trimmedWhitespace, !wanted.isEmpty {
                guard wanted.unicodeScalars.count <= Self.quoteLimit else { return .failure(.longQuote) }
                guard let found = entry.texts.lazy.compactMap({ Passage.find(wanted, in: $0) }).first else {
                    return .failure(.unknownQuote)
                }
                quote = found
            }
            let made = Citation(evidence: entry.evidence, quote: quote)
            if !citations.contains(made) { citations.append(made) }
            cited += entry.texts
        }
        guard !citations.isEmpty else { return .failure(.noCitation) }
        guard support.supports(text, by: SupportMeasure.evidence(cited)) else { return .failure(.unsupported) }
        guard isCorroborated(text, citing: Set(citations.map(\.evidence))) else { return .failure(.uncorroborated) }
        return .success(Claim(text: text, citations: citations))
    }

    /// Whether more than one source speaks of it.
    func isCorroborated(_ text: String, citing cited: Set<EvidenceID>) -> Bool {
        corroboration.holds(for: text, citing: cited, known: known, support: support)
    }

    /// What is wrong with a line of the model's own words, whatever it cites.
    func fault(in text: String, limit: Int) -> ClaimFault.Reason? {
        if text.isEmpty { return .empty }
        if text.unicodeScalars.count > limit { return .tooLong }
        if MarkupCheck.holdsMarkup(text) { return .markup }
        if HostileText.ordersModel(text) { return .order }
        if holdsPersonalData(text) { return .personalData }
        return nil
    }

    /// One line of visible characters.
    static func line(_ text: String) -> String { VisibleText.of(text).collapsedWhitespace }
}

/// Why a claim is not published.
public struct ClaimFault: Sendable, Hashable {
    public enum Reason: String, Sendable, Hashable, CaseIterable, Codable, Error {
        case empty, tooLong, tooMany, markup, order, personalData, noCitation, unknownCitation, unknownQuote, longQuote
        case unsupported, uncorroborated

        /// For the model, which may mend it once.
        var advice: String {
            switch self {
            case .empty: "the text is empty"
            case .tooLong: "the text is too long: write one plain sentence"
            case .tooMany: "there are too many: keep the most important"
            case .markup: "the text holds markup, HTML, a link or an address: write plain words"
            case .order: "the text repeats an instruction instead of telling of the problem"
            case .personalData: "the text holds personal data: leave it out"
            case .noCitation: "it cites nothing"
            case .unknownCitation: "it cites an id that may not be cited"
            case .unknownQuote: "a quote is not in the text it is cited from, character by character"
            case .longQuote: "a quote is longer than 200 characters"
            case .uncorroborated:
                "only one ticket speaks of it: say what several tickets, an article or a resolution say"
            case .unsupported: "the cited texts do not say it: keep closer to their words and figures"
            }
        }
    }

    public let reason: Reason
    /// `summary[2]`: nothing that the model chose.
    public let place: String

    init(_ reason: Reason, _ place: String) {
        self.reason = reason
        self.place = place
    }
}

/// Whether a line holds anything that a page, a mail program or a chat would turn into more than words.
enum MarkupCheck {
    static func holdsMarkup(_ text: String) -> Bool {
        let lower = text.lowercased()
        if ["://", "www.", "](", "javascript:", "data:text", "data:image", "mailto:", "&#", "&lt", "```", "{{", "}}"]
            .contains(where: lower.contains)
        {
            return true
        }
        return holdsTag(lower) || lower.split(separator: " ").contains(where: isAddress)
    }

    /// `<b`, `</`, `<!`, unless the word is one of code, `Map<String>`, where the bracket follows a letter.
    private static func holdsTag(_ text: String) -> Bool {
        var previous: Character = " "
        var opened = false
        for character in text {
            if opened, character.isLetter || "/!?".contains(character) { return true }
            opened = character == "<" && !previous.isLetter
            if character == "<", previous.isLetter, tagsAfterWords.contains(where: { text.contains("<\($0)") }) {
                return true
            }
            previous = character
        }
        return false
    }

    private static let tagsAfterWords = ["script", "img", "iframe", "a ", "svg", "/", "style", "object", "embed"]

    /// `host.example/path`: a domain with a path, which many programs make a link of.
    private static func isAddress(_ word: Substring) -> Bool {
        guard let slash = word.firstIndex(of: "/"), slash != word.startIndex else { return false }
        let host = word[..<slash]
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2, let last = labels.last, (2...12).contains(last.count), last.allSatisfy(\.isLetter)
        else { return false }
        return labels.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" } }
    }
}

/// A passage of a text that a model copied.
enum Passage {
    /// The text's own characters, where the passage stands in it: as it is, or with other white space and without hidden
    /// characters.
    static func find(_ passage: String, in text: String) -> String? {
        if let range = text.range(of: passage) { return String(text[range]) }
        let wanted = significant(passage).map(\.scalar)
        guard wanted.count >= 3 else { return nil }
        let scalars = significant(text)
        guard scalars.count >= wanted.count else { return nil }
        for start in 0...(scalars.count - wanted.count) where scalars[start].scalar == wanted[0] {
            let window = scalars[start..<start + wanted.count]
            guard zip(window, wanted).allSatisfy({ $0.scalar == $1 }) else { continue }
            guard let first = window.first, let last = window.last else { return nil }
            let end = text.unicodeScalars.index(after: last.place)
            return String(text.unicodeScalars[first.place..<end])
        }
        return nil
    }

    private static func significant(_ text: String) -> [(scalar: Unicode.Scalar, place: String.Index)] {
        text.unicodeScalars.indices.compactMap { index in
            let scalar = text.unicodeScalars[index]
            return scalar.properties.isWhitespace || VisibleText.isHidden(scalar) ? nil : (scalar, index)
        }
    }
}
