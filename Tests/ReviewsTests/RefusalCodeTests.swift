import Domain
import Foundation
import Signatures
import TestSupport
import Testing

@testable import Reviews

/// One test for each refusal code.
struct RefusalCodeTests {
    private var sample: SampleTenant
    private let good = SampleTenant.approval

    init() throws { sample = try SampleTenant() }

    private func spoiled(_ old: String, _ new: String) throws -> RefusalCode? {
        #expect(good.contains(old))
        return try sample.code(good.replacing(old, with: new))
    }

    @Test func acceptsGoodReviews() throws {
        let review = try sample.verdict(sample.alice.signed(good, namespace: "approval@casebook")).review
        guard case .approval(let approval)? = review else {
            Issue.record("not an approval")
            return
        }
        #expect(approval.decision == .approve)
        #expect(approval.head.comment == "Wording checked with the SSO team.\n")
        #expect(approval.origin.payloadDigest == ContentDigest.of(good))
    }

    @Test func refusesLargeFiles() throws {
        let filler = "# " + String(repeating: "x", count: 64 * 1_024) + "\n"
        #expect(try sample.code(good + filler) == .tooLarge)
    }

    @Test func refusesFilesWithoutSignature() throws {
        #expect(try sample.verdict(Array(good.utf8)).refusal?.code == .signatureMissing)
        let file = try sample.alice.signed(good, namespace: "approval@casebook")
        let windows = String(decoding: file, as: UTF8.self).replacing("\n", with: "\r\n")
        #expect(try sample.verdict(Array(windows.utf8)).refusal?.code == .signatureMissing)
    }

    @Test func refusesBadTrailers() throws {
        let file = String(decoding: try sample.alice.signed(good, namespace: "approval@casebook"), as: UTF8.self)
        let trailer = String(file.dropFirst(good.count))
        for bad in [
            file + "\n", file + "more: true\n", String(file.dropLast()), file + trailer, trailer,
            file.replacing("\n# U1N", with: "\n#U1N"), file.replacing("\n# U1N", with: "\n# \n# U1N"),
            file.replacing("\n# -----END SSH SIGNATURE-----", with: ""),
        ] {
            #expect(try sample.verdict(Array(bad.utf8)).refusal?.code == .badSignatureFile)
        }
        #expect(try sample.code(good, namespace: "git") == .badSignatureFile)
    }

    @Test func refusesUnknownKeys() throws {
        let file = try TestSigner(seed: 9).signed(good, namespace: "approval@casebook")
        #expect(try sample.verdict(file).refusal?.code == .unknownKey)
    }

    @Test mutating func refusesRevokedKeys() throws {
        sample.revoked = sample.alice.line
        #expect(try sample.code(good) == .revokedKey)
    }

    @Test mutating func refusesKeysThatWereNotValidWhenFirstSeen() throws {
        sample.signers = "alice@acme.example valid-before=\"20260501Z\" \(sample.alice.line)"
        #expect(try sample.code(good) == .keyNotValidThen)
        let file = try sample.alice.signed(good, namespace: "approval@casebook")
        sample.firstSeen[.of(file)] = SampleTenant.instant("2026-04-30T00:00:00Z")
        #expect(try sample.verdict(file).refusal == nil)
    }

    @Test func refusesNamespacesThatTheKeyMayNotUse() throws {
        let file = try sample.bob.signed(good, namespace: "approval@casebook")
        #expect(try sample.verdict(file).refusal?.code == .roleNotPermitted)
    }

    @Test func refusesPayloadsThatChanged() throws {
        let file = String(decoding: try sample.alice.signed(good, namespace: "approval@casebook"), as: UTF8.self)
        let changed = file.replacing("decision: approve", with: "decision: reject")
        #expect(try sample.verdict(Array(changed.utf8)).refusal?.code == .badSignature)
        // Nothing is parsed before the signature holds.
        #expect(try sample.verdict(Array(("{" + file).utf8)).refusal?.code == .badSignature)
    }

    @Test func refusesOtherYAML() throws {
        #expect(try spoiled("decision: approve", "decision: &a approve") == .yamlRefused)
        #expect(try spoiled("decision: approve", "decision: approve\ndecision: approve") == .yamlRefused)
        #expect(try spoiled("SSO", "S\u{202E}SO") == .yamlRefused)
    }

