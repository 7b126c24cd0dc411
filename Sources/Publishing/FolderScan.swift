import Domain
import Glibc

/// What stands in a folder and below it.
struct FolderScan {
    /// Regular files by path relative to the folder.
    private(set) var files: [String: FileStamp] = [:]
    /// Paths of links, sockets and the like: never ours.
    private(set) var strangers: [String] = []
    /// Whether the folder holds anything at all.
    private(set) var isEmpty = true

    /// Looks at every entry once, reading no file and following no link.
    init(_ folder: String) throws(CasebookError) { try scan(folder, prefix: "") }

    private mutating func scan(_ folder: String, prefix: String) throws(CasebookError) {
        guard let stream = opendir(folder) else { throw FileSystem.failure(errno, folder) }
        defer { closedir(stream) }
        while let rawName = stream.nextName() {
            isEmpty = false
            var status = stat()
            guard fstatat(dirfd(stream), rawName, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
            let name = String(decoding: rawName.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
            switch FileSystem.kind(mode: status.st_mode) {
            case .folder: try scan("\(folder)/\(name)", prefix: "\(prefix)\(name)/")
            case .file: files[prefix + name] = FileStamp(status)
            default: strangers.append(prefix + name)
            }
        }
    }
}

extension OpaquePointer {
    /// The name of an open folder's next entry but `.` and `..`, with its NUL: bytes, since it need not be UTF-8.
    func nextName() -> [CChar]? {
        while let entry = readdir(self) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { pointer in
                    Array(UnsafeBufferPointer(start: pointer, count: strlen(pointer) + 1))
                }
            }
            if name != [0x2E, 0] && name != [0x2E, 0x2E, 0] { return name }
        }
        return nil
    }
}
