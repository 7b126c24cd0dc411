internal import Domain
internal import Signatures

/// What a payload says, read and not yet judged. It never leaves this target.
struct Statement: Sendable, Hashable {
    enum Body: Sendable, Hashable {
        case approval(Approval.Decision)
        case feedback(FeedbackContent)
    }

    let head: ReviewHead
    let body: Body

    /// `approve`, `reject`, `withdraw`, or the kind of feedback.
    var verb: String {
        switch body {
        case .approval(let decision): decision.rawValue
        case .feedback(let content): content.kind.rawValue
        }
    }

    /// Reads a payload whose signature holds.
    ///
    /// - Parameter family: what the signature was made for.
    /// - Throws: `yaml_refused` to `bad_value`, in order.
    init(payload: [UInt8], family: ReviewFamily) throws(ReviewRefusal) {
        let document: YAMLValue
        do throws(YAMLFault) {
            document = try StrictYAML.parse(payload)
        } catch {
            throw ReviewRefusal(.yamlRefused, line: error.line, error.summary)
        }
        guard case .mapping(let members, let line) = document else {
            throw ReviewRefusal(.wrongSchema, line: document.line, "the review has no fields")
        }
        try Statement.checkSchema(members, family: family)
        try Statement.checkNames(members, family: family)
        let fields = FieldReader(members, line: line)
        let subject = try Statement.subject(fields)
        head = try Statement.head(fields, subject: subject)
        switch family {
        case .approval: body = .approval(try fields.word("decision", as: Approval.Decision.self))
        case .feedback: body = .feedback(try Statement.feedback(fields, on: subject))
        }
    }

    /// The kind of review that a payload says it is, for those who are about to sign it.
    static func family(ofPayload payload: [UInt8]) -> ReviewFamily? {
        guard case .mapping(let members, _)? = try? StrictYAML.parse(payload) else { return nil }
        return ReviewFamily.allCases.first { family in
            members.contains { $0.key == "schema" && $0.value == .scalar(family.schema, line: $0.value.line) }
        }
    }

    private static func checkSchema(_ members: [YAMLValue.Member], family: ReviewFamily) throws(ReviewRefusal) {
        guard let member = members.first(where: { $0.key == "schema" }), case .scalar(let schema, _) = member.value
        else { throw ReviewRefusal(.wrongSchema, line: 1, "\"schema\" is missing") }
        if schema == family.schema { return }
        guard schema.hasPrefix("casebook.\(family.rawValue)/") else {
            throw ReviewRefusal(
                .wrongSchema, line: member.line, "\"schema\" is not that of the namespace \(family.namespace)")
        }
        throw ReviewRefusal(.unsupportedSchema, line: member.line, "the schema's version is not 1")
    }

    private static let headFields: Set<String> = [
        "schema", "id", "tenant", "subject", "signer", "role", "signed_at", "expires_at", "supersedes", "comment",
    ]

    private static func checkNames(_ members: [YAMLValue.Member], family: ReviewFamily) throws(ReviewRefusal) {
        var known = headFields
        switch family {
        case .approval: known.insert("decision")
        case .feedback: known.formUnion(["kind"] + feedbackFields(members))
        }
        for member in members {
            guard known.contains(member.key) else {
                throw ReviewRefusal(.unknownField, line: member.line, "a field is not one of this kind of review")
            }
            guard member.key == "subject", case .mapping(let inner, _) = member.value else { continue }
            for field in inner where !["kind", "id", "sha256", "generation"].contains(field.key) {
                throw ReviewRefusal(.unknownField, line: field.line, "a field of \"subject\" is not known")
            }
        }
    }

    /// Those of the kind that is named, or of all kinds when none of them is.
    private static func feedbackFields(_ members: [YAMLValue.Member]) -> [String] {
        guard case .scalar(let name, _)? = members.first(where: { $0.key == "kind" })?.value,
            let kind = FeedbackContent.Kind(rawValue: name)
        else { return FeedbackContent.Kind.allCases.flatMap(\.fields) }
        return kind.fields
    }

    private static func subject(_ fields: FieldReader) throws(ReviewRefusal) -> FieldReader {
        try fields.mapping("subject")
    }

