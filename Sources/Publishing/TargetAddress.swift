public import Foundation

/// Where a target is, so that two ways of writing the same place are equal.
public struct TargetAddress: Sendable, Hashable {
    /// A file system, a branch, a bucket.
    private let space: String
    /// Folders within it.
    private let path: [String]

    private init(space: String, path: String) {
        self.space = space
        self.path = path.split(separator: "/").map(String.init)
    }

    /// A folder of this machine; links are resolved.
    public static func folder(_ url: URL) -> TargetAddress {
        TargetAddress(space: "folder", path: FolderPublisher.resolve(url.standardizedFileURL.path))
    }

    /// A folder of a branch. Names of servers and repositories are compared without regard to case, as the large hosts
    /// do.
    ///
    /// - Parameter repository: an address, or an absolute path.
    public static func git(repository: String, branch: String, folder: String) -> TargetAddress {
        let name: String
        if let parts = GitAddress(repository).parts {
            name = "\(parts.host)/\(parts.path)".lowercased()
        } else {
            let file = repository.hasPrefix("file://") ? String(repository.dropFirst(7)) : repository
            name = FolderPublisher.resolve(URL(filePath: file).standardizedFileURL.path)
        }
        return TargetAddress(space: "git \(name) \(branch)", path: folder)
    }

    /// A prefix in an object store.
    ///
    /// - Parameters:
    ///   - kind: of store: names of buckets are told apart within one.
    ///   - endpoint: of another service than the usual one.
    public static func store(_ kind: String, _ endpoint: String?, _ bucket: String, prefix: String) -> TargetAddress {
        // Other than those of git, services at two ports of one host are two.
        let host = endpoint.flatMap { URL(string: $0) }.map { url in
            "\(url.host()?.lowercased() ?? ""):\(url.port ?? (url.scheme == "http" ? 80 : 443))"
        }
        return TargetAddress(space: "\(kind) \(host ?? "") \(bucket)", path: prefix)
    }

    /// Whether the two are the same place, or one lies in the other.
    public func overlaps(_ other: TargetAddress) -> Bool {
        space == other.space && zip(path, other.path).allSatisfy { $0 == $1 }
    }

    /// Whether the other is the same place or lies in this one.
    public func contains(_ other: TargetAddress) -> Bool { overlaps(other) && path.count <= other.path.count }
}
