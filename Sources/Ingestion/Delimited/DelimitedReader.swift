import Domain

/// Streams the records of delimited text as table events.
struct DelimitedReader {
    private var window: TextWindow
    private let parser: DelimitedParser
    private let limits: IngestionLimits
    private let finding: EncodingFinding
    private let name: String

    private var position: Int
    private var line = 1
    private var width = 0
    private var row = RowBuffer()
    private var notes = DelimitedParser.Notes()
    private var shapes = RowShapes()
    /// Whether all rows so far had all cells, and how many there were.
    private var fullRows = 0
    private var hasShortRows = false
    /// Bytes that may still be spent on looking for lost rows, so that no input makes the search quadratic.
    private var searchBudget = 64 << 20

    /// - Parameters:
    ///   - stream: The text as UTF-8.
    init(
        _ stream: any ByteStream, dialect: Dialect, finding: EncodingFinding, name: String, limits: IngestionLimits
    ) {
        window = TextWindow(stream)
        parser = DelimitedParser(delimiter: dialect.delimiter)
        position = dialect.preamble
        if dialect.preamble > 0 { line = 2 }
        self.finding = finding
        self.name = name
        self.limits = limits
    }

    /// Reads to the end, or until the handler has seen enough.
    mutating func read(header: HeaderRule, _ handle: TableHandler) throws {
        try window.fill(from: 0)
        let columns = try readHeader(header)
        width = columns.count
        guard try handle(.table(name: nil, columns: columns)) else { return }
        while try next(handle) {}
    }

    // MARK: - Header

    /// Finds the header among the first records and moves behind it.
    private mutating func readHeader(_ rule: HeaderRule) throws(CasebookError) -> [String] {
        var first: (cells: [String], next: Int, line: Int)?
        var ahead = (position: position, line: line)
        var looked = 0
        while looked < HeaderRule.depth {
            row.reset(line: ahead.line)
            let outcome = try parse(at: ahead.position)
            guard case .record(let next) = outcome else {
                if first == nil { throw headerError(outcome) }
                break
            }
            if next == ahead.position { break }
            ahead = (next, ahead.line + notes.lineBreaks)
            if notes.isEmptyLine || row.isBlank { continue }
            looked += 1
            let cells = row.texts
            if rule.accepts(cells) {
                first = (cells, ahead.position, ahead.line)
                break
            }
            if first == nil { first = (cells, ahead.position, ahead.line) }
        }
        guard let first else { throw headerError(.incomplete) }
        position = first.next
        line = first.line
        return ColumnNames.complete(first.cells)
    }

    private func headerError(_ outcome: DelimitedParser.Outcome) -> CasebookError {
        if case .unclosedQuote = outcome {
            return CasebookError(
                .badInput, code: "broken_header", file: name, line: 1, "the header opens a quote and never closes it",
                remedy: "repair the first line, or export the file again")
        }
        return .empty(name)
    }

    // MARK: - Rows

    /// Parses from an index, bringing more bytes until the record is whole or too large.
    private mutating func parse(at index: Int) throws(CasebookError) -> DelimitedParser.Outcome {
        while true {
            let outcome = window.bytes.withUnsafeBufferPointer {
                parser.parse($0, at: index, isFinal: window.isAtEnd, into: &row, notes: &notes)
            }
            guard case .incomplete = outcome, window.bytes.count - index <= limits.rowBytes else { return outcome }
            try window.fill(from: index)
            row.reset(line: row.line)
        }
    }

    /// Handles the next record; `false` at the end or when the handler stops.
    private mutating func next(_ handle: TableHandler) throws -> Bool {
        position = window.discard(before: position)
        row.reset(line: line)
        let outcome = try parse(at: position)
        switch outcome {
        case .record(let next):
            if next == position {
                guard window.endedEarly else { return false }
                window.forgetEarlyEnd()
                return try handle(.broken(BrokenRow(line: line, code: .truncated)))
            }
            return try record(to: next, handle)
        case .incomplete:
            if try resume(BrokenRow(line: line, code: .unclosedQuote), until: window.bytes.count, handle) {
                return true
            }
            return try skipLargeRecord(handle)
        case .unclosedQuote(let opening):
            let quoteLine = line + breaks(in: position..<opening)
            let broken = BrokenRow(line: line, code: .unclosedQuote, quoteLine: quoteLine)
            if try resume(broken, until: window.bytes.count, handle) { return true }
            _ = try handle(.broken(BrokenRow(line: line, code: .truncated, quoteLine: quoteLine)))
            return false
        }
    }

    /// Handles a record that has an end.
    private mutating func record(to next: Int, _ handle: TableHandler) throws -> Bool {
        if notes.isEmptyLine || (row.cells.count == 1 && width > 1 && row.isBlank && notes.lineBreaks <= 1) {
            line += notes.lineBreaks
            position = next
            return true
        }
        let overflows = row.cells.count > width && row.cells[width...].contains { $0.end > $0.start }
        if notes.oddQuotes > 0 || overflows, notes.lineBreaks > 1 {
            let broken = BrokenRow(line: line, code: .unclosedQuote)
            if try resume(broken, until: next, handle) { return true }
        }
        let code = fault(next: next, overflows: overflows)
        if code == .truncated { window.forgetEarlyEnd() }
        if code == nil {
            if row.cells.count >= width { fullRows += 1 } else { hasShortRows = true }
            if row.cells.count == width { shapes.learn(row) }
        }
        let event: TableEvent = code.map { .broken(BrokenRow(line: line, code: $0)) } ?? .row(row)
        line += notes.lineBreaks
        position = next
        searchBudget = min(searchBudget + 8 * row.bytes.count, 64 << 20)
        return try handle(event)
    }

    private func fault(next: Int, overflows: Bool) -> BrokenRow.Code? {
        if next - position > limits.rowBytes { return .tooLarge }
        let isLast = window.isAtEnd && next == window.bytes.count && !notes.endsWithBreak
        // A last line without its break and without its last cells, where all others had theirs, was cut.
        let isCut = isLast && row.cells.count < width && !hasShortRows && fullRows >= 2
        if isLast, window.endedEarly || finding.endsInsideCharacter || isCut { return .truncated }
        if finding.hasInvalid, !row.isValidUTF8 { return .badEncoding }
        return overflows ? .tooManyCells : nil
    }

    private func breaks(in range: Range<Int>) -> Int {
        window.bytes.withUnsafeBufferPointer { DelimitedParser.lineBreaks(UnsafeBufferPointer(rebasing: $0[range])) }
    }

    // MARK: - Lost rows

    /// Looks, in the lines after the first of a record that seems to have swallowed others, for one that begins a
    /// good row. If there is one, hands on the broken row and moves there.
    private mutating func resume(_ broken: BrokenRow, until end: Int, _ handle: TableHandler) throws -> Bool {
        guard width > 1, let found = findRow(in: position..<end) else { return false }
        line += breaks(in: position..<found)
        position = found
        return try handle(.broken(broken))
    }

    private mutating func findRow(in range: Range<Int>) -> Int? {
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
                let reach = min(bytes.count, lineStart + (64 << 10))
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
    private mutating func skipLargeRecord(_ handle: TableHandler) throws -> Bool {
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
}