    private static func head(_ fields: FieldReader, subject: FieldReader) throws(ReviewRefusal) -> ReviewHead {
        let head = ReviewHead(
            id: try fields.value("id", "a UUID in lower case", ReviewID.init),
            tenant: try fields.value("tenant", "a tenant id", TenantID.init),
            subject: try reviewSubject(subject),
            digest: try subject.value("sha256", "64 lower-case hexadecimal digits", ContentDigest.init(hex:)),
            generation: try subject.value("generation", "a number from 1", FieldGrammar.generation),
            signer: try fields.value("signer", "a principal") { SignerLine.isPrincipal($0) ? $0 : nil },
            role: try fields.word("role", as: ReviewRole.self),
            signedAt: try fields.value("signed_at", "a time like 2026-05-30T09:12:44Z", FieldGrammar.instant),
            expiresAt: try fields.value("expires_at", "a time like 2026-05-30T09:12:44Z", FieldGrammar.instant),
            supersedes: try supersedes(fields), comment: try comment(fields))
        guard head.expiresAt > head.signedAt else { throw fields.badValue("expires_at", "later than \"signed_at\"") }
        return head
    }

    private static func reviewSubject(_ subject: FieldReader) throws(ReviewRefusal) -> ReviewSubject {
        switch try subject.text("kind") {
        case "resolution": .resolution(try subject.value("id", "a cluster's id", ClusterID.init))
        case "assessment": .assessment(try subject.value("id", "a question's id", QuestionID.init))
        default: throw subject.badValue("kind", "one of resolution, assessment")
        }
    }

    private static func supersedes(_ fields: FieldReader) throws(ReviewRefusal) -> ReviewID? {
        if try fields.text("supersedes") == "none" { return nil }
        return try fields.value("supersedes", "\"none\" or a UUID in lower case", ReviewID.init)
    }

    private static func comment(_ fields: FieldReader) throws(ReviewRefusal) -> String? {
        guard let comment = try fields.optionalText("comment") else { return nil }
        guard comment.utf8.count <= FieldGrammar.textLimit else {
            throw fields.badValue("comment", "a text of at most 32 KiB")
        }
        return comment.trimmedWhitespace.isEmpty ? nil : comment
    }
}

extension Statement {
    private static func feedback(
        _ fields: FieldReader, on subject: FieldReader
    ) throws(ReviewRefusal) -> FeedbackContent {
        let kind = try fields.word("kind", as: FeedbackContent.Kind.self)
        let isResolution = try subject.text("kind") == "resolution"
        switch kind {
        case .correction: return try correction(fields, isResolution: isResolution)
        case .rating: return .rating(try fields.word("rating", as: FeedbackContent.Rating.self))
        case .rename, .move, .merge, .split, .exclude:
            guard isResolution else { throw fields.badValue("kind", "one that a question's answer can have") }
            return try membership(kind, fields, cluster: try subject.text("id"))
        }
    }

    private static func correction(
        _ fields: FieldReader, isResolution: Bool
    ) throws(ReviewRefusal) -> FeedbackContent {
        let section = try fields.word("section", as: FeedbackContent.CorrectedSection.self)
        guard isResolution == (section != .answer) else {
            throw fields.badValue("section", "a part of the subject's text")
        }
        return .correction(
            section: section, text: try fields.value("text", "a text of 1 byte to 32 KiB", FieldGrammar.prose))
    }

    private static func membership(
        _ kind: FeedbackContent.Kind, _ fields: FieldReader, cluster: String
    ) throws(ReviewRefusal) -> FeedbackContent {
        func otherCluster(_ name: String) throws(ReviewRefusal) -> ClusterID {
            try fields.value(name, "the id of another cluster") { $0 == cluster ? nil : ClusterID($0) }
        }
        switch kind {
        case .rename:
            return .rename(
                title: try fields.value("title", "one line of 1 to 200 bytes") { FieldGrammar.line($0, limit: 200) })
        case .move:
            return .move(
                ticket: try fields.value("ticket", "a ticket's id", FieldGrammar.ticket), to: try otherCluster("to"))
        case .merge: return .merge(into: try otherCluster("into"))
        case .split:
            return .split(tickets: try fields.list("tickets", "tickets' ids", limit: 1_000, FieldGrammar.ticket))
        case .exclude, .correction, .rating:
            return .exclude(ticket: try fields.value("ticket", "a ticket's id", FieldGrammar.ticket))
        }
    }
}
