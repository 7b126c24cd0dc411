import Domain

/// Streams the records of delimited text as table events.
struct DelimitedReader {
    var window: TextWindow
    let parser: DelimitedParser
    let limits: IngestionLimits
    private let finding: EncodingFinding
    private let name: String

    var position: Int
    var line = 1
    var width = 0
    var row = RowBuffer()
    var notes = DelimitedParser.Notes()
    var shapes = RowShapes()
    /// Whether all rows so far had all cells, and how many there were.
    private var fullRows = 0
    private var hasShortRows = false
    /// Bytes that may still be spent on looking for lost rows, so that no input makes the search quadratic.
    var searchBudget = 64 << 20
    var oneLineEnd = 0
    /// Bytes within which a row that is looked for must end.
    static let neighbourhood = 64 << 10

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
    private mutating func parse(
        at index: Int, stopsAtSuspicion: Bool = false
    ) throws(CasebookError) -> DelimitedParser.Outcome {
        var parser = parser
        parser.stopsAtSuspicion = stopsAtSuspicion
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
        while position < window.bytes.count, window.bytes[position] == 0x0A {
            position += 1
            line += 1
        }
        row.reset(line: line)
        var outcome = try parse(at: position, stopsAtSuspicion: true)
        if case .suspicion(let quote) = outcome {
            if window.bytes.count - quote < Self.neighbourhood { try window.fill(from: position) }
            if readsAsOneLine() { return try deliver(handle) }
            if try resume(BrokenRow(line: line, code: .unclosedQuote), until: quote, handle) { return true }
            row.reset(line: line)
            outcome = try parse(at: position)
        }
        switch outcome {
        case .suspicion: return false
        case .record(let next):
            if next == position {
                guard window.endedEarly else { return false }
                window.forgetEarlyEnd()
                return try handle(.broken(BrokenRow(line: line, code: .truncated)))
            }
            return try record(to: next, handle)
        case .incomplete:
            if readsAsOneLine() { return try deliver(handle) }
            if try resume(BrokenRow(line: line, code: .unclosedQuote), until: window.bytes.count, handle) {
                return true
            }
            return try skipLargeRecord(handle)
        case .unclosedQuote(let opening):
            if readsAsOneLine() { return try deliver(handle) }
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
            if let found = findRow(in: position..<next) {
                if readsAsOneLine() { return try deliver(handle) }
                return try move(to: found, BrokenRow(line: line, code: .unclosedQuote), handle)
            }
        }
        return try deliver(to: next, overflows: overflows, handle)
    }

    /// Hands on the row that `readsAsOneLine` found.
    private mutating func deliver(_ handle: TableHandler) throws -> Bool {
        try deliver(to: oneLineEnd, overflows: false, handle)
    }

    /// Hands on `row`, whose record ends at an index, unless something is wrong with it.
    private mutating func deliver(to next: Int, overflows: Bool, _ handle: TableHandler) throws -> Bool {
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

    func breaks(in range: Range<Int>) -> Int {
        window.bytes.withUnsafeBufferPointer { DelimitedParser.lineBreaks(UnsafeBufferPointer(rebasing: $0[range])) }
    }
}
