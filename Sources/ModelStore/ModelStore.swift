internal import Domain
public import Foundation

/// Where models lie on this machine.
public struct ModelStore: Sendable {
    /// A folder for each model.
    public let root: URL

    public init(root: URL) { self.root = root }

    /// The store that the environment names: `CASEBOOK_MODELS`, else `casebook/models` in the user's cache.
    public init(environment: [String: String]) {
        if let path = environment["CASEBOOK_MODELS"], !path.isEmpty {
            root = URL(filePath: path, directoryHint: .isDirectory)
            return
        }
        let cache: URL
        if let path = environment["XDG_CACHE_HOME"], path.hasPrefix("/") {
            cache = URL(filePath: path, directoryHint: .isDirectory)
        } else if let home = environment["HOME"], home.hasPrefix("/") {
            cache = URL(filePath: home, directoryHint: .isDirectory).appending(path: ".cache")
        } else {
            cache = FileManager.default.homeDirectoryForCurrentUser.appending(path: ".cache")
        }
        root = cache.appending(path: "casebook/models", directoryHint: .isDirectory)
    }

    /// The folder of a model, whether it is there or not.
    public func folder(of model: CataloguedModel) -> URL {
        root.appending(path: model.folderName, directoryHint: .isDirectory)
    }

    /// How a file of a model stands.
    public enum FileState: String, Sendable {
        case present
        case missing
        /// It has another size or another digest.
        case wrong
    }

    /// Looks at every file of a model, and reads each that has the right size: a tenth of a second for 90 MB.
    public func state(of model: CataloguedModel) -> [(file: CataloguedModel.File, state: FileState)] {
        model.files.map { ($0, state(of: $0, in: folder(of: model))) }
    }

    /// Whether every file of a model is there as it should be.
    public func has(_ model: CataloguedModel) -> Bool { state(of: model).allSatisfy { $0.state == .present } }

    func state(of file: CataloguedModel.File, in folder: URL) -> FileState {
        let url = folder.appending(path: file.path)
        guard FileManager.default.fileExists(atPath: url.path) else { return .missing }
        return FileDigest.matches(url, size: file.size, sha256: file.sha256) ? .present : .wrong
    }
}

/// The digests of files.
enum FileDigest {
    /// Whether a file has a size and a SHA-256.
    static func matches(_ url: URL, size: Int, sha256: String) -> Bool {
        guard let handle = try? FileHandle(forReadingFrom: url) else { return false }
        defer { try? handle.close() }
        var hasher = ContentDigest.DigestHasher()
        var total = 0
        while let piece = try? handle.read(upToCount: 1 << 20), !piece.isEmpty {
            total += piece.count
            guard total <= size else { return false }
            piece.withUnsafeBytes { hasher.update(buffer: $0) }
        }
        return total == size && hasher.finish().hex == sha256
    }
}
