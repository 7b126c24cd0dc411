/// Writes strict YAML that its own reader gives back unchanged.
struct YAMLWriter {
    private(set) var text = ""

    /// A field whose value is plain by its grammar: an id, a word, a number, a time.
    mutating func add(_ key: String, _ value: String, indent: Int = 0) {
        text += String(repeating: " ", count: indent) + "\(key): \(value)\n"
    }

    /// A field whose value may hold anything that fits on a line.
    mutating func add(quoted key: String, _ value: String) { text += "\(key): \(YAMLWriter.quoted(value))\n" }

    /// A field of several lines, as a block literal where the text allows it.
    mutating func add(text key: String, _ value: String) {
        var lines = value.split(separator: "\n", omittingEmptySubsequences: false)
        while lines.last?.isEmpty == true { lines.removeLast() }
        // A literal that begins with a space or an empty line would need an indentation indicator.
        guard let first = lines.first, !first.isEmpty, first.first != " ", first.first != "\t" else {
            add(quoted: key, value)
            return
        }
        text += "\(key): |\n"
        for line in lines { text += line.isEmpty ? "\n" : "  \(line)\n" }
    }

    /// A key whose value follows below it.
    mutating func begin(_ key: String) { text += "\(key):\n" }

    mutating func add(item value: String) { text += "  - \(YAMLWriter.quoted(value))\n" }

    private static func quoted(_ value: String) -> String {
        var output = "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\t": output += "\\t"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output + "\""
    }
}
