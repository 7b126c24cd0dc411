import Domain
import Signatures
import TestSupport
import Testing

@testable import Reviews

/// A tenant with two signers and one published text, and a good review to spoil.
struct SampleTenant {
    let alice: TestSigner
    let bob: TestSigner
    var signers: String
    var revoked = ""
    var roles: [String: Set<ReviewRole>] = ["alice@acme.example": [.po, .sme], "bob@acme.example": [.sme]]
    var texts: [ReviewSubject: ReviewContext.PublishedText]
    var firstSeen: [ContentDigest: Instant] = [:]
    var accepted: [ReviewRecord] = []
    var now = SampleTenant.instant("2026-06-01T00:00:00Z")

    static let digest = ContentDigest.of("the text")

    static let approval = """
        schema: casebook.approval/1
        id: 0197f1a0-6d2e-7c41-9a55-0d3f5b1c2e77
        tenant: acme
        subject:
          kind: resolution
          id: c-7f3ak2qd
          sha256: \(digest.hex)
          generation: 12
        decision: approve
        signer: alice@acme.example
        role: po
        signed_at: 2026-05-30T09:12:44Z
        expires_at: 2026-11-26T09:12:44Z
        supersedes: none
        comment: |
          Wording checked with the SSO team.

        """

    /// A payload of feedback; `fields` are those of its kind.
    static func feedback(_ fields: String, id: String = "0197f1a0-6d2e-7c41-9a55-0d3f5b1c2e78") -> String {
        approval.replacing("approval/1", with: "feedback/1").replacing("role: po", with: "role: sme")
            .replacing("0197f1a0-6d2e-7c41-9a55-0d3f5b1c2e77", with: id)
            .replacing("decision: approve", with: fields)
    }

    static func instant(_ text: String) -> Instant { FieldGrammar.instant(text) ?? Instant(seconds: 0) }

    init() throws {
        alice = try TestSigner(seed: 1)
        bob = try TestSigner(seed: 2)
        signers = """
            alice@acme.example namespaces="approval@casebook,feedback@casebook" \(alice.line)
            bob@acme.example namespaces="feedback@casebook" \(bob.line)

            """
        texts = [:]
        for id in ["c-7f3ak2qd", "c-aaaaaaaa"] {
            let cluster = try #require(ClusterID(id))
            texts[.resolution(cluster)] = ReviewContext.PublishedText(digest: SampleTenant.digest, generation: 12)
        }
        let question = try #require(QuestionID("refunds"))
        texts[.assessment(question)] = ReviewContext.PublishedText(digest: SampleTenant.digest, generation: 12)
    }

    func context() throws -> ReviewContext {
        let tenant = try #require(TenantID("acme"))
        return ReviewContext(
            tenant: tenant, signers: SignerList(parsing: Array(signers.utf8)),
            revoked: try RevokedKeys(parsing: Array(revoked.utf8)), roles: roles, texts: texts, firstSeen: firstSeen,
            accepted: accepted, now: now)
    }

    func verdicts(_ files: [[UInt8]]) throws -> [ReviewVerdict] {
        ReviewVerifier(context: try context()).verify(
            files.enumerated().map { ReviewFile(path: "reviews/\($0.offset).yaml", bytes: $0.element) })
    }

    func verdict(_ file: [UInt8]) throws -> ReviewVerdict { try verdicts([file])[0] }

    /// The code of a payload that alice signs well.
    func code(_ payload: String, namespace: String = "approval@casebook") throws -> RefusalCode? {
        try verdict(alice.signed(payload, namespace: namespace)).refusal?.code
    }
}
