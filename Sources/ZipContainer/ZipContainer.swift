internal import CZip
public import Foundation

/// Owns a zip container opened for reading. Entries are found by name and never become paths.
public struct ZipContainer: ~Copyable {
    private let handle: OpaquePointer
    /// libzip reads from these bytes as long as the container is open.
    private let memory: UnsafeMutableRawPointer?

    /// Opens a container in a file, and refuses one that says it unpacks to too much.
    public init(file: URL, limits: ZipLimits) throws(ZipFault) {
        var status: Int32 = 0
        guard let opened = zip_open(file.path, ZIP_RDONLY, &status) else { throw .damaged }
        let attributes = try? FileManager.default.attributesOfItem(atPath: file.resolvingSymlinksInPath().path)
        let size = (attributes?[.size] as? NSNumber)?.intValue ?? 0
        try self.init(opened, memory: nil, storedSize: size, limits: limits)
    }

    /// Opens a container in memory.
    public init(bytes: [UInt8], limits: ZipLimits) throws(ZipFault) {
        let memory = UnsafeMutableRawPointer.allocate(byteCount: max(1, bytes.count), alignment: 16)
        bytes.withUnsafeBytes {
            memory.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(memory), byteCount: $0.count)
        }
        var error = zip_error_t()
        zip_error_init(&error)
        let buffer = zip_source_buffer_create(memory, UInt64(bytes.count), 0, &error)
        let opened = buffer.flatMap { zip_open_from_source($0, ZIP_RDONLY, &error) }
        if opened == nil, let buffer { zip_source_free(buffer) }
        zip_error_fini(&error)
        guard let opened else {
            memory.deallocate()
            throw .damaged
        }
        try self.init(opened, memory: memory, storedSize: bytes.count, limits: limits)
    }

    private init(
        _ opened: OpaquePointer, memory: UnsafeMutableRawPointer?, storedSize: Int, limits: ZipLimits
    ) throws(ZipFault) {
        if let fault = Self.check(opened, storedSize: storedSize, limits: limits) {
            zip_discard(opened)
            memory?.deallocate()
            throw fault
        }
        handle = opened
        self.memory = memory
    }

    deinit {
        zip_discard(handle)
        memory?.deallocate()
    }

    private static func check(_ handle: OpaquePointer, storedSize: Int, limits: ZipLimits) -> ZipFault? {
        let count = zip_get_num_entries(handle, 0)
        guard count <= Int64(limits.entries) else { return .tooManyEntries }
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
        return total <= UInt64(limits.expandedBytes) && isModest ? nil : .expandsTooFar
    }

    /// Gives the bytes of an entry piece by piece, until `take` returns `false`; `false` if there is no such entry.
    ///
    /// An entry that holds more than it said is refused: the checks at opening went by its word.
    ///
    /// - Throws: `ZipFault`, or what `take` throws.
    public func read(
        _ entry: String, ignoringCase: Bool = false, pieceSize: Int = 256 << 10,
        _ take: (UnsafeRawBufferPointer) throws -> Bool
    ) throws -> Bool {
        var stat = zip_stat_t()
        zip_stat_init(&stat)
        guard zip_stat(handle, entry, ignoringCase ? UInt32(ZIP_FL_NOCASE) : 0, &stat) == 0 else { return false }
        guard let file = zip_fopen_index(handle, stat.index, 0) else { throw ZipFault.damagedEntry }
        defer { zip_fclose(file) }
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: pieceSize, alignment: 16)
        defer { piece.deallocate() }
        var produced: UInt64 = 0
        while true {
            let count = zip_fread(file, piece.baseAddress, UInt64(piece.count))
            guard count >= 0 else { throw ZipFault.damagedEntry }
            if count == 0 { return true }
            produced += UInt64(count)
            guard produced <= stat.size else { throw ZipFault.expandsTooFar }
            if try !take(UnsafeRawBufferPointer(rebasing: piece[..<Int(count)])) { return true }
        }
    }
}
