/// What reading a table comes across, in the order of the file.
enum TableEvent {
    /// A table begins, with its header. `name` is a workbook's sheet.
    case table(name: String?, columns: [String])
    /// The table has a further column (JSON objects tell their keys as they come).
    case column(String)
    case row(RowBuffer)
    /// A row that cannot be read.
    case broken(BrokenRow)
}

/// Takes events; returns `false` to stop reading.
typealias TableHandler = (TableEvent) throws -> Bool

/// A row that cannot be read as one.
struct BrokenRow: Equatable {
    let line: Int
    let code: Code
    /// The line at which the quote opened that was never closed.
    var quoteLine: Int?

    enum Code: String {
        case truncated = "truncated_row"
        case unclosedQuote = "unclosed_quote"
        case tooLarge = "row_too_large"
        case tooManyCells = "too_many_cells"
        case badEncoding = "bad_encoding"
        case badJSON = "bad_json"
        case tooDeep = "too_deep"
        case noMapping = "no_mapping"
    }
}

/// Says which record is a table's header: the first, unless a few lines of title stand above it.
struct HeaderRule {
    /// Whether these cells are the header one looks for.
    let accepts: ([String]) -> Bool

    /// Records looked at before the first one is taken for lack of a better.
    static let depth = 10
}
