public import Domain
public import Prompting

/// The answer to one question by a model.
public struct AnswerWriting: WritingTask {
    /// Changes when the rules change, so that stored texts are not taken for texts of these rules.
    public static let version = "answer/1"

    /// What the model is shown.
    public struct Material: Sendable {
        public let question: Question
        /// The question's and its context's own words, redacted.
        public let text: RedactedText
        public let context: RedactedText?
        /// What retrieval found, approved knowledge first.
        public let evidence: [EvidenceDocumentText]
        /// What the product owner said of the last answer, redacted.
        public let guidance: RedactedText?

        public init(
            question: Question, text: RedactedText, context: RedactedText? = nil, evidence: [EvidenceDocumentText],
            guidance: RedactedText? = nil
        ) {
            self.question = question
            self.text = text
            self.context = context
            self.evidence = evidence
            self.guidance = guidance
        }
    }

    private let material: Material
    private let templates: PromptTemplates
    private let sheet: EvidenceSheet
    private let reader: ClaimReader

    /// Tokens of a reply, where nothing is known of a model's habits yet.
    public static let usualReply = 260
    static let longestReply = 1_536

    public init(
        _ material: Material, templates: PromptTemplates, support: SupportMeasure = SupportMeasure(),
        holdsPersonalData: @escaping @Sendable (String) -> Bool
    ) {
        self.material = material
        self.templates = templates
        sheet = EvidenceSheet(citable: material.evidence)
        reader = ClaimReader(
            sheet: sheet, support: support, strictness: .answer, known: material.text.display,
            holdsPersonalData: holdsPersonalData)
    }

    /// Of the question alone, without its evidence.
    public var questionKey: ContentDigest {
        let question = material.question
        return .of(fields: [
            Self.version, templates.digest.hex, question.id.rawValue, question.text, question.context ?? "",
            question.product ?? "", material.guidance?.masked ?? "",
        ])
    }

    public var key: ContentDigest { .of(fields: [questionKey.hex] + sheet.citableFields) }

    public func request(_ nonce: Nonce) -> ChatRequest {
        var user: PromptText = "Question: \(authored: VisibleText.of(material.text.display))\n"
        if let context = material.context {
            user += "Why it is asked: \(authored: VisibleText.of(context.display))\n"
        }
        if let guidance = material.guidance {
            user += "Guidance: \(authored: VisibleText.of(guidance.display))\n"
        }
        user += "\n"
        user += sheet.text(nonce)
        user += "\n\nAnswer the question."
        return ChatRequest(
            [
                ChatMessage(.system, PromptText(authored: templates.filled(templates.answer, nonce: nonce))),
                ChatMessage(.user, user),
            ], format: ReplyFormats.answer, longestReply: Self.longestReply)
    }

    /// What a model's reply comes to.
    public struct Written: Sendable, Hashable, Codable {
        public let outcome: Assessment.Outcome
        /// Claims left out.
        public let dropped: Int

        public init(outcome: Assessment.Outcome, dropped: Int) {
            self.outcome = outcome
            self.dropped = dropped
        }
    }

    public func read(_ reply: JSONValue) -> WritingOutcome<Written> {
        let missing = self.missing(ClaimReader.line(reply["missing"]?.string ?? ""))
        guard reply["answerable"] == .bool(true) else {
            return WritingOutcome(text: Written(outcome: .abstained(missing: missing), dropped: 0), faults: [])
        }
        let (kept, faults) = reader.claims(reply["claims"]?.array ?? [], under: "claims", most: 8)
        guard !kept.isEmpty else {
            let faults = faults.isEmpty ? [ClaimFault(.empty, "claims")] : faults
            return WritingOutcome(text: nil, faults: faults)
        }
        return WritingOutcome(text: Written(outcome: .answered(kept), dropped: faults.count), faults: faults)
    }

    /// What the model says is missing, if it may be published. It cites nothing, so it must speak of the question.
    private func missing(_ text: String) -> String {
        let fallback = "The tickets and articles found do not answer the question."
        guard reader.fault(in: text, limit: 300) == nil else { return fallback }
        let known = [material.text.display] + sheet.entries.flatMap(\.texts)
        return reader.support.supports(text, by: SupportMeasure.evidence(known)) ? text : fallback
    }

    public func isWorthRepairing(_ outcome: WritingOutcome<Written>) -> Bool {
        guard case .answered(let claims)? = outcome.text?.outcome else { return outcome.text == nil }
        return outcome.isWorthRepairing(kept: claims.count)
    }
}
