import Crypto
import Foundation
import TestSupport
import Testing

@testable import Signatures

/// Project Wycheproof's vectors, put on the wire as SSH does: each verdict is as expected.
@Suite(.enabled(if: Repository.has("corpora/wycheproof"), "../shared/corpora/wycheproof is not there"))
struct WycheproofTests {
    private struct File: Decodable { let testGroups: [Group] }

    private struct Group: Decodable {
        struct Key: Decodable {
            let pk: String?
            let uncompressed: String?
            let modulus: String?
            let publicExponent: String?
        }

        let publicKey: Key
        let tests: [Vector]
    }

    private struct Vector: Decodable {
        let tcId: Int
        let msg: String
        let sig: String
        let result: String
        let flags: [String]
    }

    private func groups(_ name: String) throws -> [Group] {
        let file = Repository.shared.appending(path: "corpora/wycheproof/\(name)_test.json")
        return try JSONDecoder().decode(File.self, from: Data(contentsOf: file)).testGroups
    }

    private func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex.utf8)
        return stride(from: 0, to: digits.count, by: 2).compactMap {
            UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
        }
    }

    private func mpint(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let magnitude = Array(bytes.drop { $0 == 0 })
        return field((magnitude.first ?? 0) >= 0x80 ? [0] + magnitude : magnitude)
    }

    private func holds(_ key: PublicKey?, _ algorithm: String, _ value: [UInt8], _ vector: Vector) -> Bool {
        guard let key else { return false }
        let signature = field(Array(algorithm.utf8)) + field(value)
        do {
            try key.verify(signature: signature[...], over: bytes(vector.msg))
            return true
        } catch { return false }
    }

    @Test func agreesOnEd25519() throws {
        var count = 0
        for group in try groups("ed25519") {
            let key = try PublicKey(blob: field(Array("ssh-ed25519".utf8)) + field(bytes(group.publicKey.pk ?? "")))
            for vector in group.tests {
                count += 1
                #expect(
                    holds(key, "ssh-ed25519", bytes(vector.sig), vector) == (vector.result == "valid"),
                    "vector \(vector.tcId)")
            }
        }
        #expect(count == 151)
    }

    @Test func agreesOnECDSA() throws {
        var count = 0
        for group in try groups("ecdsa_secp256r1_sha256") {
            let name = Array("ecdsa-sha2-nistp256".utf8)
            let point = bytes(group.publicKey.uncompressed ?? "")
            let key = try PublicKey(blob: field(name) + field(Array("nistp256".utf8)) + field(point))
            for vector in group.tests {
                count += 1
                // DER that does not even parse has no form in SSH; its verdict is DER's.
                var isValid = false
                if let raw = try? P256.Signing.ECDSASignature(derRepresentation: bytes(vector.sig)).rawRepresentation {
                    let value = mpint(raw.prefix(32)) + mpint(raw.suffix(32))
                    isValid = holds(key, "ecdsa-sha2-nistp256", value, vector)
                }
                #expect(isValid == (vector.result == "valid"), "vector \(vector.tcId)")
            }
        }
        #expect(count == 484)
    }

    @Test(arguments: [("rsa_signature_2048_sha256", "rsa-sha2-256"), ("rsa_signature_3072_sha512", "rsa-sha2-512")])
    func agreesOnRSA(_ name: String, _ algorithm: String) throws {
        for group in try groups(name) {
            let exponent = mpint(bytes(group.publicKey.publicExponent ?? ""))
            let blob = field(Array("ssh-rsa".utf8)) + exponent + mpint(bytes(group.publicKey.modulus ?? ""))
            let key = try? PublicKey(blob: blob)
            // "acceptable" is a signature that only lax verifiers let pass.
            for vector in group.tests {
                #expect(
                    holds(key, algorithm, bytes(vector.sig), vector) == (vector.result == "valid"),
                    "vector \(vector.tcId)")
            }
        }
    }
}
