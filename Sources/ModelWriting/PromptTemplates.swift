public import Domain

/// What the program tells a model before it shows it anything: one text for each kind of work.
public struct PromptTemplates: Sendable, Hashable {
    /// With `{{nonce}}` where the call's own word stands.
    public let resolution: String
    public let answer: String

    /// - Throws: `CasebookError` (`prompt_without_nonce`) when a text does not name the nonce: the model could not tell
    ///   marks from imitations.
    public init(resolution: String, answer: String) throws(CasebookError) {
        for (name, text) in [("resolution.md", resolution), ("answer.md", answer)] where !text.contains(Self.place) {
            throw CasebookError(
                .badConfiguration, code: "prompt_without_nonce", file: "theme/prompts/\(name)",
                "the prompt does not say {{nonce}}, so that a model could not tell evidence from instructions",
                remedy: "tell the model that evidence stands between marks with {{nonce}}, as the built-in prompt does")
        }
        self.resolution = resolution
        self.answer = answer
    }

    static let place = "{{nonce}}"

    /// Of both texts: a part of the key of everything that is written with them.
    public var digest: ContentDigest { .of(fields: ["prompts/1", resolution, answer]) }

    func filled(_ template: String, nonce: Nonce) -> String { template.replacing(Self.place, with: nonce.text) }
}

/// A word of 128 random bits that marks evidence within one call: what was written before it was made cannot hold it.
public struct Nonce: Sendable, Hashable {
    /// 32 hexadecimal digits.
    public let text: String

    /// Made by the system's generator.
    public static func random() -> Nonce {
        var generator = SystemRandomNumberGenerator()
        return Nonce(high: generator.next(), low: generator.next())
    }

    /// Stands in keys, where chance has no place.
    public static let none = Nonce(high: 0, low: 0)

    private init(high: UInt64, low: UInt64) {
        func digits(_ value: UInt64) -> String {
            let hex = String(value, radix: 16)
            return String(repeating: "0", count: 16 - hex.count) + hex
        }
        text = digits(high) + digits(low)
    }
}