    @Test func refusesOtherSchemas() throws {
        #expect(try spoiled("casebook.approval/1", "casebook.feedback/1") == .wrongSchema)
        #expect(try spoiled("schema: casebook.approval/1\n", "") == .wrongSchema)
        #expect(try sample.code(good, namespace: "feedback@casebook") == .wrongSchema)
        #expect(try spoiled("casebook.approval/1", "casebook.approval/2") == .unsupportedSchema)
    }

    @Test func refusesUnknownFields() throws {
        #expect(try spoiled("decision: approve", "decision: approve\nnote: x") == .unknownField)
        #expect(try spoiled("  generation: 12", "  generation: 12\n  extra: x") == .unknownField)
        // Before values are looked at.
        #expect(try spoiled("decision: approve", "decision: maybe\nnote: x") == .unknownField)
    }

    @Test(arguments: [
        ("decision: approve", "decision: maybe"), ("decision: approve\n", ""), ("generation: 12", "generation: 012"),
        ("generation: 12", "generation: 0"), ("id: c-7f3ak2qd", "id: ../../x"), ("role: po", "role: boss"),
        ("2026-05-30T09:12:44Z", "2026-05-30 09:12:44Z"), ("2026-05-30T09:12:44Z", "2026-05-30T09:12:44+00:00"),
        ("2026-05-30T09:12:44Z", "2026-02-30T09:12:44Z"), ("supersedes: none", "supersedes: null"),
        ("0197f1a0", "0197F1A0"), ("kind: resolution", "kind: cluster"), ("tenant: acme", "tenant: ACME"),
        ("signer: alice@acme.example", "signer: \"*\""), ("subject:", "subject: x #"),
        ("expires_at: 2026-11-26", "expires_at: 2026-05-29"),
    ])
    func refusesBadValues(_ old: String, _ new: String) throws {
        let code = try spoiled(old, new)
        #expect(code == .badValue || (old == "subject:" && code == .yamlRefused))
    }

    @Test func refusesOtherTenants() throws { #expect(try spoiled("tenant: acme", "tenant: bcme") == .wrongTenant) }

    @Test func refusesOthersNames() throws {
        #expect(try spoiled("signer: alice@", "signer: bob@") == .signerMismatch)
    }

    @Test mutating func refusesRolesThatDoNotFit() throws {
        #expect(try spoiled("role: po", "role: sme") == .roleMismatch)
        sample.roles = ["alice@acme.example": [.sme]]
        #expect(try sample.code(good) == .roleMismatch)
    }

    @Test mutating func refusesApprovalOfOnesOwnCorrection() throws {
        guard let cluster = ClusterID("c-7f3ak2qd") else { return }
        sample.texts[.resolution(cluster)] = ReviewContext.PublishedText(
            digest: SampleTenant.digest, generation: 12, correctedBy: ["alice@acme.example"])
        #expect(try sample.code(good) == .roleMismatch)
    }

    @Test func refusesOtherSubjects() throws {
        #expect(try spoiled("c-7f3ak2qd", "c-bbbbbbbb") == .wrongSubject)
        let move = SampleTenant.feedback("kind: move\nticket: T-1\nto: c-bbbbbbbb")
        #expect(try sample.code(move, namespace: "feedback@casebook") == .wrongSubject)
    }

    @Test func refusesTimesThatDoNotFit() throws {
        #expect(try spoiled("signed_at: 2026-05-30T09:12:44Z", "signed_at: 2026-06-01T00:05:01Z") == .signedInFuture)
        #expect(try spoiled("signed_at: 2026-05-30T09:12:44Z", "signed_at: 2026-06-01T00:05:00Z") == nil)
        #expect(try spoiled("expires_at: 2026-11-26", "expires_at: 2026-05-31") == .expired)
        #expect(try spoiled("expires_at: 2026-11-26T09:12:44Z", "expires_at: 2026-11-26T09:12:45Z") == .lifetimeTooLong)
    }

    @Test func refusesOtherContent() throws {
        #expect(try spoiled("generation: 12", "generation: 11") == .staleContent)
        #expect(try spoiled(SampleTenant.digest.hex, ContentDigest.of("other").hex) == .staleContent)
    }

    @Test func tellsTheFirstOfManyFaults() throws {
        let bad = good.replacing("tenant: acme", with: "tenant: bcme")
            .replacing("generation: 12", with: "generation: 11").replacing("role: po", with: "role: sme")
        #expect(try sample.code(bad) == .wrongTenant)
    }

    @Test func everyCodeHasARemedy() {
        #expect(RefusalCode.allCases.count == 24)
        for code in RefusalCode.allCases { #expect(code.remedy.hasSuffix(".")) }
    }
}
