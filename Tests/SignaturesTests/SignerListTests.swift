import Domain
import TestSupport
import Testing

@testable import Signatures

struct SignerListTests {
    @Test func readsLinesAndTellsFaultsByLine() throws {
        let alice = try TestSigner(seed: 1)
        let bob = try TestSigner(seed: 2)
        let text = """
            # people

            alice@acme.example,al namespaces="approval@casebook,feedback@casebook",valid-after="20260101Z" \(alice.line) x y
            *@acme.example \(bob.line)
            \tbob@acme.example\t\(bob.line)
            eve sk-ssh-ed25519@openssh.com AAAA
            """
        let list = SignerList(parsing: Array(text.utf8))
        #expect(list.lines.map(\.line) == [3, 5])
        #expect(list.lines[0].principals == ["alice@acme.example", "al"])
        #expect(list.lines[0].namespaces == ["approval@casebook", "feedback@casebook"])
        #expect(list.lines[0].validAfter?.iso8601 == "2026-01-01T00:00:00Z")
        #expect(list.faults.map(\.line) == [4, 6])
        #expect(list.faults.map(\.rule) == [.plainLine, .algorithm])
    }

    @Test func writesLinesThatReadBackEqual() throws {
        let key = try PublicKey(line: TestSigner(seed: 3).line)
        let line = try SignerLine(
            principals: ["carol@acme.example"], namespaces: ["feedback@casebook"],
            validAfter: Instant(seconds: 1_780_000_000), validBefore: Instant(seconds: 1_790_000_000), key: key)
        #expect(SignerList(parsing: Array(line.text.utf8)).lines == [line])
        #expect(throws: SignatureRefusal.self) { try SignerLine(principals: ["c d"], namespaces: nil, key: key) }
    }

    @Test(arguments: [
        ("20260601Z", "2026-06-01T00:00:00Z"), ("202606011230Z", "2026-06-01T12:30:00Z"),
        ("20260601123045Z", "2026-06-01T12:30:45Z"),
    ])
    func readsTimes(_ text: String, _ expected: String) { #expect(UTCTime.parse(text)?.iso8601 == expected) }

    @Test(arguments: ["20260601", "20260631Z", "2026060112Z", "20260601250000Z", "20260601000060Z", "Z", "２０２６０６０１Z"])
    func refusesOtherTimes(_ text: String) { #expect(UTCTime.parse(text) == nil) }
}
