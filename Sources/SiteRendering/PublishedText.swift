import Domain

/// A text that people approve: its exact bytes depend on its claims and their citations alone, never on
/// generations, history, counts, templates or themes.
struct PublishedText: Sendable {
    enum Subject: Sendable {
        case resolution(ClusterID)
        case answer(QuestionID)
    }

    struct Part: Sendable {
        let heading: String
        let claims: [ClaimSheet.NumberedClaim]
        /// Said in place of claims when there are none.
        let absence: String
    }

    let subject: Subject
    let title: String
    let parts: [Part]
    let sheet: ClaimSheet
    let origin: TextOrigin
    /// Claims left out because their citation did not hold, by the writer and here.
    let dropped: Int
    let bytes: [UInt8]
    /// As the text itself says who wrote it.
    let notice: String

    /// Relative to the site's root.
    var path: String {
        switch subject {
        case .resolution(let id): SiteAddress.resolution(id)
        case .answer(let id): SiteAddress.answer(id)
        }
    }

    /// The folder of the page that shows it.
    var folder: String {
        switch subject {
        case .resolution(let id): SiteAddress.cluster(id)
        case .answer(let id): SiteAddress.assessment(id)
        }
    }

    /// Resolutions in order of clusters, then the answers in order of questions. An abstention is no text. An approved
    /// text that still fits stands in place of the draft.
    static func all(of book: Book, known: KnownEvidence) -> [PublishedText] {
        func frozen(_ path: String) -> TextReview.Approved? { book.reviews.texts[path]?.frozen }
        let resolutions = book.clusters.compactMap { cluster -> PublishedText? in
            let draft = book.resolutions[cluster.id].map { PublishedText($0, tenant: book.tenant.id, known: known) }
            return frozen(SiteAddress.resolution(cluster.id)).map {
                PublishedText(approved: $0, subject: .resolution(cluster.id), origin: draft?.origin, known: known)
            } ?? draft
        }
        let answers = book.assessments.compactMap { assessment -> PublishedText? in
            frozen(SiteAddress.answer(assessment.question.id)).map {
                PublishedText(
                    approved: $0, subject: .answer(assessment.question.id), origin: assessment.origin, known: known)
            } ?? PublishedText(assessment, tenant: book.tenant.id, known: known)
        }
        return resolutions + answers
    }

    /// An approved text, read back from its bytes.
    init(approved: TextReview.Approved, subject: Subject, origin: TextOrigin?, known: KnownEvidence) {
        let document = ApprovedDocument(approved.bytes)
        self.subject = subject
        title = document.title
        sheet = ClaimSheet(document.sources, known: known)
        parts = document.parts.map { part in
            Part(
                heading: part.heading,
                claims: part.claims.map { claim in
                    ClaimSheet.NumberedClaim(
                        text: claim.text, numbers: claim.numbers.filter { document.sources.indices.contains($0 - 1) })
                },
                absence: part.absence)
        }
        self.origin = origin ?? .extractive
        dropped = 0
        bytes = approved.bytes
        notice = document.notice
    }

    private init(_ resolution: Resolution, tenant: TenantID, known: KnownEvidence) {
        var sheet = ClaimSheet()
        parts = [
            Part(
                heading: "What happens", claims: sheet.add(resolution.summary, known: known),
                absence: "The evidence does not say."),
            Part(
                heading: "Root cause", claims: sheet.add(resolution.rootCause, known: known),
                absence: "The evidence does not tell the cause."),
            Part(
                heading: "Recommended fix", claims: sheet.add(resolution.recommendedFix, known: known),
                absence: "No recorded resolution or article tells a fix."),
        ]
        subject = .resolution(resolution.cluster)
        title = resolution.title.collapsedWhitespace
        self.sheet = sheet
        origin = resolution.origin
        dropped = resolution.droppedClaims + sheet.dropped
        var markdown = PublishedMarkdown(title: title)
        markdown.line("Resolution of cluster `\(resolution.cluster)`, tenant `\(tenant)`.")
        markdown.list([
            "Severity: \(resolution.severity.rawValue)",
            "Automation potential: \(resolution.automationPotential.rawValue)",
        ])
        markdown.finish(parts, sheet: sheet, origin: origin, dropped: dropped)
        bytes = Array(markdown.text.utf8)
        notice = origin.notice
    }

    /// Returns `nil` for an abstention.
    private init?(_ assessment: Assessment, tenant: TenantID, known: KnownEvidence) {
        guard case .answered(let claims) = assessment.outcome else { return nil }
        var sheet = ClaimSheet()
        parts = [
            Part(
                heading: "Answer", claims: sheet.add(claims, known: known),
                absence: "No claim of this answer could be shown to hold.")
        ]
        subject = .answer(assessment.question.id)
        title = assessment.question.text.collapsedWhitespace
        self.sheet = sheet
        origin = assessment.origin
        dropped = assessment.droppedClaims + sheet.dropped
        var markdown = PublishedMarkdown(title: title)
        markdown.line("Answer to question `\(assessment.question.id)`, tenant `\(tenant)`.")
        markdown.finish(parts, sheet: sheet, origin: origin, dropped: dropped)
        bytes = Array(markdown.text.utf8)
        notice = origin.notice
    }
}

extension TextOrigin {
    /// Who wrote a text, as its page says it.
    var notice: String {
        switch self {
        case .extractive:
            "No language model wrote this text: every sentence is taken from a ticket or an article."
        case .model(let name):
            "The language model \(name) wrote this text from the evidence below. It is a draft until a person signs it."
        }
    }
}

extension WritingDelay {
    /// Why a model has not written a text, as its page says it.
    var notice: String {
        switch self {
        case .budget: "The budget for language models was used up. A later run has this text written."
        case .window: "The language model is called at certain hours only. A later run has this text written."
        case .offline: "The run called no language model. A later run has this text written."
        case .unavailable: "The language model could not be reached. A later run has this text written."
        case .unusable: "A language model tried, and what it wrote could not be shown to rest on the evidence."
        case .refused: "The language model is not shown this evidence, or refused to write about it."
        }
    }
}
