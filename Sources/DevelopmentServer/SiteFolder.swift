internal import Foundation
internal import Glibc

/// The folder of the sites on disk. Every look goes to the file system afresh, so that a site that was exchanged
/// is seen at once; links are followed as far as they stay inside.
struct SiteFolder: Sendable {
    let root: URL

    enum Entry: Sendable, Hashable {
        case file(path: String)
        case folder(path: String)
    }

    /// What stands at a place below the root. Nothing is found through a link that leaves the root, or that leads
    /// from one tenant's site into another's.
    func entry(at segments: [String]) -> Entry? {
        guard let base = SiteFolder.realPath(root.path) else { return nil }
        guard let first = segments.first else { return .folder(path: base) }
        guard let site = SiteFolder.realPath(base + "/" + first), SiteFolder.isInside(site, of: base),
            let path = SiteFolder.realPath(base + "/" + segments.joined(separator: "/")),
            path == site || SiteFolder.isInside(path, of: site)
        else { return nil }
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file(path: path)
        case S_IFDIR: return .folder(path: path)
        default: return nil
        }
    }

    /// The bytes of a file. Twice tried: between looking and reading, the site may have been exchanged.
    func bytes(at segments: [String]) -> [UInt8]? {
        for _ in 0..<2 {
            guard case .file(let path) = entry(at: segments) else { return nil }
            if let data = try? Data(contentsOf: URL(filePath: path)) { return [UInt8](data) }
        }
        return nil
    }

    /// The names of the sites, sorted.
    func sites() -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        return names.filter { name in
            guard !name.hasPrefix("."), case .file = entry(at: [name, "index.html"]) else { return false }
            return true
        }.sorted()
    }

    private static func isInside(_ path: String, of folder: String) -> Bool {
        // Bytes, not characters: names that look alike are two folders to the system.
        path.utf8.starts(with: (folder.utf8.last == 0x2F ? folder : folder + "/").utf8)
    }

    private static func realPath(_ path: String) -> String? {
        guard !path.utf8.contains(0), let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
