/// One row of a table as bytes: cells by column, in the order of the file. A column may have several cells
/// (a JSON array) or none.
struct RowBuffer {
    struct Cell {
        let column: Int
        let start: Int
        let end: Int
    }

    /// The line at which the record starts, counted from 1; of a workbook, the row.
    var line = 0
    /// The unescaped UTF-8 of all cells, one after the other.
    var bytes: [UInt8] = []
    var cells: [Cell] = []

    mutating func reset(line: Int) {
        self.line = line
        bytes.removeAll(keepingCapacity: true)
        cells.removeAll(keepingCapacity: true)
    }

    /// Ends the cell that began at `start`.
    mutating func endCell(column: Int, start: Int) {
        cells.append(Cell(column: column, start: start, end: bytes.count))
    }

    /// The bytes of a cell.
    func content(of cell: Cell) -> ArraySlice<UInt8> { bytes[cell.start..<cell.end] }

    /// The text of a cell.
    func text(of cell: Cell) -> String { String(decoding: bytes[cell.start..<cell.end], as: UTF8.self) }

    /// The texts by position, for tables whose cells are their columns.
    var texts: [String] { cells.map(text(of:)) }

    /// Whether no cell holds anything but white space.
    var isBlank: Bool { bytes.allSatisfy { $0 == 0x20 || (0x09...0x0D).contains($0) } }

    /// Whether every cell is well-formed text.
    var isValidUTF8: Bool {
        bytes.withUnsafeBufferPointer { bytes in
            var index = 0
            while index < bytes.count {
                let length = bytes[index] < 0x80 ? 1 : EncodingDetector.sequenceLength(bytes, at: index)
                guard length > 0 else { return false }
                index += length
            }
            return true
        }
    }
}
