/// How a delimited text separates its cells.
struct Dialect: Equatable {
    let delimiter: UInt8
    /// Bytes before the first record: a `sep=;` line, which Excel writes.
    let preamble: Int

    private static let comma: UInt8 = 0x2C
    private static let tab: UInt8 = 0x09
    /// In order of preference when nothing else decides: `,` `;` TAB `|`.
    private static let candidates: [UInt8] = [comma, 0x3B, tab, 0x7C]

    /// Decides by reading the head of the text with each delimiter: the one whose records most often have as many
    /// cells as the first wins, then the one with more cells.
    ///
    /// - Parameters:
    ///   - head: The first bytes of the text as UTF-8.
    ///   - isWhole: Whether the head is the whole text.
    ///   - prefersTab: Whether the file says that it is TSV.
    static func detect(_ head: [UInt8], isWhole: Bool, prefersTab: Bool) -> Dialect {
        if let stated = separatorLine(head) { return stated }
        var best = Dialect(delimiter: prefersTab ? tab : comma, preamble: 0)
        var bestScore = 0.0
        for candidate in candidates {
            var score = agreement(head, delimiter: candidate, isWhole: isWhole)
            if prefersTab, candidate == tab { score *= 2 }
            if score > bestScore {
                bestScore = score
                best = Dialect(delimiter: candidate, preamble: 0)
            }
        }
        return best
    }

    /// `sep=;` as the first line.
    private static func separatorLine(_ head: [UInt8]) -> Dialect? {
        guard head.count > 5, head.starts(with: Array("sep=".utf8)), candidates.contains(head[4]) else { return nil }
        switch (head[5], head.count > 6 ? head[6] : 0) {
        case (0x0D, 0x0A): return Dialect(delimiter: head[4], preamble: 7)
        case (0x0A, _), (0x0D, _): return Dialect(delimiter: head[4], preamble: 6)
        default: return nil
        }
    }

    /// 0 when the delimiter separates nothing; otherwise how well it explains the first records.
    private static func agreement(_ head: [UInt8], delimiter: UInt8, isWhole: Bool) -> Double {
        let parser = DelimitedParser(delimiter: delimiter)
        var row = RowBuffer()
        var notes = DelimitedParser.Notes()
        var widths: [Int] = []
        head.withUnsafeBufferPointer { bytes in
            var position = 0
            while position < bytes.count, widths.count < 50 {
                row.reset(line: 0)
                guard
                    case .record(let next) = parser.parse(
                        bytes, at: position, isFinal: isWhole, into: &row, notes: &notes)
                else { break }
                if !notes.isEmptyLine { widths.append(row.cells.count) }
                position = next
            }
        }
        // The head may end within the first record of a small piece of a wide table.
        if widths.isEmpty { widths = [row.cells.count] }
        // A title above the header is narrower than the table: the width most records share decides.
        var tally: [Int: Int] = [:]
        for width in widths { tally[width, default: 0] += 1 }
        let common = tally.max { ($0.value, $0.key) < ($1.value, $1.key) }
        guard let common, let first = widths.first else { return 0 }
        let width = first > 1 ? first : common.key
        guard width > 1 else { return 0 }
        let agreeing = widths.count { $0 == width }
        return Double(agreeing) / Double(widths.count) + Double(min(width, 100)) / 10_000 + (first > 1 ? 1 : 0)
    }
}
