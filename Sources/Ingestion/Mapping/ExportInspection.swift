/// How an export is written.
public enum ExportFormat: String, Sendable, Codable, Hashable {
    case delimited, json, workbook
}

/// What one look at an export found.
public struct ExportInspection: Sendable, Hashable {
    /// The export's name within the inbox.
    public let name: String
    public let format: ExportFormat
    /// Whether it is packed with gzip.
    public let isCompressed: Bool
    /// Of text formats.
    public let encoding: TextEncoding?
    /// Of delimited text: `,` `;` `|` or a TAB.
    public let delimiter: String?
    /// Of a workbook: the sheet that the columns are of, the first with tickets.
    public let sheet: String?
    /// The header's names in order, repeated ones repeated; of JSON, all paths seen, in order of appearance.
    public let columns: [String]
    /// Cells of the first rows (at most 100) by column, texts cut at 2,000 bytes. They hold personal data: for
    /// looking at, never for logs or pages.
    public let samples: [[String]]
    /// By column, over the first rows (at most 5,000).
    let dateOrders: [Int: DateOrderEvidence]
}

/// Gathers an inspection from the events of a table.
struct InspectionBuilder {
    static let sampledRows = 100
    static let rowsLookedAt = 5_000
    private static let sampleBytes = 2_000

    private(set) var sheet: String?
    private(set) var columns: [String] = []
    private(set) var samples: [[String]] = []
    private(set) var dateOrders: [Int: DateOrderEvidence] = [:]
    private(set) var rows = 0

    init(sheet: String?, columns: [String]) {
        self.sheet = sheet
        self.columns = columns
    }

    /// JSON tells its columns as they come.
    mutating func add(column: String) {
        columns.append(column)
        for index in samples.indices { samples[index].append("") }
    }

    mutating func look(at row: RowBuffer) {
        rows += 1
        if samples.count < Self.sampledRows {
            var sample = Array(repeating: "", count: columns.count)
            for cell in row.cells where cell.column < columns.count {
                let text = Self.cut(row.content(of: cell))
                sample[cell.column] += sample[cell.column].isEmpty ? text : "\n" + text
            }
            samples.append(sample)
        }
        for cell in row.cells where cell.column < columns.count {
            let content = row.content(of: cell)
            guard content.count <= 40, let first = content.first, 0x30...0x39 ~= first || first == 0x20 else {
                continue
            }
            dateOrders[cell.column, default: DateOrderEvidence()].look(at: content)
        }
    }

    /// Cut where a character begins.
    private static func cut(_ content: ArraySlice<UInt8>) -> String {
        guard content.count > sampleBytes else { return String(decoding: content, as: UTF8.self) }
        var end = content.startIndex + sampleBytes
        while end > content.startIndex, content[end] & 0xC0 == 0x80 { end -= 1 }
        return String(decoding: content[..<end], as: UTF8.self)
    }
}
