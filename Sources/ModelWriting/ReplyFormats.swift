internal import Domain
internal import Prompting

/// The forms of the replies that are asked for.
enum ReplyFormats {
    static let resolution = ReplyFormat(
        "resolution", purpose: "The resolution of one cluster of tickets, each claim with its citations.",
        schema: object([
            "title": text, "summary": claims, "root_cause": claims, "recommended_fix": claims,
            "automation_potential": choice(["none", "partial", "full", "unknown"]),
            "severity": choice(["low", "medium", "high", "critical"]),
        ]))

    static let answer = ReplyFormat(
        "answer", purpose: "The answer to one question, each claim with its citations.",
        schema: object(["answerable": ["type": "boolean"], "claims": claims, "missing": text]))

    private static let text: JSONValue = ["type": "string"]

    private static let claims: JSONValue = [
        "type": "array",
        "items": object([
            "text": text,
            "citations": ["type": "array", "items": object(["id": text, "quote": text])],
        ]),
    ]

    private static func choice(_ words: [String]) -> JSONValue {
        ["type": "string", "enum": .array(words.map { .string($0) })]
    }

    /// All members required and no others, as strict providers want it.
    private static func object(_ members: [String: JSONValue]) -> JSONValue {
        [
            "type": "object", "properties": .object(members),
            "required": .array(members.keys.sorted().map { .string($0) }), "additionalProperties": false,
        ]
    }
}
