public import Domain

/// A review that is yet to be signed, and the bytes to sign.
public struct ReviewDraft: Sendable, Hashable {
    /// What the person says.
    public enum Content: Sendable, Hashable {
        case decision(Approval.Decision)
        case feedback(FeedbackContent)
    }

    public let id: ReviewID
    public let tenant: TenantID
    public let subject: ReviewSubject
    public let digest: ContentDigest
    public let generation: Int
    public let content: Content
    public let signer: String
    public let signedAt: Instant
    public let expiresAt: Instant
    public let supersedes: ReviewID?
    public let comment: String?

    public init(
        id: ReviewID, tenant: TenantID, subject: ReviewSubject, digest: ContentDigest, generation: Int,
        content: Content, signer: String, signedAt: Instant, expiresAt: Instant, supersedes: ReviewID? = nil,
        comment: String? = nil
    ) {
        self.id = id
        self.tenant = tenant
        self.subject = subject
        self.digest = digest
        self.generation = generation
        self.content = content
        self.signer = signer
        self.signedAt = signedAt
        self.expiresAt = expiresAt
        self.supersedes = supersedes
        self.comment = comment
    }

    /// The same draft as a successor of an earlier review, which it names and is signed later than.
    public func superseding(_ predecessor: ReviewRecord?) -> ReviewDraft {
        guard let predecessor else { return self }
        let delay = max(0, predecessor.signedAt.seconds + 1 - signedAt.seconds)
        return ReviewDraft(
            id: id, tenant: tenant, subject: subject, digest: digest, generation: generation, content: content,
            signer: signer, signedAt: Instant(seconds: signedAt.seconds + delay),
            expiresAt: Instant(seconds: expiresAt.seconds + delay), supersedes: predecessor.id, comment: comment)
    }

    /// `approve`, `reject`, `withdraw`, or the kind of feedback.
    public var verb: String {
        switch content {
        case .decision(let decision): decision.rawValue
        case .feedback(let feedback): feedback.kind.rawValue
        }
    }

    public var family: ReviewFamily {
        switch content {
        case .decision: .approval
        case .feedback: .feedback
        }
    }

    /// The kind of review that a payload written by hand says it is; `nil` when it is no strict YAML or has no schema of
    /// ours.
    public static func family(ofPayload payload: [UInt8]) -> ReviewFamily? { Statement.family(ofPayload: payload) }

    /// The payload: strict YAML that ends with LF.
    public var payload: [UInt8] {
        var writer = YAMLWriter()
        writer.add("schema", family.schema)
        writer.add("id", id.rawValue)
        writer.add("tenant", tenant.rawValue)
        writer.begin("subject")
        writer.add("kind", subject.kind, indent: 2)
        writer.add("id", subject.id, indent: 2)
        writer.add("sha256", digest.hex, indent: 2)
        writer.add("generation", String(generation), indent: 2)
        switch content {
        case .decision(let decision): writer.add("decision", decision.rawValue)
        case .feedback(let feedback): feedback.write(to: &writer)
        }
        writer.add("signer", signer)
        writer.add("role", family.role.rawValue)
        writer.add("signed_at", signedAt.iso8601)
        writer.add("expires_at", expiresAt.iso8601)
        writer.add("supersedes", supersedes?.rawValue ?? "none")
        if let comment { writer.add(text: "comment", comment) }
        return Array(writer.text.utf8)
    }
}

extension FeedbackContent {
    fileprivate func write(to writer: inout YAMLWriter) {
        writer.add("kind", kind.rawValue)
        switch self {
        case .correction(let section, let text):
            writer.add("section", section.rawValue)
            writer.add(text: "text", text)
        case .rating(let rating): writer.add("rating", rating.rawValue)
        case .rename(let title): writer.add(quoted: "title", title)
        case .move(let ticket, let to):
            writer.add(quoted: "ticket", ticket.rawValue)
            writer.add("to", to.rawValue)
        case .merge(let into): writer.add("into", into.rawValue)
        case .split(let tickets):
            writer.begin("tickets")
            for ticket in tickets { writer.add(item: ticket.rawValue) }
        case .exclude(let ticket): writer.add(quoted: "ticket", ticket.rawValue)
        }
    }
}
