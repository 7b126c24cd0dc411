import Domain
import Foundation
import Signatures
import TestSupport
import Testing

/// OpenSSH's own signatures: those of supported types verify, the others are refused by name.
@Suite(.enabled(if: Repository.has("corpora/openssh-sshsig"), "../shared/corpora/openssh-sshsig is not there"))
struct OpenSSHVectorTests {
    private func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: Repository.shared.appending(path: "corpora/openssh-sshsig/\(name)")))
    }

    private func verify(_ name: String) throws(SignatureRefusal) -> Signature {
        guard let key = try? bytes("\(name).pub"), let signature = try? bytes("\(name).sig"),
            let message = try? bytes("signed-data")
        else {
            Issue.record("the vector \(name) is not there")
            throw SignerList(parsing: Array("alice".utf8)).faults[0]
        }
        let signers = SignerList(parsing: Array("alice ".utf8) + key)
        return try SignatureCheck(signers: signers).verify(
            message: message, signature: signature, principal: "alice", namespace: "unittest",
            at: Instant(seconds: 1_780_000_000)
        ).signature
    }

    @Test(arguments: ["ed25519", "ecdsa", "rsa"])
    func verifiesSupportedTypes(_ name: String) throws { #expect(try verify(name).namespace == "unittest") }

    @Test(arguments: ["ed25519_sk", "ecdsa_sk", "ecdsa_sk_webauthn", "mldsa44-ed25519"])
    func refusesOtherTypesByName(_ name: String) {
        let refusal = #expect(throws: SignatureRefusal.self) { try verify(name) }
        #expect(refusal?.rule == .algorithm)
    }
}
