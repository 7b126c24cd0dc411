/// How much a single export may ask of the reader. Larger input is refused, never cut silently.
public struct IngestionLimits: Sendable, Hashable {
    /// Bytes of one row, as UTF-8.
    public var rowBytes: Int
    /// Bytes of one field of a ticket, as UTF-8.
    public var textBytes: Int
    /// Characters (Unicode scalars) of a ticket's id.
    public var idLength: Int
    /// Nesting of objects and arrays within one JSON record.
    public var jsonDepth: Int
    /// Bytes of a workbook as stored.
    public var workbookBytes: Int
    /// Bytes that a workbook or a gzip file may come to.
    public var expandedBytes: Int
    /// How many times its stored size compressed input may come to, once it is past `freeExpansion`.
    public var expansionRatio: Int
    /// Bytes below which the ratio does not matter: small files of repeated rows compress very well.
    public var freeExpansion: Int
    /// Entries of a workbook's container.
    public var workbookEntries: Int

    public init(
        rowBytes: Int = 8 << 20, textBytes: Int = 1 << 20, idLength: Int = 200, jsonDepth: Int = 64,
        workbookBytes: Int = 100_000_000, expandedBytes: Int = 1_000_000_000, expansionRatio: Int = 200,
        freeExpansion: Int = 1 << 20, workbookEntries: Int = 10_000
    ) {
        self.rowBytes = rowBytes
        self.textBytes = textBytes
        self.idLength = idLength
        self.jsonDepth = jsonDepth
        self.workbookBytes = workbookBytes
        self.expandedBytes = expandedBytes
        self.expansionRatio = expansionRatio
        self.freeExpansion = freeExpansion
        self.workbookEntries = workbookEntries
    }

    /// The limits of the manual.
    public static let standard = IngestionLimits()
}
