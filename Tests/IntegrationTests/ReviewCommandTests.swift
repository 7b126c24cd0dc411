import Foundation
import TestSupport
import Testing

/// `sign`, `verify-signature` and `verify` as a user runs them, beside stock ssh-keygen and git.
@Suite(.enabled(if: Repository.hasTools("/usr/bin/ssh-keygen", "/usr/bin/git"), "ssh-keygen or git is not here"))
struct ReviewCommandTests {
    private let scratch: Scratch
    private let shell = URL(filePath: "/bin/sh")
    private let payload = """
        schema: casebook.approval/1
        id: 0197f1a0-6d2e-7c41-9a55-0d3f5b1c2e77
        tenant: acme
        subject:
          kind: resolution
          id: c-7f3ak2qd
          sha256: 56b5e0b59a4e9921f1a47ea8e6d1bf9d6054537d94519746ae446c266a37e290
          generation: 12
        decision: approve
        signer: alice@acme.example
        role: po
        signed_at: 2026-05-30T09:12:44Z
        expires_at: 2026-11-26T09:12:44Z
        supersedes: none

        """

    init() throws { scratch = try Scratch() }

    private func signed(_ type: String = "ed25519", _ bits: String = "256") throws {
        let made = "ssh-keygen -q -t \(type) -b \(bits) -N '' -C '' -f key && "
        let line = "echo \"alice@acme.example namespaces=\\\"approval@casebook\\\" $(cat key.pub)\" > signers"
        #expect(try Command.run(shell, ["-c", made + line], in: scratch.url).status == 0)
        try scratch.write("payload.yaml", payload)
        let run = try Command.casebook(
            "sign", "payload.yaml", "--key", "key", "--output", "signed.yaml", "--yes", in: scratch.url)
        #expect(run.status == 0, "\(run.errors)")
    }

    /// The two lines of shell that anyone can check a review by.
    private static let byHand = """
        sed '/^# -----BEGIN SSH SIGNATURE-----$/,$d' signed.yaml > message
        sed -n '/^# -----BEGIN SSH/,$s/^# //p' signed.yaml > message.sig
        ssh-keygen -Y verify -f signers -I alice@acme.example -n approval@casebook -s message.sig < message
        """

    @Test(arguments: [("ed25519", "256"), ("ecdsa", "256"), ("ecdsa", "384"), ("ecdsa", "521"), ("rsa", "3072")])
    func whatIsSignedVerifiesByHandAndHere(_ type: String, _ bits: String) throws {
        try signed(type, bits)
        #expect(try Command.run(shell, ["-c", Self.byHand], in: scratch.url).status == 0)
        #expect(try String(contentsOf: scratch.url.appending(path: "message"), encoding: .utf8) == payload)
        func verify(_ principal: String, _ extra: String...) throws -> Command {
            try Command.run(
                Repository.binary,
                [
                    "verify-signature", "--message", "message", "--signature", "message.sig", "--signers", "signers",
                    "--principal", principal, "--namespace", "approval@casebook", "--at", "20260601000000Z",
                ] + extra, in: scratch.url)
        }
        #expect(try verify("alice@acme.example").status == 0)
        let other = try verify("bob@acme.example")
        #expect(other.status == 77 && other.errors.contains("S10"))
        let revoked = try verify("alice@acme.example", "--revoked", "key.pub")
        #expect(revoked.status == 77 && revoked.errors.contains("S13"))
    }

    @Test func refusesSignersThatChangeWithReviews() throws {
        try signed()
        let git = "git -c user.name=a -c user.email=a@acme.example"
        let steps = """
            set -e
            '\(Repository.binary.path)' init work --tenant acme
            cd work && git init -q -b main
            cp ../signers tenants/acme/signers
            printf 'roles:\\n  po: [alice@acme.example]\\n' >> tenants/acme/tenant.yaml
            git add -A && \(git) commit -qm before
            mkdir -p tenants/acme/reviews/approvals && cp ../signed.yaml tenants/acme/reviews/approvals/a.yaml
            git add -A && \(git) commit -qm review
            echo '# more' >> tenants/acme/signers
            git add -A && \(git) commit -qm signers
            """
        let made = try Command.run(shell, ["-c", steps], in: scratch.url)
        #expect(made.status == 0, "\(made.errors)")
        let now = ["SOURCE_DATE_EPOCH": "1780300000"]
        func verify(_ range: String) throws -> Command {
            try Command.casebook(
                "verify", "--workspace", "work", "--range", range, "--format", "json", environment: now,
                in: scratch.url)
        }
        // The book has no cluster yet: the signature holds, and the subject is what is refused.
        let review = try verify("HEAD~2...HEAD~1")
        #expect(review.status == 77 && review.output.contains("\"code\":\"wrong_subject\""))
        #expect(!review.errors.contains("changed_with_reviews"))
        let mixed = try verify("HEAD~2...HEAD")
        #expect(mixed.status == 77 && mixed.errors.contains("changed_with_reviews"))
        #expect(mixed.output.contains("\"code\":\"changed_with_reviews\""))
        #expect(try verify("HEAD~1...HEAD").status == 0)
    }
}
