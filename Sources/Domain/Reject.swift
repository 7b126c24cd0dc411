/// A row of an export that did not become a ticket. `rows = tickets + rejects`, always.
public struct Reject: Sendable, Hashable, Codable, Comparable {
    /// The export's name within the inbox, with the sheet of a workbook after `#`.
    public let file: String
    /// The line (of a spreadsheet, the row) at which the record starts, counted from 1.
    public let line: Int
    /// A stable identifier in snake case, `missing_id`.
    public let code: String
    /// One sentence, without any value of the row.
    public let reason: String
    /// What to do about it.
    public let remedy: String

    public init(file: String, line: Int, code: String, reason: String, remedy: String) {
        self.file = file
        self.line = line
        self.code = code
        self.reason = reason
        self.remedy = remedy
    }

    public static func < (left: Reject, right: Reject) -> Bool {
        (left.file, left.line, left.code) < (right.file, right.line, right.code)
    }
}
