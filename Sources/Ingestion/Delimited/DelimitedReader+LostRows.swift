import Domain

/// Rows that a quote which was never closed, or should have been doubled, would swallow.
extension DelimitedReader {
    /// Looks, in the lines after the first of a record that seems to have swallowed others, for one that begins a
    /// good row. If there is one, hands on the broken row and moves there.
    mutating func resume(_ broken: BrokenRow, until end: Int, _ handle: TableHandler) throws -> Bool {
        guard let found = findRow(in: position..<end) else { return false }
        return try move(to: found, broken, handle)
    }

    mutating func move(to found: Int, _ broken: BrokenRow, _ handle: TableHandler) throws -> Bool {
        line += breaks(in: position..<found)
        position = found
        return try handle(.broken(broken))
    }

    mutating func findRow(in range: Range<Int>) -> Int? {
        guard width > 1 else { return nil }
        var candidate = RowBuffer()
        var seen = DelimitedParser.Notes()
        var budget = searchBudget
        let isFinal = window.isAtEnd
        let found: Int? = window.bytes.withUnsafeBufferPointer { bytes in
            var index = range.lowerBound
            while index < range.upperBound, budget > 0 {
                guard let lineStart = Self.lineStart(bytes, after: index, before: range.upperBound) else { return nil }
                budget -= lineStart - index
                index = lineStart
                let reach = min(bytes.count, lineStart + Self.neighbourhood)
                let nearby = UnsafeBufferPointer(rebasing: bytes[..<reach])
                var start = lineStart
                var good = 0
                search: while good < 20 {
                    candidate.reset(line: 0)
                    let outcome = parser.parse(
                        nearby, at: start, isFinal: isFinal && reach == bytes.count, into: &candidate, notes: &seen)
                    guard case .record(let next) = outcome else {
                        budget -= reach - start
                        break
                    }
                    budget -= next - start
                    guard candidate.cells.count == width, seen.oddQuotes == 0 else { break }
                    if shapes.knowsEnough {
                        if shapes.fits(candidate) { return lineStart }
                        break search
                    }
                    good += 1
                    start = next
                    if start == bytes.count { break }
                }
                // With few rows to compare with, width is the only witness: it must hold to the end of the text.
                if !shapes.knowsEnough, width > 2, good >= 2, good == 20 || (isFinal && start == bytes.count) {
                    return lineStart
                }
            }
            return nil
        }
        searchBudget = max(0, budget)
        return found
    }

    private static func lineStart(_ bytes: UnsafeBufferPointer<UInt8>, after index: Int, before end: Int) -> Int? {
        var index = index
        while index < end {
            let byte = bytes[index]
            index += 1
            if byte == 0x0A || (byte == 0x0D && !(index < end && bytes[index] == 0x0A)) {
                return index < end ? index : nil
            }
        }
        return nil
    }

    /// Passes a record that is larger than a row may be, keeping none of it.
    mutating func skipLargeRecord(_ handle: TableHandler) throws -> Bool {
        let start = line
        var skipper = RecordSkipper(delimiter: parser.delimiter)
        while true {
            let end = window.bytes.withUnsafeBufferPointer { skipper.skip($0, from: position) }
            line += skipper.takeLineBreaks()
            if let end {
                position = end
                break
            }
            position = window.discard(before: window.bytes.count)
            if window.isAtEnd { break }
            try window.fill(from: position)
        }
        return try handle(.broken(BrokenRow(line: start, code: .tooLarge)))
    }

    /// Whether the record is a row of one line and the table's width when a quote that should have been doubled ends
    /// the quoted part: then that is what was meant. `row` is that row afterwards.
    mutating func readsAsOneLine() -> Bool {
        var other = parser
        other.closesAtOddQuote = true
        var candidate = RowBuffer()
        var seen = DelimitedParser.Notes()
        candidate.reset(line: line)
        let reach = min(window.bytes.count, position + Self.neighbourhood)
        let outcome = window.bytes.withUnsafeBufferPointer {
            other.parse(
                UnsafeBufferPointer(rebasing: $0[..<reach]), at: position,
                isFinal: window.isAtEnd && reach == window.bytes.count, into: &candidate, notes: &seen)
        }
        guard case .record(let next) = outcome, seen.oddQuotes > 0, seen.lineBreaks <= 1,
            candidate.cells.count == width
        else { return false }
        (row, notes, oneLineEnd) = (candidate, seen, next)
        return true
    }
}
