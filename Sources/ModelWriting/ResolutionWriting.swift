public import Domain
public import Prompting

/// One cluster's resolution by a model.
public struct ResolutionWriting: WritingTask {
    /// Changes when the rules change, so that stored texts are not taken for texts of these rules.
    public static let version = "resolution/1"

    /// What the model is shown of a cluster.
    public struct Material: Sendable {
        public let cluster: ClusterID
        /// The most central tickets, then the most different.
        public let tickets: [EvidenceDocumentText]
        /// Articles near to the cluster, approved ones first.
        public let articles: [EvidenceDocumentText]
        /// Tickets of the nearest other clusters. They take no part in the key: the text is about this cluster.
        public let contrast: [RedactedTicket]
        /// What the product owner said of the last text, redacted.
        public let guidance: RedactedText?

        public init(
            cluster: ClusterID, tickets: [EvidenceDocumentText], articles: [EvidenceDocumentText],
            contrast: [RedactedTicket], guidance: RedactedText? = nil
        ) {
            self.cluster = cluster
            self.tickets = tickets
            self.articles = articles
            self.contrast = contrast
            self.guidance = guidance
        }
    }

    private let material: Material
    private let templates: PromptTemplates
    private let sheet: EvidenceSheet
    private let reader: ClaimReader

    /// Characters of a title at most.
    static let titleLimit = 110
    /// Tokens of a reply, where nothing is known of a model's habits yet.
    public static let usualReply = 420
    static let longestReply = 2_048

    /// - Parameter holdsPersonalData: the detector that tickets passed, for what the model writes.
    public init(
        _ material: Material, templates: PromptTemplates, support: SupportMeasure = SupportMeasure(),
        holdsPersonalData: @escaping @Sendable (String) -> Bool
    ) {
        self.material = material
        self.templates = templates
        sheet = EvidenceSheet(
            citable: material.articles + material.tickets,
            contrast: material.contrast.map { EvidenceDocumentText($0) })
        reader = ClaimReader(sheet: sheet, support: support, holdsPersonalData: holdsPersonalData)
    }

    public var key: ContentDigest {
        .of(
            fields: [Self.version, templates.digest.hex, material.cluster.rawValue, material.guidance?.masked ?? ""]
                + sheet.citableFields)
    }

    public func request(_ nonce: Nonce) -> ChatRequest {
        var user: PromptText = ""
        if let guidance = material.guidance {
            let visible = VisibleText.of(guidance.display)
            user += "Guidance: \(authored: visible)\n\n"
        }
        user += sheet.text(nonce)
        user += "\n\nWrite the resolution of the cluster of T1, T2, …"
        return ChatRequest(
            [
                ChatMessage(.system, PromptText(authored: templates.filled(templates.resolution, nonce: nonce))),
                ChatMessage(.user, user),
            ], format: ReplyFormats.resolution, longestReply: Self.longestReply)
    }

    /// What a model's reply comes to.
    public struct Written: Sendable, Hashable, Codable {
        public let title: String
        public let summary: [Claim]
        public let rootCause: [Claim]
        public let recommendedFix: [Claim]
        public let automationPotential: Resolution.AutomationPotential
        public let severity: Resolution.Severity
        /// Claims left out.
        public let dropped: Int

        /// The resolution of a cluster, by a model.
        public func resolution(of cluster: ClusterID, model: String) -> Resolution {
            Resolution(
                cluster: cluster, title: title, summary: summary, rootCause: rootCause,
                recommendedFix: recommendedFix, automationPotential: automationPotential, severity: severity,
                origin: .model(model), droppedClaims: dropped)
        }
    }

    public func read(_ reply: JSONValue) -> WritingOutcome<Written> {
        var faults: [ClaimFault] = []
        func claims(_ part: String, most: Int) -> [Claim] {
            let (kept, found) = reader.claims(reply[part]?.array ?? [], under: part, most: most)
            faults += found
            return kept
        }
        let summary = claims("summary", most: 6)
        let cause = claims("root_cause", most: 4)
        let fix = claims("recommended_fix", most: 8)
        let dropped = faults.count
        let title = ClaimReader.line(reply["title"]?.string ?? "").trimmingTrailingStop
        let titleFault = fault(ofTitle: title)
        if let titleFault { faults.append(ClaimFault(titleFault, "title")) }
        if summary.isEmpty, dropped == 0 { faults.append(ClaimFault(.empty, "summary")) }
        guard titleFault == nil, !summary.isEmpty else { return WritingOutcome(text: nil, faults: faults) }
        return WritingOutcome(
            text: Written(
                title: title, summary: summary, rootCause: cause, recommendedFix: fix,
                automationPotential: reply["automation_potential"]?.string
                    .flatMap(Resolution.AutomationPotential.init(rawValue:)) ?? .unknown,
                severity: reply["severity"]?.string.flatMap(Resolution.Severity.init(rawValue:)) ?? .medium,
                dropped: dropped), faults: faults)
    }

    /// A title cites nothing, but says no more than the cluster's own tickets do.
    private func fault(ofTitle title: String) -> ClaimFault.Reason? {
        if let fault = reader.fault(in: title, limit: Self.titleLimit) { return fault }
        let texts = sheet.entries.filter { $0.mark.first != "X" }.flatMap(\.texts)
        guard reader.support.supports(title, by: SupportMeasure.evidence(texts)) else { return .unsupported }
        return reader.isCorroborated(title, citing: []) ? nil : .uncorroborated
    }

    public func isWorthRepairing(_ outcome: WritingOutcome<Written>) -> Bool {
        let kept = outcome.text.map { $0.summary.count + $0.rootCause.count + $0.recommendedFix.count } ?? 0
        return outcome.isWorthRepairing(kept: kept)
    }
}

extension String {
    /// Without a full stop at the end: titles have none.
    fileprivate var trimmingTrailingStop: String { hasSuffix(".") && !hasSuffix("..") ? String(dropLast()) : self }
}
