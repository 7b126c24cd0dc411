/// Writes CSV (RFC 4180, but with LF after each row): what `ExportReader` and any spreadsheet read back.
public enum CSVWriter {
    /// The rows as UTF-8.
    ///
    /// - Parameter formulaSafe: Puts a `'` before cells that begin with `=`, `+`, `-`, `@`, TAB or CR, which a
    ///   spreadsheet would run as a formula. For downloads; it changes the cells.
    public static func encode(_ rows: some Sequence<[String]>, formulaSafe: Bool = false) -> [UInt8] {
        var output: [UInt8] = []
        for row in rows { append(row, to: &output, formulaSafe: formulaSafe) }
        return output
    }

    /// Appends one row and its line break.
    public static func append(_ row: [String], to output: inout [UInt8], formulaSafe: Bool = false) {
        for (index, cell) in row.enumerated() {
            if index > 0 { output.append(0x2C) }
            // A row of one empty cell would be a blank line, which is no row.
            append(cell, to: &output, formulaSafe: formulaSafe, isAlone: row.count == 1)
        }
        output.append(0x0A)
    }

    private static func append(_ cell: String, to output: inout [UInt8], formulaSafe: Bool, isAlone: Bool) {
        let first = cell.utf8.first
        let isFormula: Bool
        switch first {
        case 0x3D, 0x2B, 0x2D, 0x40, 0x09, 0x0D: isFormula = formulaSafe
        default: isFormula = false
        }
        guard needsQuotes(cell, isAlone: isAlone) else {
            if isFormula { output.append(0x27) }
            output.append(contentsOf: cell.utf8)
            return
        }
        output.append(0x22)
        if isFormula { output.append(0x27) }
        for byte in cell.utf8 {
            if byte == 0x22 { output.append(0x22) }
            output.append(byte)
        }
        output.append(0x22)
    }

    private static func needsQuotes(_ cell: String, isAlone: Bool) -> Bool {
        guard let first = cell.utf8.first else { return isAlone }
        if first == 0x20 || cell.utf8.last == 0x20 { return true }
        // What would be taken for a byte order mark, or for Excel's line that states the separator.
        if cell.utf8.starts(with: "\u{FEFF}".utf8) || cell.utf8.starts(with: "sep=".utf8) { return true }
        return cell.utf8.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
    }
}
