/// Reads single elements without children out of the small XML answers of AWS STS, whose values have no entities.
struct XMLText {
    private let text: String

    init(_ bytes: [UInt8]) { text = bytes.first == 0x3C ? String(decoding: bytes, as: UTF8.self) : "" }

    /// The text of the first element of this name.
    subscript(name: String) -> String? {
        guard let start = text.firstRange(of: "<\(name)>") else { return nil }
        let rest = text[start.upperBound...]
        guard let end = rest.firstRange(of: "</\(name)>") else { return nil }
        let value = rest[..<end.lowerBound]
        return value.contains("<") || value.contains("&") ? nil : String(value)
    }
}
