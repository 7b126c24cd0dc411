/// Text from which personal data was taken. Only the `Redaction` target makes one (through the `Redaction`
/// SPI); stores give back what they were given through `init(restoring:)`.
public struct RedactedText: Hashable, Sendable, Comparable {
    /// The text with masks that number the distinct values of a ticket: `[[EMAIL_1]]`. A `[[` that the
    /// ticket itself wrote is escaped as `[\u{2060}[`, so masks cannot be forged.
    public let masked: String

    @_spi(Redaction) public init(masked: String) { self.masked = masked }

    /// Gives back a text that `masked` held before: for stores and caches only.
    public init(restoring masked: String) { self.masked = masked }

    /// Takes a person's own file as it stands, for the plumbing commands that read it and write back to that
    /// person (`casebook embed`, `casebook cluster`): nothing of it is stored or published.
    public init(plumbing text: String) { masked = text.replacing("[[", with: "[\u{2060}[") }

    /// No text.
    public static let empty = RedactedText(masked: "")

    /// The form that embedders, prompts and pages see: masks show their type alone, `[email]`, so that
    /// text never links people across tickets.
    public var display: String {
        guard masked.utf8.contains(0x5B) else { return masked }
        var output = ""
        var rest = Substring(masked)
        while let start = rest.firstRange(of: "[[") {
            output += rest[..<start.lowerBound]
            rest = rest[start.upperBound...]
            guard let end = rest.firstRange(of: "]]"), let type = RedactedText.maskType(rest[..<end.lowerBound])
            else {
                output += "[["
                continue
            }
            output += "[\(type)]"
            rest = rest[end.upperBound...]
        }
        output += rest
        return output.replacing("[\u{2060}[", with: "[[")
    }

    /// `EMAIL_12` and `EMAIL_m6iroeylxczqi` give `email`; anything else gives `nil`.
    private static func maskType(_ mask: Substring) -> String? {
        guard let separator = mask.lastIndex(of: "_") else { return nil }
        let type = mask[..<separator]
        let tail = mask[mask.index(after: separator)...]
        guard !type.isEmpty, type.utf8.allSatisfy({ (0x41...0x5A).contains($0) || $0 == 0x5F }),
            !tail.isEmpty, tail.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) })
        else { return nil }
        return type.lowercased().replacing("_", with: " ")
    }

    public var isEmpty: Bool { masked.isEmpty }

    public static func < (left: RedactedText, right: RedactedText) -> Bool {
        left.masked.utf8.lexicographicallyPrecedes(right.masked.utf8)
    }
}

extension RedactedText: Codable {
    public init(from decoder: any Decoder) throws {
        masked = try decoder.singleValueContainer().decode(String.self)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(masked)
    }
}
