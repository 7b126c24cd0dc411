import Domain
import Foundation
import TestSupport
import Testing

@testable import Reviews

/// Changed files: none crashes the verifier, and none is accepted that says other than what was signed.
struct FuzzTests {
    /// A small generator whose runs repeat.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    private static let pieces: [[UInt8]] = [
        "\n", "# ", "- ", "a: b\n", "# -----BEGIN SSH SIGNATURE-----\n", "# -----END SSH SIGNATURE-----\n", "=", "\r",
        "\t",
        "&a ", "|", "\u{202E}", "\u{FEFF}", "{", "---\n",
    ].map { Array($0.utf8) }

    private func mutated(_ file: [UInt8], by random: inout Generator) -> [UInt8] {
        var bytes = file
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0..<bytes.count, using: &random)
            let end = min(bytes.count, place + Int.random(in: 1...40, using: &random))
            switch Int.random(in: 0..<7, using: &random) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 2: bytes.removeSubrange(place..<end)
            case 3: bytes.insert(contentsOf: bytes[place..<end], at: place)
            case 4: bytes.insert(contentsOf: Self.pieces.randomElement(using: &random) ?? [], at: place)
            case 5: bytes = Array(bytes[..<max(1, place)])
            default: bytes.swapAt(place, Int.random(in: 0..<bytes.count, using: &random))
            }
            if bytes.isEmpty { bytes = [0x0A] }
        }
        return bytes
    }

    /// 100,000 files, or as many as `CASEBOOK_FUZZ_FILES` says.
    @Test func acceptsNoChangedPayloadAndNoOtherSigner() throws {
        let count = Int(ProcessInfo.processInfo.environment["CASEBOOK_FUZZ_FILES"] ?? "") ?? 100_000
        let sample = try SampleTenant()
        let verifier = ReviewVerifier(context: try sample.context())
        let feedback = SampleTenant.feedback("kind: split\ntickets:\n  - T-1\n  - T-2")
        let originals = try [
            sample.alice.signed(SampleTenant.approval, namespace: "approval@casebook"),
            sample.alice.signed(feedback, namespace: "feedback@casebook"),
        ]
        let payloads = Set([ContentDigest.of(SampleTenant.approval), ContentDigest.of(feedback)])
        var random = Generator(state: 2_026)
        var accepted = 0
        for number in 0..<count {
            let bytes = mutated(originals[number % 2], by: &random)
            let verdict = verifier.verify([ReviewFile(path: "f", bytes: bytes)])[0]
            guard let review = verdict.review else { continue }
            accepted += 1
            guard payloads.contains(review.origin.payloadDigest), review.head.signer == "alice@acme.example" else {
                Issue.record("file \(number) was accepted")
                return
            }
        }
        // Changes that undo each other leave a good file now and then; most are refused.
        #expect(accepted < count / 10)
    }

    /// The YAML reader meets texts that no signature protects it from.
    @Test func readsAnyTextWithoutCrashing() {
        var random = Generator(state: 7)
        let original = Array(SampleTenant.feedback("kind: split\ntickets:\n  - T-1\n  - a: |\n      b\n").utf8)
        for _ in 0..<50_000 { _ = try? StrictYAML.parse(mutated(original, by: &random)) }
    }
}
