import Domain

/// Reads one record of delimited text (RFC 4180) from bytes in memory. Pure, so that it can begin again when the
/// bytes turn out not to hold the whole record.
///
/// Beyond the RFC: any of LF, CRLF and CR ends a record; a quote inside an unquoted cell is an ordinary character;
/// inside a quoted cell a quote that is followed by neither a quote nor the end of the cell is one too
/// (`"a "b" c",`), and is counted, because it may also mean that an earlier quote was never closed.
struct DelimitedParser {
    let delimiter: UInt8
    /// The other reading of a quote that should have been doubled: it ends the quoted part, and the rest of the cell
    /// is unquoted (`"a"b,` is `ab`).
    var closesAtOddQuote = false
    /// Whether to stop at the first such quote that comes after a line break within its cell.
    var stopsAtSuspicion = false
    /// Cells beyond this number are not told apart; no table is as wide.
    private static let mostCells = 50_000

    /// How a record ended.
    enum Outcome: Equatable {
        /// The index after the record and its line break.
        case record(next: Int)
        /// The bytes end before the record does.
        case incomplete
        /// The quote at this index should have been doubled, or one on an earlier line was never closed.
        case suspicion(at: Int)
        /// The text ends inside the quotes that opened at this index.
        case unclosedQuote(at: Int)
    }

    /// What else was seen in the record.
    struct Notes {
        /// Line breaks passed, with the one that ends the record.
        var lineBreaks = 0
        /// Quotes that should have been doubled.
        var oddQuotes = 0
        /// Whether the record is an empty line.
        var isEmptyLine = false
        /// Whether a line break ended it, and not the end of the text.
        var endsWithBreak = false
    }

    private static let quote: UInt8 = 0x22
    private static let lineFeed: UInt8 = 0x0A
    private static let carriageReturn: UInt8 = 0x0D

    /// Reads the record that begins at `start` into `row`, whose cells are then the columns in order.
    ///
    /// - Parameter isFinal: Whether the text ends where the bytes end.
    func parse(
        _ bytes: UnsafeBufferPointer<UInt8>, at start: Int, isFinal: Bool, into row: inout RowBuffer,
        notes: inout Notes
    ) -> Outcome {
        notes = Notes()
        var index = start
        while true {
            let cellStart = row.bytes.count
            if index < bytes.count, bytes[index] == Self.quote {
                switch quoted(bytes, at: index, isFinal: isFinal, into: &row, notes: &notes) {
                case .record(let next): index = next
                case let other: return other
                }
            } else {
                index = unquoted(bytes, from: index, into: &row)
            }
            if row.cells.count < Self.mostCells { row.endCell(column: row.cells.count, start: cellStart) }
            guard index < bytes.count else {
                return isFinal ? .record(next: index) : .incomplete
            }
            if bytes[index] == delimiter {
                index += 1
                continue
            }
            notes.isEmptyLine = index == start
            notes.endsWithBreak = true
            notes.lineBreaks += 1
            guard bytes[index] == Self.carriageReturn else { return .record(next: index + 1) }
            guard index + 1 < bytes.count || isFinal else { return .incomplete }
            let isPair = index + 1 < bytes.count && bytes[index + 1] == Self.lineFeed
            return .record(next: index + (isPair ? 2 : 1))
        }
    }

    /// Reads up to the end of an unquoted cell and gives the index there.
    private func unquoted(_ bytes: UnsafeBufferPointer<UInt8>, from begin: Int, into row: inout RowBuffer) -> Int {
        var index = begin
        while index < bytes.count {
            let byte = bytes[index]
            if byte == delimiter || byte == Self.lineFeed || byte == Self.carriageReturn { break }
            index += 1
        }
        row.bytes.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[begin..<index]))
        return index
    }

    /// Reads a quoted cell; `record(next:)` gives the index behind its closing quote and any spaces after it.
    private func quoted(
        _ bytes: UnsafeBufferPointer<UInt8>, at opening: Int, isFinal: Bool, into row: inout RowBuffer,
        notes: inout Notes
    ) -> Outcome {
        var segment = opening + 1
        var search = segment
        while true {
            var index = search
            while index < bytes.count, bytes[index] != Self.quote { index += 1 }
            guard index < bytes.count else { return isFinal ? .unclosedQuote(at: opening) : .incomplete }
            if index + 1 < bytes.count, bytes[index + 1] == Self.quote {
                append(bytes, segment..<(index + 1), to: &row, notes: &notes)
                segment = index + 2
                search = segment
                continue
            }
            var after = index + 1
            while after < bytes.count, bytes[after] == 0x20, delimiter != 0x20 { after += 1 }
            if after == bytes.count {
                guard isFinal else { return .incomplete }
                append(bytes, segment..<index, to: &row, notes: &notes)
                return .record(next: after)
            }
            let next = bytes[after]
            if next == delimiter || next == Self.lineFeed || next == Self.carriageReturn {
                append(bytes, segment..<index, to: &row, notes: &notes)
                return .record(next: after)
            }
            notes.oddQuotes += 1
            if closesAtOddQuote {
                append(bytes, segment..<index, to: &row, notes: &notes)
                return .record(next: unquoted(bytes, from: index + 1, into: &row))
            }
            if stopsAtSuspicion,
                Self.lineBreaks(UnsafeBufferPointer(rebasing: bytes[opening..<index])) > 0
            {
                return .suspicion(at: index)
            }
            search = index + 1
        }
    }

    private func append(
        _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, to row: inout RowBuffer, notes: inout Notes
    ) {
        let part = UnsafeBufferPointer(rebasing: bytes[range])
        row.bytes.append(contentsOf: part)
        notes.lineBreaks += Self.lineBreaks(part)
    }

    /// The number of line breaks; CRLF is one.
    static func lineBreaks(_ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var count = 0
        var previous: UInt8 = 0
        for byte in bytes {
            if byte == lineFeed { count += previous == carriageReturn ? 0 : 1 }
            if byte == carriageReturn { count += 1 }
            previous = byte
        }
        return count
    }
}
