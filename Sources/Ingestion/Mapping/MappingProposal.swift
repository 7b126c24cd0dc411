/// A mapping guessed from an export's header and first rows, for a person to read before it is kept.
public struct MappingProposal: Sendable, Hashable {
    /// `nil` when the columns are no known tracker's.
    public let tracker: Tracker?
    public let mapping: ColumnMapping
    /// Lines to print: what was found, which column became what, what decides about dates, what is left out.
    /// Column names only, no cell.
    public let explanation: [String]
}
