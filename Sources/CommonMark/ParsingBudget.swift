/// Bounds on what a text may become in memory. The releases of cmark that distributions carry set none of their
/// own (later ones do), so a hostile megabyte could become gigabytes.
enum ParsingBudget {
    /// Cells that the tables of one text may have at the most.
    static let maximumCells = 200_000
    /// Bytes that the destinations of its references may be copied to at the most.
    static let maximumReferenceBytes = 64 << 20

    /// Whether tables fit. cmark fills every row up to the width of the head: 500 columns above half a million
    /// short lines are a quarter of a billion cells. Judged by the widest line that could part a head from its
    /// rows, and by the number of lines.
    static func allowsTables(_ markdown: String) -> Bool {
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
        return widest * lines <= maximumCells
    }

    /// The text, with its reference definitions defused where they could grow too large: every use of a reference
    /// copies its destination. Judged by the longest line and the number of opening brackets.
    static func withoutRunawayReferences(_ markdown: String) -> String {
        var longest = 0
        var length = 0
        var brackets = 0
        var hasDefinition = false
        var previous: UInt8 = 0
        for byte in markdown.utf8 {
            length = byte == 0x0A || byte == 0x0D ? 0 : length + 1
            longest = max(longest, length)
            if byte == 0x5B { brackets += 1 }
            if byte == 0x3A, previous == 0x5D { hasDefinition = true }
            previous = byte
        }
        guard hasDefinition, longest * brackets > maximumReferenceBytes else { return markdown }
        return markdown.replacing("]:", with: "]\\:")
    }
}
