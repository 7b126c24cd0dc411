import Domain

/// What an export's name says, held against its first bytes.
struct FileType {
    private let kind: Kind?
    let saysCompressed: Bool

    private enum Kind { case comma, tab, json, lines, workbook }

    var saysTab: Bool { kind == .tab }
    var saysLines: Bool { kind == .lines }

    init(name: String) {
        var parts = name.lowercased().split(separator: ".", omittingEmptySubsequences: false).dropFirst()
        saysCompressed = parts.last == "gz" || parts.last == "gzip"
        if saysCompressed { parts.removeLast() }
        kind =
            switch parts.last {
            case "csv": .comma
            case "tsv", "tab": .tab
            case "json": .json
            case "jsonl", "ndjson": .lines
            case "xlsx", "xlsm": .workbook
            default: nil
            }
    }

    /// The format, by the name where it says one, else by looking. A file that is plainly something else than its
    /// name says is refused rather than misread.
    func format(head: [UInt8], name: String) throws(CasebookError) -> ExportFormat {
        if head.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
            throw CasebookError(
                .badInput, code: "old_workbook", file: name, "the file is an old .xls workbook or one with a password",
                remedy: "save it as .xlsx without a password, or as CSV")
        }
        let isZip = head.starts(with: [0x50, 0x4B, 0x03, 0x04]) || head.starts(with: [0x50, 0x4B, 0x05, 0x06])
        if isZip {
            guard kind == nil || kind == .workbook else {
                throw mismatch(name, "the file is a zip archive", "unpack it, or name it .xlsx if it is a workbook")
            }
            return .workbook
        }
        if kind == .workbook { throw mismatch(name, "the file is no XLSX workbook", "save it as .xlsx again") }
        if head.starts(with: Array("%PDF".utf8)) { throw .binary(name) }
        let start = Self.start(head)
        if start.starts(with: Array("<!doctype html".utf8)) || start.starts(with: Array("<html".utf8)) {
            throw mismatch(
                name, "the file is a web page", "it may be a sign-in page that was saved instead of the export")
        }
        if start.starts(with: Array("<?xml".utf8)) {
            throw mismatch(name, "the file is XML", "export as CSV, TSV, JSON, JSON lines or XLSX")
        }
        let dense = start.filter { $0 > 0x20 }
        let isJSON = dense.starts(with: [0x7B, 0x22]) || dense.starts(with: [0x5B, 0x7B])
        switch kind {
        case .json, .lines: return .json
        case .comma, .tab:
            guard !isJSON else { throw mismatch(name, "the file is JSON", "name it .json or .jsonl") }
            return .delimited
        default: return isJSON || dense.elementsEqual([0x5B, 0x5D]) ? .json : .delimited
        }
    }

    /// The first characters in lower case, without byte order mark, zero bytes of UTF-16, and leading white space.
    private static func start(_ head: [UInt8]) -> [UInt8] {
        let bytes = head.prefix(1_024).filter { $0 != 0 && $0 < 0x80 }.drop { $0 <= 0x20 }
        return bytes.prefix(64).map { 0x41...0x5A ~= $0 ? $0 + 32 : $0 }
    }

    private func mismatch(_ name: String, _ summary: String, _ remedy: String) -> CasebookError {
        CasebookError(.badInput, code: "wrong_type", file: name, summary, remedy: remedy)
    }
}
