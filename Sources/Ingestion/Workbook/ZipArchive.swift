import CZip
import Domain
import Foundation

/// Owns a zip container opened for reading. Entries are found by name and never become paths.
struct ZipArchive: ~Copyable {
    private let handle: OpaquePointer
    private let name: String
    private let limits: IngestionLimits
    /// libzip reads from these bytes as long as the archive is open.
    private let memory: UnsafeMutableRawPointer?

    /// Opens the container and refuses one that is too large, or that says it unpacks to too much.
    init(_ source: ExportSource, name: String, limits: IngestionLimits) throws(CasebookError) {
        self.name = name
        self.limits = limits
        let size = source.size() ?? 0
        guard size <= limits.workbookBytes else {
            throw CasebookError(
                .badInput, code: "workbook_too_large", file: name,
                "the workbook is larger than \(limits.workbookBytes / 1_000_000) MB",
                remedy: "export it in parts, or as CSV")
        }
        var memory: UnsafeMutableRawPointer?
        let opened: OpaquePointer?
        switch source {
        case .file(let url):
            var status: Int32 = 0
            opened = zip_open(url.path, ZIP_RDONLY, &status)
        case .bytes(let bytes):
            let copy = UnsafeMutableRawPointer.allocate(byteCount: max(1, bytes.count), alignment: 16)
            bytes.withUnsafeBytes {
                copy.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(copy), byteCount: $0.count)
            }
            memory = copy
            var error = zip_error_t()
            zip_error_init(&error)
            let buffer = zip_source_buffer_create(copy, UInt64(bytes.count), 0, &error)
            opened = buffer.flatMap { zip_open_from_source($0, ZIP_RDONLY, &error) }
            if opened == nil, let buffer { zip_source_free(buffer) }
            zip_error_fini(&error)
        }
        guard let opened else {
            memory?.deallocate()
            throw CasebookError(
                .badInput, code: "damaged_workbook", file: name, "the workbook's container is damaged or cut",
                remedy: "open it in a spreadsheet program and save it again, or export it again")
        }
        if let refusal = Self.check(opened, storedSize: size, name: name, limits: limits) {
            zip_discard(opened)
            memory?.deallocate()
            throw refusal
        }
        handle = opened
        self.memory = memory
    }

    deinit {
        zip_discard(handle)
        memory?.deallocate()
    }

    private static func check(
        _ handle: OpaquePointer, storedSize: Int, name: String, limits: IngestionLimits
    ) -> CasebookError? {
        let count = zip_get_num_entries(handle, 0)
        guard count <= Int64(limits.workbookEntries) else {
            return CasebookError(
                .badInput, code: "too_many_entries", file: name,
                "the workbook's container has more than \(limits.workbookEntries) entries",
                remedy: "save only the sheets with tickets in a new workbook")
        }
        var total: UInt64 = 0
        for index in 0..<UInt64(max(0, count)) {
            var stat = zip_stat_t()
            zip_stat_init(&stat)
            guard zip_stat_index(handle, index, 0, &stat) == 0 else { continue }
            let (sum, overflows) = total.addingReportingOverflow(stat.size)
            total = overflows ? .max : sum
        }
        let ratio = UInt64(max(1, storedSize)) * UInt64(limits.expansionRatio)
        let isModest = total <= UInt64(limits.freeExpansion) || total <= ratio
        return total <= UInt64(limits.expandedBytes) && isModest ? nil : .expandsTooFar(name)
    }

    /// Gives the bytes of an entry piece by piece, until `handle` returns `false`; `false` if there is no such entry.
    ///
    /// An entry that holds more than it said is refused: the checks above went by its word.
    func read(_ entry: String, _ take: (UnsafeRawBufferPointer) throws -> Bool) throws -> Bool {
        var stat = zip_stat_t()
        zip_stat_init(&stat)
        guard zip_stat(handle, entry, UInt32(ZIP_FL_NOCASE), &stat) == 0 else { return false }
        guard let file = zip_fopen_index(handle, stat.index, 0) else { throw damaged(entry) }
        defer { zip_fclose(file) }
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 16)
        defer { piece.deallocate() }
        var produced: UInt64 = 0
        while true {
            let count = zip_fread(file, piece.baseAddress, UInt64(piece.count))
            guard count >= 0 else { throw damaged(entry) }
            if count == 0 { return true }
            produced += UInt64(count)
            guard produced <= stat.size else { throw CasebookError.expandsTooFar(name) }
            if try !take(UnsafeRawBufferPointer(rebasing: piece[..<Int(count)])) { return true }
        }
    }

    private func damaged(_ entry: String) -> CasebookError {
        CasebookError(
            .badInput, code: "damaged_workbook", file: name, "a part of the workbook is damaged or encrypted",
            remedy: "open it in a spreadsheet program and save it again without a password")
    }
}
