/// Tables as RFC 4180 with line feeds, safe to open in a spreadsheet.
struct CSVText {
    private(set) var text = ""

    init(header: [String]) { add(header) }

    /// Adds a row. A cell that a spreadsheet would take for a formula gets a `'` before it.
    mutating func add(_ cells: [String]) {
        for (index, cell) in cells.enumerated() {
            if index > 0 { text += "," }
            text += Self.cell(cell)
        }
        text += "\n"
    }

    private static func cell(_ value: String) -> String {
        var value = value
        if let first = value.utf8.first, "=+-@\t\r".utf8.contains(first) { value = "'" + value }
        let needsQuotes = value.utf8.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }
        guard needsQuotes else { return value }
        var output = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in value.unicodeScalars {
            if scalar == "\"" { output.append("\"") }
            output.append(scalar)
        }
        output.append("\"")
        return String(output)
    }
}
