/// Cells of delimited text.
enum DelimitedText {
    /// A cell, quoted where it must be (RFC 4180).
    static func cell(_ text: String, delimiter: Character) -> String {
        let needsQuotes = text.contains { $0 == delimiter || $0 == "\"" || $0.isNewline }
        return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }

    static func row(_ cells: [String], delimiter: Character) -> String {
        cells.map { cell($0, delimiter: delimiter) }.joined(separator: String(delimiter))
    }

    /// ISO 8859-1.
    static func latin1(_ text: String) throws -> [UInt8] {
        try text.unicodeScalars.map { scalar in
            guard let byte = UInt8(exactly: scalar.value) else {
                throw ExampleError("no Latin-1 for the character \(scalar) in \(text.prefix(60))")
            }
            return byte
        }
    }
}

/// JSON text in one line.
enum JSONText {
    static func string(_ text: String?) -> String {
        guard let text else { return "null" }
        var output = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output + "\""
    }

    /// An object whose values are JSON texts already, in the given order.
    static func object(_ members: [(String, String)]) -> String {
        "{" + members.map { "\(string($0.0)):\($0.1)" }.joined(separator: ",") + "}"
    }

    static func array(_ elements: [String]) -> String { "[" + elements.joined(separator: ",") + "]" }
}
