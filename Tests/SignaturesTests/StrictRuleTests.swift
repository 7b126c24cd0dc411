import Domain
import Foundation
import TestSupport
import Testing

@testable import Signatures

/// One test for each strict rule, by signatures that are otherwise good.
struct StrictRuleTests {
    private let signer: TestSigner
    private let message = Array("schema: casebook.approval/1\n".utf8)
    private let moment = Instant(seconds: 1_780_000_000)

    init() throws { signer = try TestSigner(seed: 7) }

    private func parts(hash: String = "sha512", reserved: [UInt8] = []) throws -> TestSigner.Parts {
        try signer.parts(message, namespace: "approval@casebook", hash: hash, reserved: reserved)
    }

    /// The rule that refuses; `nil` when the signature holds.
    private func rule(
        _ armour: [UInt8], signers: String? = nil, revoked: String = "", principal: String = "alice",
        namespace: String = "approval@casebook"
    ) throws -> SignatureRule? {
        do throws(SignatureRefusal) {
            let check = SignatureCheck(
                signers: SignerList(parsing: Array((signers ?? "alice \(signer.line)\n").utf8)),
                revoked: try RevokedKeys(parsing: Array(revoked.utf8)))
            _ = try check.verify(
                message: message, signature: armour, principal: principal, namespace: namespace, at: moment)
            return nil
        } catch {
            #expect(error.rule != nil, "refused without a rule: \(error)")
            return error.rule
        }
    }

    private func text(_ armour: [UInt8]) -> String { String(decoding: armour, as: UTF8.self) }

    @Test func acceptsGoodSignatures() throws {
        #expect(try rule(parts().armour) == nil)
        #expect(try rule(parts(hash: "sha256").armour) == nil)
    }

