public import Domain
public import Foundation

/// Puts a site in place of the one in a folder, so that readers see the old one or the new one, whole, whatever
/// kills the program and whenever.
///
/// Files are made in a staging folder beside the site (`.acme.next` beside `acme`): unchanged ones as hard links
/// to the present ones, changed ones anew. Then the two folders trade places in one step (renameat2 with
/// RENAME_EXCHANGE) and the old one is removed. Where nothing changed, nothing is touched and no staging folder
/// is made. A file system that cannot exchange (few: some network ones) gets two renames by way of `.acme.old`;
/// for the moment between them there is no site, and a run killed in that moment is mended by the next `begin`.
///
/// The folder belongs to the site whole: what else lies in it is removed. A folder that holds files and was not
/// made by a publication is therefore refused, never replaced.
///
/// Use: `begin`, any number of `write`, then `commit` or `abort`. Dropping it aborts.
public struct FolderPublisher: ~Copyable {
    /// The site's folder as given, for errors.
    let name: String
    /// Where the folder is once links are resolved.
    var site = ""
    let known: [String: KnownFile]
    let hooks: PublishHooks
    /// What stood in the folder at `begin`; `nil` when there was no folder.
    var present: FolderScan?
    /// Every file of this publication: an unchanged one by its present stamp, a changed one by its new stamp.
    var manifest: [String: KnownFile] = [:]
    /// Paths that were written anew.
    var changed: [String] = []
    /// Folders made within the staging folder.
    var folders: Set<String> = []
    /// The staging folder's descriptor, holding its lock; `nil` while there is none.
    var lock: Int32?

    /// - Parameters:
    ///   - destination: the site's folder. It need not exist; a link to a folder is followed.
    ///   - known: the manifest that the last publication returned, or empty. It only saves reading: a file that
    ///     does not look as remembered is compared by its bytes.
    public init(destination: URL, known: [String: KnownFile] = [:]) {
        self.init(destination: destination, known: known, hooks: PublishHooks())
    }

    package init(destination: URL, known: [String: KnownFile], hooks: PublishHooks) {
        name = destination.standardizedFileURL.path
        self.known = known
        self.hooks = hooks
    }

    deinit {
        if let lock {
            try? FolderRemoval.remove(FolderPublisher.sibling(of: site, "next"))
            close(lock)
        }
    }

    var staging: String { FolderPublisher.sibling(of: site, "next") }
    var retired: String { FolderPublisher.sibling(of: site, "old") }

    static func sibling(of site: String, _ suffix: String) -> String {
        let parent = FileSystem.parent(of: site) ?? "."
        let name = site.split(separator: "/").last ?? ""
        return (parent == "/" ? "" : parent) + "/.\(name).\(suffix)"
    }

    /// Looks at what stands there, and mends what a killed run left behind.
    /// - Throws: `.cannotWrite` when something other than a site of ours stands there, or another run is at it.
    public mutating func begin() throws(CasebookError) {
        abort()
        site = FolderPublisher.resolve(name)
        try clearLeftovers()
        switch try FileSystem.kind(of: site) {
        case .missing: present = nil
        case .folder:
            let scan = try FolderScan(site)
            guard scan.isEmpty || isOurs(scan) else {
                throw CasebookError(
                    .cannotWrite, code: "foreign_folder", file: name,
                    "The folder holds files that casebook did not write, and a publication would remove them.",
                    remedy: "Choose another output folder, or move the files away.")
            }
            present = scan
        case .file, .link, .other: throw FileSystem.failure(Int32(ENOTDIR), name)
        }
    }

    /// Adds a file to the site: compared with the present one at once, and written only when it differs.
    /// - Throws: `.cannotWrite` for a bad path, a path given twice, or a failed write.
    public mutating func write(_ file: SiteFile) throws(CasebookError) {
        try SitePath.check(file.path)
        guard manifest[file.path] == nil else {
            throw CasebookError(
                .cannotWrite, code: "duplicate_path", file: file.path, "Two pages have the same path.",
                remedy: "Report this: paths within a site are made by casebook.")
        }
        let digest = file.digest
        if let stamp = present?.files[file.path], stamp.size == Int64(file.bytes.count),
            stands(file, stamp: stamp, digest: digest)
        {
            manifest[file.path] = KnownFile(stamp, sha256: digest)
            return
        }
        try prepareStaging()
        let path = "\(staging)/\(file.path)"
        try makeFolder(for: path)
        manifest[file.path] = KnownFile(try FileSystem.create(path, file.bytes), sha256: digest)
        changed.append(file.path)
        try hooks.reach(.wrote)
    }

    /// Forgets this publication. What stands there stands.
    public mutating func abort() {
        if let lock {
            try? FolderRemoval.remove(staging)
            close(lock)
        }
        lock = nil
        present = nil
        manifest = [:]
        changed = []
        folders = []
    }

    /// Whether the folder holds exactly the files of a manifest, as far as can be told without reading one.
    public static func isIntact(destination: URL, known: [String: KnownFile]) -> Bool {
        let site = resolve(destination.standardizedFileURL.path)
        guard let scan = try? FolderScan(site), scan.strangers.isEmpty, scan.files[SiteMarker.name] != nil,
            scan.files.count == known.count + 1
        else { return false }
        return known.allSatisfy { path, file in scan.files[path].map(file.matches) ?? false }
    }

    /// A missing folder is resolved as far as it exists, so that the staging folder lies beside it.
    static func resolve(_ path: String) -> String {
        if let whole = FileSystem.resolved(path) { return whole }
        guard let parent = FileSystem.parent(of: path), parent != path, let last = path.split(separator: "/").last
        else { return path }
        let above = resolve(parent)
        return above == "/" ? "/\(last)" : "\(above)/\(last)"
    }

    private func isOurs(_ scan: FolderScan) -> Bool {
        scan.files[SiteMarker.name] != nil
            || known.contains { path, file in scan.files[path].map(file.matches) ?? false }
    }

    private func stands(_ file: SiteFile, stamp: FileStamp, digest: ContentDigest) -> Bool {
        if let known = known[file.path], known.matches(stamp) { return known.sha256 == digest }
        return FileSystem.read("\(site)/\(file.path)") == file.bytes
    }
}
