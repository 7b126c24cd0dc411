public import Domain

/// A ticket and where it was read.
public struct IngestedTicket: Sendable, Equatable {
    public let ticket: Ticket
    /// The export's name within the inbox, with the sheet of a workbook after `#`.
    public let file: String
    /// The line (of a workbook, the row) at which its record starts, counted from 1.
    public let line: Int
}