    @Test func refusesOtherMessages() throws {
        let other = try signer.parts(message + [0x0A], namespace: "approval@casebook").armour
        let signers = SignerList(parsing: Array("alice \(signer.line)".utf8))
        let refusal = #expect(throws: SignatureRefusal.self) {
            try SignatureCheck(signers: signers).verify(
                message: message, signature: other, principal: "alice", namespace: "approval@casebook", at: moment)
        }
        #expect(refusal?.reason == .invalid)
    }

    @Test func refusesOddEnvelopesByS1() throws {
        let good = text(try parts().armour)
        for odd in [
            good.replacing("\n", with: "\r\n"), good + "\n", "\n" + good, String(good.dropLast()), "x\n" + good,
            good + "x\n", good.replacing("BEGIN", with: "begin"), good.replacing("U1N", with: "ü1N"), "",
            "-----BEGIN SSH SIGNATURE-----\n-----END SSH SIGNATURE-----\n",
        ] {
            #expect(try rule(Array(odd.utf8)) == .envelope)
        }
        let large = TestSigner.armour([UInt8](repeating: 0, count: 16_000))
        #expect(try rule(large) == .envelope)
    }

    @Test func refusesOddBase64ByS2() throws {
        let armour = try parts().armour
        let good = text(armour)
        for odd in [
            good.replacing("\nU1N", with: "\n\nU1N"), good.replacing("U1N", with: "U1N "),
            good.replacing("U1N", with: "U-N"), good.replacing("\n-----END", with: "=\n-----END"),
            good.replacing("\n-----END", with: "\n\n-----END"), good.replacing("\n-----END", with: "\n \n-----END"),
            good + good,
        ] {
            #expect(try rule(Array(odd.utf8)) == .base64)
        }
    }

    @Test func refusesStrayBitsUnderThePaddingByS2() {
        #expect(CanonicalBase64.decode(Array("AA==".utf8)) == [0])
        #expect(CanonicalBase64.decode(Array("AB==".utf8)) == nil)
        #expect(CanonicalBase64.decode(Array("AAA=".utf8)) == [0, 0])
        #expect(CanonicalBase64.decode(Array("AAB=".utf8)) == nil)
        #expect(CanonicalBase64.decode(Array("A===".utf8)) == nil)
        #expect(CanonicalBase64.decode(Array("A=A=".utf8)) == nil)
        #expect(CanonicalBase64.decode(Array("AAA".utf8)) == nil)
    }

    @Test func refusesOtherMagicAndVersionsByS3() throws {
        var parts = try parts()
        parts.magic = Array("SSHSIH".utf8)
        #expect(try rule(parts.armour) == .version)
        parts = try self.parts()
        for version: UInt32 in [0, 2, .max] {
            parts.version = version
            #expect(try rule(parts.armour) == .version)
        }
    }

    @Test func refusesReservedBytesByS4() throws {
        #expect(try rule(parts(reserved: [1]).armour) == .reserved)
    }

    @Test func refusesOtherNamespacesByS5() throws {
        #expect(try rule(parts().armour, namespace: "feedback@casebook") == .namespace)
        let empty = try signer.parts(message, namespace: "")
        #expect(try rule(empty.armour, namespace: "") == .namespace)
        let limited = "alice namespaces=\"feedback@casebook\" \(signer.line)"
        #expect(try rule(parts().armour, signers: limited) == .namespace)
    }

    @Test func refusesOtherHashesByS6() throws {
        for hash in ["sha1", "sha384", "SHA512", "", "sha512 "] {
            #expect(try rule(parts(hash: hash).armour) == .hash)
        }
    }

    @Test func refusesBytesLeftOverByS7() throws {
        var parts = try parts()
        parts.tail = [0]
        #expect(try rule(parts.armour) == .leftOver)
        parts = try self.parts()
        parts.key += [0]
        #expect(try rule(parts.armour) == .leftOver)
        parts = try self.parts()
        parts.signature += [0]
        #expect(try rule(parts.armour) == .leftOver)
        #expect(try rule(TestSigner.armour(Array(self.parts().blob.dropLast()))) == .leftOver)
    }

    @Test func refusesAlgorithmsThatDoNotFitByS8() throws {
        var parts = try parts()
        for name in ["ssh-rsa", "rsa-sha2-512", "ecdsa-sha2-nistp256", "ssh-ed25519-cert-v01@openssh.com"] {
            parts.signature = field(Array(name.utf8)) + field([UInt8](repeating: 1, count: 64))
            #expect(try rule(parts.armour) == .algorithm)
        }
    }

    @Test func refusesSmallRSAKeysByS8() {
        for (bytes, isGood) in [(128, false), (255, false), (256, true), (1_025, false)] {
            let modulus = [UInt8](repeating: 0xFF, count: bytes)
            let blob = field(Array("ssh-rsa".utf8)) + field([1, 0, 1]) + field([0] + modulus)
            let rule: SignatureRule?
            do throws(SignatureRefusal) {
                _ = try PublicKey(blob: blob)
                rule = nil
            } catch { rule = error.rule }
            #expect(rule == (isGood ? nil : .algorithm))
        }
    }

    @Test func refusesWeakEd25519KeysByS9() {
        let zeros = [UInt8](repeating: 0, count: 31)
        let high = [UInt8](repeating: 0xFF, count: 30)
        let weak: [[UInt8]] = [
            [0] + zeros, [1] + zeros, [0xEC] + high + [0x7F], [0xEC] + high + [0xFF], [0xED] + high + [0x7F],
            [0xEE] + high + [0x7F], [0xFF] + high + [0xFF], [0] + zeros.dropLast() + [0x80],
        ]
        for key in weak {
            let refusal = #expect(throws: SignatureRefusal.self) {
                try PublicKey(blob: field(Array("ssh-ed25519".utf8)) + field(key))
            }
            #expect(refusal?.rule == .ed25519)
        }
    }

    @Test func refusesScalarsAboveTheOrderByS9() throws {
        var parts = try parts()
        var value = Array(parts.signature.suffix(64))
        // S + L is the same number for a verifier that does not ask.
        let order: [UInt8] = [
            0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
        ]
        var carry = 0
        for index in 0..<32 {
            let sum = Int(value[32 + index]) + Int(order[index]) + carry
            value[32 + index] = UInt8(sum & 0xFF)
            carry = sum >> 8
        }
        parts.signature = field(Array("ssh-ed25519".utf8)) + field(value)
        #expect(try rule(parts.armour) == .ed25519)
        parts.signature = field(Array("ssh-ed25519".utf8)) + field(Array(value.dropLast()))
        #expect(try rule(parts.armour) == .ed25519)
    }

    @Test func wantsKeyAndPrincipalOnOneLineByS10() throws {
        let other = try TestSigner(seed: 8)
        let signers = "alice \(other.line)\nbob \(signer.line)\n"
        #expect(try rule(parts().armour, signers: signers) == .oneLine)
        #expect(try rule(parts().armour, signers: signers, principal: "bob") == nil)
        #expect(try rule(parts().armour, signers: "") == .oneLine)
    }

    @Test(arguments: [
        "* KEY", "al?ce KEY", "alice,!bob KEY", "alice namespaces=\"*\" KEY", "alice namespaces=\"appr*@casebook\" KEY",
        "alice namespaces=\"\" KEY", "alice namespaces=approval@casebook KEY", "alice zone=\"a\" KEY",
        "alice valid-after=\"20260101\" KEY", "alice valid-before=\"20300101000000\" KEY",
        "alice valid-after=\"20261301Z\" KEY", "alice valid-after=\"20260101Z\",valid-after=\"20260101Z\" KEY",
        "alice valid-after=\"20270101Z\",valid-before=\"20260101Z\" KEY", "alice, KEY", "\"alice\" KEY",
        "alice NAMESPACES=\"approval@casebook\" KEY", "alice KEY\r",
    ])
    func refusesPatternsAndOtherOptionsByS11(_ line: String) throws {
        let signers = line.replacing("KEY", with: signer.line)
        #expect(try rule(parts().armour, signers: signers) == .plainLine)
        // A bad line takes nothing from a good one.
        #expect(try rule(parts().armour, signers: signers + "\nalice \(signer.line)\n") == nil)
    }

    @Test func holdsToTheTimesOfTheLineByS12() throws {
        let now = UTCTime.text(moment)
        let before = UTCTime.text(Instant(seconds: moment.seconds - 1))
        let after = UTCTime.text(Instant(seconds: moment.seconds + 1))
        for (options, isGood) in [
            ("valid-after=\"\(now)\"", true), ("valid-before=\"\(now)\"", true), ("valid-after=\"\(after)\"", false),
            ("valid-before=\"\(before)\"", false), ("valid-after=\"20200101Z\",valid-before=\"203001010000Z\"", true),
        ] {
            let signers = "alice \(options) \(signer.line)"
            #expect(try rule(parts().armour, signers: signers) == (isGood ? nil : .validity))
        }
    }

    @Test func refusesRevokedKeysByS13() throws {
        let other = try TestSigner(seed: 8)
        #expect(try rule(parts().armour, revoked: "# lost\n\(signer.line) laptop\n") == .revocation)
        #expect(try rule(parts().armour, revoked: other.line) == nil)
        // What cannot be read may be the very key.
        for bad in ["alice \(other.line)", "ssh-ed25519", "SSHKRL\n\u{0}", "ssh-ed25519 AAAA"] {
            #expect(try rule(parts().armour, revoked: bad) == .revocation)
        }
    }

    @Test func refusesCertificatesByS14() throws {
        var parts = try parts()
        parts.key = field(Array("ssh-ed25519-cert-v01@openssh.com".utf8)) + field([UInt8](repeating: 1, count: 32))
        #expect(try rule(parts.armour) == .certificate)
        #expect(try rule(self.parts().armour, signers: "alice cert-authority \(signer.line)") == .certificate)
        let both = "alice cert-authority,namespaces=\"approval@casebook\" \(signer.line)"
        #expect(try rule(self.parts().armour, signers: both) == .certificate)
    }
}
