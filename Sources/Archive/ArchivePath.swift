internal import Domain

/// The names that members of an archive may have.
enum ArchivePath {
    /// The longest path, in bytes of UTF-8.
    static let limit = 1_024

    /// Whether a path stays below the folder that an archive is unpacked into, wherever that is, and can be a file's
    /// there.
    static func isSafe(_ path: String) -> Bool {
        guard (1...limit).contains(path.utf8.count) else { return false }
        guard !path.unicodeScalars.contains(where: { $0.properties.generalCategory == .control || $0 == "\\" }) else {
            return false
        }
        // Bytes, not characters: a combining mark would hide the slash before it, and the system sees the slash.
        let names = path.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
        return names.count <= 16
            && names.allSatisfy {
                (1...255).contains($0.count) && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8)
            }
    }
}
