import Domain
import Foundation
import Ledger
import Redaction
import Signatures
import TestSupport
import Testing

@testable import Pipeline
@testable import Reviews

/// A tenant's ledger and people who sign, for the stages that read reviews.
struct ReviewSamples {
    static let start = Instant(seconds: 1_780_000_000)
    let tenant: TenantID
    let a: ClusterID
    let b: ClusterID
    let c: ClusterID

    init() throws {
        tenant = try #require(TenantID("acme"))
        a = try #require(ClusterID("c-aaaaaaaa"))
        b = try #require(ClusterID("c-bbbbbbbb"))
        c = try #require(ClusterID("c-cccccccc"))
    }

    static func tickets(_ prefix: String, _ numbers: Range<Int>) -> [TicketID] {
        numbers.map { TicketID("\(prefix)-\($0)") }
    }

    /// Three clusters of ten tickets, each with a text.
    func ledger(_ more: [LedgerFact] = []) throws -> Ledger {
        let clusters = [(a, "A"), (b, "B"), (c, "C")]
        let born = clusters.map { id, prefix in
            LedgerFact.clusterBorn(id: id, size: 10, exemplars: Self.tickets(prefix, 0..<10), numbers: ["tickets": 10])
        }
        let texts = clusters.map { id, prefix in
            LedgerFact.textPublished(path: ReviewSubject.resolution(id).path, digest: .of("text of \(prefix)"))
        }
        let first = try Ledger(tenant: tenant).appending(
            born + texts + [.run(numbers: [:])], asOf: nil, at: Self.start
        ).ledger
        return try appending(more, to: first)
    }

    func appending(_ facts: [LedgerFact], to ledger: Ledger) throws -> Ledger {
        try ledger.appending(facts + (facts.isEmpty ? [] : [.run(numbers: [:])]), asOf: nil, at: Self.start).ledger
    }

    // MARK: Reviews that hold

    static func id(_ number: Int) -> String { "0197f1a0-6d2e-7c41-9a55-\(String(format: "%012d", number))" }

    /// The number tells when it was signed.
    func head(_ number: Int, on cluster: ClusterID, text: String = "x", by signer: String, comment: String? = nil)
        throws
        -> ReviewHead
    {
        ReviewHead(
            id: try #require(ReviewID(Self.id(number))), tenant: tenant, subject: .resolution(cluster),
            digest: .of(text), generation: 1, signer: signer, role: .po,
            signedAt: Instant(seconds: Self.start.seconds + Int64(number)),
            expiresAt: Instant(seconds: Self.start.seconds + 86_400), supersedes: nil, comment: comment)
    }

    private func origin(_ number: Int) -> ReviewOrigin {
        ReviewOrigin(
            path: "reviews/\(number).yaml", fileDigest: .of("file \(number)"), payloadDigest: .of("payload \(number)"),
            fingerprint: "SHA256:x", firstSeen: Self.start)
    }

    func said(_ content: FeedbackContent, on cluster: ClusterID, _ number: Int, comment: String? = nil) throws
        -> Feedback
    {
        Feedback(
            head: try head(number, on: cluster, by: "sam@acme.example", comment: comment), content: content,
            origin: origin(number))
    }

    func decided(
        _ decision: Approval.Decision, on cluster: ClusterID, text: String, by signer: String, _ number: Int,
        comment: String? = nil
    ) throws -> Approval {
        Approval(
            head: try head(number, on: cluster, text: text, by: signer, comment: comment), decision: decision,
            origin: origin(number))
    }

    func redactor() throws -> Redactor {
        Redactor(
            policy: RedactionPolicy(), key: try TokenKey(hex: String(repeating: "ab", count: 32)), tenant: tenant)
    }

    // MARK: Review files

    /// A signed file about the text that a ledger has of a cluster now.
    func file(
        _ number: Int, _ says: String, on cluster: ClusterID, by person: (name: String, seed: UInt8), ledger: Ledger,
        days: Int64 = 10, supersedes: String = "none", signedAt: Int64? = nil
    ) throws -> ReviewFile {
        let text = try #require(ledger.state.texts[ReviewSubject.resolution(cluster).path])
        let signed = Instant(seconds: signedAt ?? Self.start.seconds + Int64(number))
        let family = says.hasPrefix("decision") ? ReviewFamily.approval : .feedback
        let payload = """
            schema: \(family.schema)
            id: \(Self.id(number))
            tenant: acme
            subject:
              kind: resolution
              id: \(cluster)
              sha256: \(text.digest.hex)
              generation: \(text.generation)
            \(says)
            signer: \(person.name)
            role: \(family.role.rawValue)
            signed_at: \(signed.iso8601)
            expires_at: \(Instant(seconds: signed.seconds + days * 86_400).iso8601)
            supersedes: \(supersedes)

            """
        return ReviewFile(
            path: "reviews/\(number).yaml",
            bytes: try TestSigner(seed: person.seed).signed(payload, namespace: family.namespace))
    }

    static let alice = (name: "alice@acme.example", seed: UInt8(1))
    static let bob = (name: "bob@acme.example", seed: UInt8(2))
    static let sam = (name: "sam@acme.example", seed: UInt8(3))

    func inputs(_ files: [ReviewFile], revoked: [UInt8] = [], without: String? = nil) throws -> ReviewInputs {
        let people = [Self.alice, Self.bob, Self.sam].filter { $0.name != without }
        let signers = try people.map { "\($0.name) \(try TestSigner(seed: $0.seed).line)\n" }.joined()
        return ReviewInputs(
            files: files, signersFile: Array(signers.utf8), revoked: try RevokedKeys(parsing: revoked),
            revokedFile: revoked,
            roles: [Self.alice.name: [.po], Self.bob.name: [.po], Self.sam.name: [.sme]])
    }

    func outcome(
        _ files: [ReviewFile], _ ledger: Ledger, after seconds: Int64 = 100, revoked: [UInt8] = [],
        without: String? = nil
    ) throws -> ReviewStage.Outcome {
        ReviewStage(
            tenant: tenant, inputs: try inputs(files, revoked: revoked, without: without), ledger: ledger.state,
            now: Instant(seconds: Self.start.seconds + seconds)
        ).run()
    }
}
