import Domain

/// A worksheet part: hands on each row that has content, cells by column.
final class SheetHandler: XMLHandler {
    private static let lastColumn = 16_384

    private let strings: SharedStringsHandler
    private let datesByStyle: [Bool]
    private let from1904: Bool
    private let rowLimit: Int
    private let take: (RowBuffer, _ isTooLarge: Bool) throws -> Bool

    private(set) var isDone = false
    private var row = RowBuffer()
    private var rowNumber = 0
    private var column = -1
    private var isTooLarge = false
    private var isInRow = false

    private var type = ""
    private var style = 0
    private var content: [UInt8] = []
    private var isInContent = false
    private var phoneticDepth = 0

    init(
        strings: SharedStringsHandler, datesByStyle: [Bool], from1904: Bool, rowLimit: Int,
        take: @escaping (RowBuffer, _ isTooLarge: Bool) throws -> Bool
    ) {
        self.strings = strings
        self.datesByStyle = datesByStyle
        self.from1904 = from1904
        self.rowLimit = rowLimit
        self.take = take
    }

    func start(_ name: String, _ attributes: XMLAttributes) {
        switch name {
        case "row":
            rowNumber = attributes["r"].flatMap(Int.init).flatMap { $0 > 0 ? $0 : nil } ?? rowNumber + 1
            row.reset(line: rowNumber)
            column = -1
            isTooLarge = false
            isInRow = true
        case "c" where isInRow:
            column = attributes["r"].flatMap(Self.column) ?? column + 1
            type = attributes["t"] ?? "n"
            style = attributes["s"].flatMap(Int.init) ?? 0
            content.removeAll(keepingCapacity: true)
        case "v", "t": isInContent = isInRow && phoneticDepth == 0
        case "rPh": phoneticDepth += 1
        default: break
        }
    }

    func end(_ name: String) throws {
        switch name {
        case "v", "t": isInContent = false
        case "rPh": phoneticDepth -= 1
        case "c" where isInRow: endCell()
        case "row" where isInRow:
            isInRow = false
            if row.isBlank, !isTooLarge { return }
            if try !take(row, isTooLarge) { isDone = true }
        case "sheetData": isDone = true
        default: break
        }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard isInContent, !isTooLarge else { return }
        guard row.bytes.count + content.count + bytes.count <= rowLimit else {
            isTooLarge = true
            return
        }
        content.append(contentsOf: bytes)
    }

    private func endCell() {
        guard column < Self.lastColumn, !content.isEmpty else { return }
        let start = row.bytes.count
        switch type {
        case "s":
            guard let index = Int(String(decoding: content, as: UTF8.self)), let text = strings.content(index) else {
                return
            }
            guard start + text.count <= rowLimit else {
                isTooLarge = true
                return
            }
            row.bytes.append(contentsOf: text)
        case "str", "inlineStr", "d": row.bytes.append(contentsOf: content)
        case "b": row.bytes.append(contentsOf: content == [0x31] ? Array("true".utf8) : Array("false".utf8))
        // An error value (`#N/A`) is no text of a ticket.
        case "e": return
        default: row.bytes.append(contentsOf: number().utf8)
        }
        row.endCell(column: column, start: start)
    }

    private func number() -> String {
        let text = String(decoding: content, as: UTF8.self).trimmedWhitespace
        if datesByStyle.indices.contains(style), datesByStyle[style], let serial = Double(text),
            let date = NumberFormat.date(serial, from1904: from1904)
        {
            return date
        }
        return JSONNumber.plain(text)
    }

    /// The column of a reference, `A1` being 0; `nil` when it is none.
    static func column(_ reference: String) -> Int? {
        var column = 0
        for byte in reference.utf8 {
            switch byte {
            case 0x41...0x5A: column = column * 26 + Int(byte - 0x40)
            case 0x61...0x7A: column = column * 26 + Int(byte - 0x60)
            default: return column > 0 ? column - 1 : nil
            }
            if column > lastColumn { return lastColumn }
        }
        return column > 0 ? column - 1 : nil
    }
}
