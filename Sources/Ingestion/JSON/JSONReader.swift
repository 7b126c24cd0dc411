import Domain

/// Streams the objects of a JSON file as table events: an array, an object around an array, JSON lines, or objects
/// and arrays one after the other.
struct JSONReader {
    var window: TextWindow
    let limits: IngestionLimits
    private let finding: EncodingFinding
    let name: String
    let expectsLines: Bool

    var position = 0
    var line = 1
    private(set) var row = RowBuffer()
    private var columns = JSONColumns()
    private var announced = 0
    static let largestBudget = 256 << 20
    /// Bytes that may still be spent on looking for the next record, so that no input makes the search quadratic.
    var searchBudget = largestBudget
    /// How the first good record of a sequence began.
    var opening: JSONOpening?
    /// Whether a record that the end of the file cut was reported.
    var wasCut = false

    /// - Parameter expectsLines: Whether the file's name says that each line is a record.
    init(
        _ stream: any ByteStream, finding: EncodingFinding, expectsLines: Bool, name: String, limits: IngestionLimits
    ) {
        window = TextWindow(stream)
        self.finding = finding
        self.expectsLines = expectsLines
        self.name = name
        self.limits = limits
    }

    /// Reads to the end, or until the handler has seen enough.
    mutating func read(_ handle: TableHandler) throws {
        try window.fill(from: 0)
        try skipSpace()
        guard let first = try peek() else { throw CasebookError.empty(name) }
        guard first == 0x7B || first == 0x5B || expectsLines else {
            throw CasebookError(
                .badInput, code: "not_json", file: name, line: line, "the file does not hold JSON",
                remedy: "a JSON export begins with [ or {; check that the file is what its name says")
        }
        guard try handle(.table(name: nil, columns: [])) else { return }
        if first == 0x5B { return try readSequence(openArrays: 0, handle) }
        if try looksLikeLines() { return try readLines(handle) }
        let isWrapped = try !startsAList() && enterWrapper()
        try readSequence(openArrays: isWrapped ? 1 : 0, handle)
    }

    // MARK: - Records

    /// Reads the record that fills a range and hands it on, or why it cannot be read.
    mutating func record(_ range: Range<Int>, isLast: Bool, _ handle: TableHandler) throws -> Bool {
        let fault = parseRecord(range, isLast: isLast)
        guard try announce(handle) else { return false }
        return try handle(fault.map { .broken(BrokenRow(line: line, code: $0)) } ?? .row(row))
    }

    /// Reads the record that fills a range into `row`; gives why it cannot be read.
    mutating func parseRecord(_ range: Range<Int>, isLast: Bool) -> BrokenRow.Code? {
        row.reset(line: line)
        do throws(JSONFault) {
            try parse(range)
        } catch {
            guard error == .malformed else { return .tooDeep }
            if isLast { window.forgetEarlyEnd() }
            return isLast ? .truncated : .badJSON
        }
        return finding.hasInvalid && !row.isValidUTF8 ? .badEncoding : nil
    }

    /// Tells the columns that came up since the last row.
    mutating func announce(_ handle: TableHandler) throws -> Bool {
        while announced < columns.names.count {
            announced += 1
            guard try handle(.column(columns.names[announced - 1])) else { return false }
        }
        return true
    }

    private mutating func parse(_ range: Range<Int>) throws(JSONFault) {
        try window.bytes.withUnsafeBufferPointer { bytes throws(JSONFault) in
            try JSONRecordParser.parse(
                UnsafeBufferPointer(rebasing: bytes[range]), maximumDepth: limits.jsonDepth, columns: &columns,
                row: &row)
        }
    }

    // MARK: - Bytes

    mutating func peek() throws(CasebookError) -> UInt8? {
        if position == window.bytes.count { try window.fill(from: position) }
        return position < window.bytes.count ? window.bytes[position] : nil
    }

    mutating func skipSpace() throws(CasebookError) {
        while let byte = try peek(), byte <= 0x20 {
            if byte == 0x0A { line += 1 }
            position += 1
        }
    }
}
