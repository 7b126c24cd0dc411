import Domain
import Foundation
import TestSupport
import Testing

@testable import Reviews

struct StrictYAMLTests {
    private struct Case: Decodable {
        let id: String
        let yaml: String
        let json: String?
        let error: Bool
    }

    @Test(.enabled(if: Repository.has("corpora/yaml-test-suite"), "../shared/corpora/yaml-test-suite is not there"))
    func agreesWithTheTestSuite() throws {
        let file = Repository.shared.appending(path: "corpora/yaml-test-suite/cases.json")
        var accepted = 0
        for example in try JSONDecoder().decode([Case].self, from: Data(contentsOf: file)) {
            guard let value = try? StrictYAML.parse(Array(example.yaml.utf8)) else { continue }
            accepted += 1
            #expect(!example.error, "\(example.id) is an error, and was accepted")
            guard let json = example.json, !example.error else { continue }
            let meant = try JSONDecoder().decode(JSONValue.self, from: Data(json.utf8))
            #expect(agree(value, meant), "\(example.id) means something else")
        }
        #expect(accepted > 20)
    }

    private func agree(_ value: YAMLValue, _ json: JSONValue) -> Bool {
        switch (value, json) {
        case (.scalar(let text, _), .string(let other)): text == other
        case (.scalar(let text, _), .integer(let number)): Int64(text) == number || Double(text) == Double(number)
        case (.scalar(let text, _), .number(let number)): Double(text) == number
        case (.scalar(let text, _), .bool(let truth)): text == (truth ? "true" : "false")
        case (.scalar(let text, _), .null): ["", "~", "null"].contains(text)
        case (.sequence(let items, _), .array(let others)):
            items.count == others.count && zip(items, others).allSatisfy(agree)
        case (.mapping(let members, _), .object(let others)):
            members.count == others.count
                && members.allSatisfy { member in others[member.key].map { agree(member.value, $0) } ?? false }
        default: false
        }
    }

    @Test(arguments: [
        "a: &x b", "a: *x", "a: !!str b", "a: !b c", "<<: {}", "a: {b: c}", "a: [b]", "a: 1\na: 2", "a:\n\tb: c",
        "\ta: b",
        "a:\tb", "a: b\r", "\u{FEFF}a: b", "a: b\u{0}", "a: \u{202E}b", "a: b\u{2066}", "a: b\u{200F}", "a: b\u{85}",
        "a: b\u{2028}", "a: b\n---\nc: d", "a: b\n...", "%YAML 1.2\n---\na: b", "? a\n: b", "a: >\n  b", "a: |2\n  b",
        "a: b\n  c", "a: 'b\n  c'", "a: \"\\u202E\"", "a: \"\\x00\"", "a: b: c", "a: - b", "a: @b", "a: `b`", "a: %b",
        "a:\n  b: c\n d: e", "a: 'b' c", "\"a\": b", "a b: c", "a: ,b", "a: }", "", "x", "a: |\n b\nc", "- a\nb: c",
        "a: 'b'#c", "a:\n- b\n c",
    ])
    func refusesWhatIsNotStrict(_ text: String) {
        #expect(throws: YAMLFault.self) { try StrictYAML.parse(Array((text + "\n").utf8)) }
    }

    @Test func refusesOtherBytesThanUTF8() {
        for bytes: [UInt8] in [[0x61, 0x3A, 0x20, 0xFF], [0x61, 0x3A, 0x20, 0xC0, 0x80], [0xED, 0xA0, 0x80]] {
            #expect(throws: YAMLFault.self) { try StrictYAML.parse(bytes + [0x0A]) }
        }
    }

    @Test func refusesDeepNesting() {
        func nested(_ depth: Int) -> [UInt8] {
            let lines = (0..<depth).map { String(repeating: " ", count: $0) + "a:" + ($0 == depth - 1 ? " b" : "") }
            return Array((lines.joined(separator: "\n") + "\n").utf8)
        }
        #expect((try? StrictYAML.parse(nested(8))) != nil)
        #expect(throws: YAMLFault.self) { try StrictYAML.parse(nested(9)) }
        let dashes = Array((String(repeating: "- ", count: 60_000) + "a\n").utf8)
        #expect(throws: YAMLFault.self) { try StrictYAML.parse(dashes) }
    }

    @Test func tellsLines() {
        let fault = #expect(throws: YAMLFault.self) { try StrictYAML.parse(Array("a: b\n# c\nd: *e\n".utf8)) }
        #expect(fault?.line == 3)
    }

    @Test func readsEveryScalarAsText() throws {
        let value = try StrictYAML.parse(Array("---\na: yes\nb: 012 # c\nd: ''''\ne: |-\n  x\n   y\n\nf: ~\n".utf8))
        guard case .mapping(let members, _) = value else { return }
        let texts = members.map { if case .scalar(let text, _) = $0.value { text } else { "?" } }
        #expect(texts == ["yes", "012", "'", "x\n y", "~"])
    }
}
