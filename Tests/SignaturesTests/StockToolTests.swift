import Domain
import Foundation
import Signatures
import TestSupport
import Testing

/// What stock `ssh-keygen -Y sign` writes verifies here, for every supported type.
struct StockToolTests {
    private static let tool = URL(filePath: "/usr/bin/ssh-keygen")
    static let types = [("ed25519", "256"), ("ecdsa", "256"), ("ecdsa", "384"), ("ecdsa", "521"), ("rsa", "3072")]

    @Test(
        .enabled(if: Repository.hasTools(tool.path), "ssh-keygen is not here"), arguments: types)
    func verifiesStockSignatures(_ type: String, _ bits: String) throws {
        let scratch = try Scratch()
        let message = try scratch.write("message", "a: b\n")
        let made = try Command.run(
            Self.tool, ["-q", "-t", type, "-b", bits, "-N", "", "-C", "", "-f", "key"], in: scratch.url)
        #expect(made.status == 0)
        for hash in ["sha256", "sha512"] {
            let signature = scratch.url.appending(path: "message.sig")
            try? FileManager.default.removeItem(at: signature)
            let signed = try Command.run(
                Self.tool,
                ["-Y", "sign", "-f", "key", "-n", "approval@casebook", "-O", "hashalg=\(hash)", message.path],
                in: scratch.url)
            #expect(signed.status == 0)
            let key = try Data(contentsOf: scratch.url.appending(path: "key.pub"))
            let signers = SignerList(parsing: Array("alice namespaces=\"approval@casebook\" ".utf8) + key)
            let verified = try SignatureCheck(signers: signers).verify(
                message: Array("a: b\n".utf8), signature: Array(Data(contentsOf: signature)), principal: "alice",
                namespace: "approval@casebook", at: Instant(seconds: 1_780_000_000))
            #expect(verified.line.line == 1)
        }
    }
}
