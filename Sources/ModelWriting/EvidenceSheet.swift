public import Domain
internal import Foundation
internal import Prompting

/// The evidence of one call under the call's own ids: `T1`… for tickets, `K1`… for articles, `X1`… for what must not be
/// cited.
public struct EvidenceSheet: Sendable {
    /// One piece of evidence.
    public struct Entry: Sendable {
        /// `T1`.
        public let mark: String
        public let evidence: EvidenceID
        /// As displayed: a quote must be a substring of one of them.
        let texts: [String]
        /// What the model is shown: visible characters, cut.
        let shown: String
        /// Said in the mark's line, `approved article`.
        let label: String
        let voices: Int
    }

    public private(set) var entries: [Entry] = []
    private var counts: [String: Int] = [:]
    private let byMark: [String: Int]

    /// Of a ticket, the characters that are shown.
    static let ticketLimit = 1_500
    /// Of an article.
    static let articleLimit = 2_500

    /// - Parameters:
    ///   - citable: what claims may rest on, in the order of their ids.
    ///   - contrast: shown so that the text tells this problem from those.
    public init(citable: [EvidenceDocumentText], contrast: [EvidenceDocumentText] = []) {
        var entries: [Entry] = []
        var counts: [String: Int] = [:]
        func add(_ document: EvidenceDocumentText, _ kind: String) {
            counts[kind, default: 0] += 1
            let visible = VisibleText.of(document.shown)
            let limit = kind == "K" ? Self.articleLimit : Self.ticketLimit
            entries.append(
                Entry(
                    mark: "\(kind)\(counts[kind] ?? 0)", evidence: document.evidence, texts: document.texts,
                    shown: Self.cut(visible, limit), label: document.label, voices: document.voices))
        }
        for document in citable {
            if case .article = document.evidence { add(document, "K") } else { add(document, "T") }
        }
        for document in contrast { add(document, "X") }
        self.entries = entries
        byMark = Dictionary(
            uniqueKeysWithValues: entries.enumerated().filter { $1.mark.first != "X" }.map { ($1.mark, $0) })
    }

    /// The entry that a citation names, if it may be cited.
    func entry(_ mark: String) -> Entry? { byMark[mark.trimmedWhitespace.uppercased()].map { entries[$0] } }

    /// All entries between marks with the call's own word.
    func text(_ nonce: Nonce) -> PromptText {
        PromptText(
            authored: entries.map { entry in
                let label = entry.label.isEmpty ? "" : " \(entry.label)"
                return "<<<\(entry.mark) \(nonce.text)>>>\(label)\n\(Self.withoutMarks(entry.shown))\n"
                    + "<<<end \(entry.mark) \(nonce.text)>>>"
            }.joined(separator: "\n\n"))
    }

    /// Of everything that may be cited.
    var citableFields: [String] {
        entries.filter { $0.mark.first != "X" }.flatMap { [$0.evidence.description, $0.label, $0.shown] }
    }

    /// No evidence imitates a mark: the brackets are spread.
    private static func withoutMarks(_ text: String) -> String {
        text.replacing("<<<", with: "< < <").replacing(">>>", with: "> > >")
    }

    /// At most so many characters, cut at white space.
    private static func cut(_ text: String, _ limit: Int) -> String {
        guard text.unicodeScalars.count > limit else { return text }
        let head = text.unicodeScalars.prefix(limit)
        let end = head.lastIndex { $0.properties.isWhitespace } ?? head.endIndex
        return String(Substring(head[..<end])) + " …"
    }
}

/// A text that can be shown to a model, redacted: a ticket or an article.
public struct EvidenceDocumentText: Sendable {
    public let evidence: EvidenceID
    /// As displayed: a quote must be a substring of one of them.
    public let texts: [String]
    /// All of it, for the model.
    let shown: String
    /// One clause for the model, such as `approved by a product owner`; may be empty.
    public let label: String
    /// How many people say it: more than one where the ticket stands for near duplicates.
    let voices: Int

    /// A ticket with its recorded resolution.
    ///
    /// - Parameter voices: people who said the same, at least 1.
    public init(_ ticket: RedactedTicket, voices: Int = 1) {
        self.voices = voices
        evidence = .ticket(ticket.id)
        let resolution = ticket.resolution?.display.trimmedWhitespace ?? ""
        texts = [ticket.text] + (resolution.isEmpty ? [] : [resolution])
        shown = ticket.text + (resolution.isEmpty ? "" : "\nResolution: \(resolution)")
        label = ""
    }

    /// - Parameter label: said of it in the prompt.
    public init(_ article: Article, label: String = "") {
        voices = 1
        evidence = .article(article.id)
        texts = [article.title, article.body.display]
        shown = article.title + "\n" + article.body.display
        self.label = label
    }

    /// A text that retrieval found.
    ///
    /// - Parameters:
    ///   - texts: redacted, as displayed.
    ///   - shown: what the model is shown of them.
    public init(evidence: EvidenceID, texts: [String], shown: String, label: String = "") {
        voices = 1
        self.evidence = evidence
        self.texts = texts
        self.shown = shown
        self.label = label
    }
}
