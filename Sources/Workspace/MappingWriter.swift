/// Writes a column mapping as lines of YAML, the same lines for equal mappings.
enum MappingWriter {
    /// The lines of a list element: the first begins with `- `, the others are indented below it.
    static func lines(_ mapping: MappingConfiguration) -> [String] {
        var lines = ["match: \(scalar(mapping.match))"]
        if let tracker = mapping.tracker { lines.append("tracker: \(scalar(tracker))") }
        if let order = mapping.dateOrder { lines.append("date_order: \(scalar(order))") }
        lines.append("columns:")
        lines += self.lines(mapping.columns).map { "  " + $0 }
        if !mapping.fields.isEmpty {
            lines.append("fields:")
            let names = mapping.fields.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            for name in names { lines.append("  \(scalar(name, isKey: true)): \(scalar(mapping.fields[name] ?? ""))") }
        }
        return lines.enumerated().map { ($0.offset == 0 ? "- " : "  ") + $0.element }
    }

    private static func lines(_ columns: MappingColumns) -> [String] {
        var lines = ["id: \(scalar(columns.id))"]
        func add(_ name: String, _ column: String?) {
            if let column { lines.append("\(name): \(scalar(column))") }
        }
        func add(_ name: String, _ columns: [String]) {
            if columns.count == 1 { add(name, columns[0]) }
            if columns.count > 1 { lines += ["\(name):"] + columns.map { "  - \(scalar($0))" } }
        }
        add("subject", columns.subject)
        add("body", columns.body)
        add("created", columns.created)
        add("updated", columns.updated)
        add("resolved", columns.resolved)
        add("status", columns.status)
        add("priority", columns.priority)
        add("product", columns.product)
        add("requester", columns.requester)
        add("assignee", columns.assignee)
        add("resolution", columns.resolution)
        add("labels", columns.labels)
        return lines
    }

    /// The text as it is where that is plain in every reader's eyes, otherwise in double quotes. Values have `${`
    /// escaped, keys are never substituted.
    private static func scalar(_ text: String, isKey: Bool = false) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
                || byte == UInt8(ascii: "/") || byte == UInt8(ascii: " ")
        }
        let beginsWithLetter = text.utf8.first.map { (0x41...0x5A).contains($0 & 0xDF) } ?? false
        if isPlain, beginsWithLetter, !text.hasSuffix(" "), PlainScalar(text) == .text { return text }
        var output = "\""
        let escaped = isKey ? text : text.replacing("${", with: "$${")
        for scalar in escaped.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case "\n": output += "\\n"
            case "\r": output += "\\r"
            case "\t": output += "\\t"
            default:
                switch scalar.properties.generalCategory {
                case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate,
                    .spaceSeparator where scalar != " ":
                    let digits = String(scalar.value, radix: 16, uppercase: true)
                    output += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
                default: output.unicodeScalars.append(scalar)
                }
            }
        }
        return output + "\""
    }
}
