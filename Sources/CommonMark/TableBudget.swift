/// Whether a text's tables fit into memory.
///
/// cmark fills every row of a table up to the width of its head, so a head of 500 columns makes a megabyte of
/// short lines into a quarter of a billion cells; the releases that distributions carry set no bound.
enum TableBudget {
    /// Cells that the tables of one text may have at the most.
    static let maximumCells = 200_000

    /// Judges by the widest line that could part a head from its rows, and by the number of lines.
    static func allows(_ markdown: String) -> Bool {
        var lines = 1
        var widest = 0
        var pipes = 0
        var isRule = true
        for byte in markdown.utf8 {
            switch byte {
            case 0x0A, 0x0D:
                if isRule { widest = max(widest, pipes + 1) }
                lines += 1
                pipes = 0
                isRule = true
            case 0x7C: pipes += 1
            // A rule holds `-` and `:`, and before it the marks of quotes and lists.
            case 0x2D, 0x3A, 0x20, 0x09, 0x3E, 0x2A, 0x2B, 0x2E, 0x29, 0x30...0x39: break
            default: isRule = false
            }
        }
        if isRule { widest = max(widest, pipes + 1) }
        return widest.multipliedReportingOverflow(by: lines).partialValue <= maximumCells
    }
}
