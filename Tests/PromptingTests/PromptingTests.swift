import Domain
import Testing

@testable import Prompting

@Suite struct PromptingTests {
    private static let format = ReplyFormat(
        "resolution", purpose: "A resolution.",
        schema: [
            "type": "object", "additionalProperties": false, "required": ["title", "claims"],
            "properties": [
                "title": ["type": "string", "minLength": 1, "maxLength": 10],
                "level": ["type": ["string", "null"], "enum": ["low", "high", .null]],
                "claims": [
                    "type": "array", "maxItems": 2,
                    "items": [
                        "type": "object", "additionalProperties": false, "required": ["weight"],
                        "properties": ["weight": ["type": "number", "minimum": 0, "maximum": 1]],
                    ],
                ],
            ],
        ])

    @Test(
        arguments: [
            (#"{"title":"a","claims":[]}"#, nil), (#"{"title":"a","level":null,"claims":[{"weight":1}]}"#, nil),
            (#"{"claims":[]}"#, "/title"), (#"{"title":"","claims":[]}"#, "/title"),
            (#"{"title":"elevenchars","claims":[]}"#, "/title"), (#"{"title":1,"claims":[]}"#, "/title"),
            (#"{"title":"a","claims":[],"more":1}"#, "/"), (#"{"title":"a","level":"x","claims":[]}"#, "/level"),
            (#"{"title":"a","claims":[{"weight":0.5},{"weight":2}]}"#, "/claims/1/weight"),
            (#"{"title":"a","claims":[{}]}"#, "/claims/0/weight"), (#"{"title":"a","claims":[1]}"#, "/claims/0"),
            (#"{"title":"a","claims":[{"weight":0},{"weight":0},{"weight":0}]}"#, "/claims"), ("[]", "/"),
        ])
    func findsWhereAReplyBreaksItsFormat(_ reply: String, _ place: String?) throws {
        #expect(Self.format.violation(in: try JSONValue(strictly: reply.utf8)) == place)
    }

    @Test func showsMasksByTheirTypeInPrompts() {
        let text = RedactedText(restoring: "mail [[EMAIL_1]]")
        let prompt: PromptText = "T\(1): \(text)\(authored: "!")"
        #expect(prompt.text == "T1: mail [email]!")
    }

    @Test func keysARequestByAllThatDecidesItsReply() {
        let request = ChatRequest([ChatMessage(.user, "x")])
        var others = [request, request, request, request, request]
        others[0].messages = [ChatMessage(.system, "x")]
        others[1].temperature = nil
        others[2].longestReply = 1
        others[3].format = Self.format
        others[4].messages = [ChatMessage(.user, "x"), ChatMessage(.user, "")]
        #expect(Set(([request] + others).map(\.digest)).count == 6)
    }

    /// Counts of cl100k_base and o200k_base differ by a few in a hundred themselves.
    @Test(
        arguments: [
            ("The quick brown fox jumps over the lazy dog.", 10),
            ("Users cannot sign in with single sign-on after the password reset; the page shows error 403.", 20),
            ("", 0),
        ])
    func estimatesTokens(_ text: String, _ tokens: Int) {
        #expect(abs(TokenEstimate.tokens(in: text) - tokens) <= max(1, tokens * 15 / 100))
    }
}
