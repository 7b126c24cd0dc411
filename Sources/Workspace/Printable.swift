/// Text of a file in a message: short, and without anything that a terminal would obey.
enum Printable {
    /// The text in quotation marks, control and direction characters replaced, cut after 60 characters.
    static func quoted(_ text: String) -> String {
        var output = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(60) {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                output.append("\u{FFFD}")
            default: output.append(scalar)
            }
        }
        return "\"\(String(output))\(text.unicodeScalars.count > 60 ? "…" : "")\""
    }

    /// Names in a row: `a, b, c`.
    static func list(_ names: [String]) -> String { names.joined(separator: ", ") }
}
