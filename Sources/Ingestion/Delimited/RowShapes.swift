/// What the rows of a table look like, learned from those that read well: which shapes (`9999`, `AA-99` become `9`,
/// `A-9`) the cells of each column take. It tells a lost row apart from a line of prose.
struct RowShapes {
    private static let shapesOfACode = 8
    private static let rowsToLearnFrom = 500
    /// Rows after which the shapes are worth something.
    private static let enough = 5

    /// `nil` once a column has shown more shapes than a code would.
    private var columns: [Set<UInt64>?] = []
    private var learned = 0

    var knowsEnough: Bool { learned >= Self.enough }

    /// Learns from a row of the table's full width.
    mutating func learn(_ row: RowBuffer) {
        guard learned < Self.rowsToLearnFrom else { return }
        if columns.isEmpty { columns = Array(repeating: [], count: row.cells.count) }
        guard columns.count == row.cells.count else { return }
        learned += 1
        for (index, cell) in row.cells.enumerated() {
            guard var shapes = columns[index] else { continue }
            shapes.insert(Self.shape(row.content(of: cell)))
            columns[index] = shapes.count <= Self.shapesOfACode ? shapes : nil
        }
    }

    /// Whether a row fits every column of codes, of which there must be one that it fills.
    func fits(_ row: RowBuffer) -> Bool {
        guard columns.count == row.cells.count else { return false }
        var filled = false
        for (index, cell) in row.cells.enumerated() {
            guard let shapes = columns[index] else { continue }
            guard shapes.contains(Self.shape(row.content(of: cell))) else { return false }
            if cell.end > cell.start { filled = true }
        }
        return filled
    }

    /// Runs of letters and of digits count as one; at most 16 runs matter. FNV-1a over the runs.
    static func shape(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var previous: UInt8 = 0
        var runs = 0
        for byte in bytes {
            let kind: UInt8
            switch byte {
            case 0x30...0x39: kind = 0x39
            case 0x41...0x5A, 0x61...0x7A, 0x80...: kind = 0x41
            default: kind = byte
            }
            guard kind != previous else { continue }
            previous = kind
            runs += 1
            guard runs <= 16 else { break }
            hash = (hash ^ UInt64(kind)) &* 0x100_0000_01B3
        }
        return hash
    }
}
