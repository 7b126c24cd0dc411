public import Domain
public import Foundation

/// A tenant's site as a build left it in its folder, ready to be sent elsewhere.
public struct BuiltSite: Sendable {
    /// One file of it.
    public struct File: Sendable, Hashable {
        /// Relative to the site's root.
        public let path: String
        /// In bytes.
        public let size: Int
        public let sha256: ContentDigest
    }

    public let tenant: TenantID
    /// In order of path.
    public let files: [File]
    /// SHA-256 of the lines that `sha256sum` writes for the built files, in order of path. What the host is told and the
    /// ledger's seal are not among them: neither says anything that the site does not.
    public let digest: ContentDigest
    private let folder: String
    /// Files that are made for the host, by path.
    private let added: [String: SiteFile]

    /// Reads every file once, and compares it with what the build wrote.
    ///
    /// - Parameters:
    ///   - known: the manifest that the build left.
    ///   - adding: files for the host. Where the build has a file of that path, the build's goes.
    /// - Throws: `.badInput` when nothing was built here, `.checkFailed` when the folder holds anything but what the
    ///   build wrote.
    public init(
        tenant: TenantID, folder: URL, known: [String: KnownFile], adding: [SiteFile] = []
    ) throws(CasebookError) {
        let name = folder.standardizedFileURL.path
        let path = FolderPublisher.resolve(name)
        guard !known.isEmpty, try FileSystem.kind(of: path) == .folder else {
            throw CasebookError(
                .badInput, code: "not_built", file: name, "there is no site here that was built on this machine",
                remedy: "run \"casebook build\" first, in the same workspace")
        }
        try BuiltSite.check(FolderScan(path), against: known, name: name)
        var built: [File] = []
        for path in known.keys.sortedByBytes {
            guard let file = known[path] else { continue }
            built.append(File(path: path, size: Int(file.size), sha256: file.sha256))
        }
        self.tenant = tenant
        self.folder = path
        self.added = Dictionary(adding.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
            .filter { known[$0.key] == nil }
        let lines = built.filter { $0.path != "data/ledger.checkpoint" }.map { "\($0.sha256.hex)  \($0.path)\n" }
        digest = .of(lines.joined())
        files = (built + added.values.map { File(path: $0.path, size: $0.bytes.count, sha256: $0.digest) })
            .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        for file in built { _ = try bytes(of: file) }
    }

    /// The bytes of a file.
    ///
    /// - Throws: `.checkFailed` when they are not those that the build wrote.
    public func bytes(of file: File) throws(CasebookError) -> [UInt8] {
        if let made = added[file.path] { return made.bytes }
        guard let bytes = FileSystem.read("\(folder)/\(file.path)"), bytes.count == file.size,
            ContentDigest.of(bytes) == file.sha256
        else { throw BuiltSite.changed(file.path) }
        return bytes
    }

    /// Where a file stands on this machine; `nil` for one that is made for the host.
    func location(of file: File) -> String? { added[file.path] == nil ? "\(folder)/\(file.path)" : nil }

    /// In bytes.
    public var size: Int { files.reduce(0) { $0 + $1.size } }

    private static func check(
        _ scan: FolderScan, against known: [String: KnownFile], name: String
    ) throws(CasebookError) {
        let strays = scan.strangers + scan.files.keys.filter { known[$0] == nil && $0 != SiteMarker.name }
        if let stray = strays.sortedByBytes.first { throw changed(stray) }
        guard scan.files[SiteMarker.name] != nil else { throw changed(SiteMarker.name) }
        let missing = known.keys.filter { scan.files[$0] == nil }
        if let missing = missing.sortedByBytes.first { throw changed(missing) }
    }

    private static func changed(_ path: String) -> CasebookError {
        CasebookError(
            .checkFailed, code: "site_altered", file: path,
            "the site is not as the build left it: this file was changed, added or removed",
            remedy: "run \"casebook build\", which writes it anew, then publish")
    }
}
