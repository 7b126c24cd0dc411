import Domain

/// What a publication sends and deletes, or would. Paths are in order, and never those of the manifest.
public struct PublicationPlan: Sendable, Hashable {
    public var new: [String] = []
    public var changed: [String] = []
    public var deleted: [String] = []
    /// Files that stand there as they should.
    public var unchanged = 0
    /// Of the new and changed files.
    public var bytes = 0
    /// Whether the target has to be touched though no file differs: history to forget, a run that was killed to end.
    public var isUnfinished = false

    public init() {}

    public var isEmpty: Bool { new.isEmpty && changed.isEmpty && deleted.isEmpty && !isUnfinished }
}

extension PublicationPlan {
    /// Compares a site with what stands at its target.
    ///
    /// - Parameters:
    ///   - present: paths of files of ours at the target.
    ///   - stands: whether a file stands there with the bytes of the site.
    init(
        of site: BuiltSite, over present: Set<String>, stands: (BuiltSite.File) throws(CasebookError) -> Bool
    ) throws(CasebookError) {
        for file in site.files {
            if !present.contains(file.path) {
                new.append(file.path)
            } else if try stands(file) {
                unchanged += 1
                continue
            } else {
                changed.append(file.path)
            }
            bytes += file.size
        }
        deleted =
            present.subtracting(site.files.map(\.path)).subtracting([SiteManifest.name, SiteMarker.name])
            .sortedByBytes
    }
}

/// Where one tenant's site is read.
public protocol PublicationTarget: Sendable {
    /// For people and the ledger: the target as configured, without credentials.
    var place: String { get }

    /// Why anybody can read what is published there, as far as the target tells; `nil` when it tells nothing.
    ///
    /// - Throws: when the target could not be asked.
    func exposure() async throws -> String?

    /// What `publish` would do. Changes nothing.
    ///
    /// - Throws: `.refused` when there are files that no publication of this tenant wrote.
    func plan(_ site: BuiltSite) async throws -> PublicationPlan

    /// Sends what differs, and removes what is no longer part of the site. Whenever it is killed, every link of the site
    /// before or after still leads somewhere, and the next publication completes it.
    ///
    /// - Returns: what was done.
    func publish(_ site: BuiltSite) async throws -> PublicationPlan
}

/// The refusal to remove what somebody else put at a target.
enum ForeignFiles {
    /// - Throws: `.refused` when there are any.
    static func refuse(_ paths: [String], at place: String) throws(CasebookError) {
        guard let first = paths.sortedByBytes.first else { return }
        throw CasebookError(
            .refused, code: "foreign_files", file: place,
            "\(paths.count) files stand at the target that casebook did not write, such as \"\(first)\"",
            remedy: "name them in publish.keep to leave them alone, move them away, or publish to another target")
    }
}

/// Files at a target that are somebody else's, and stay: `CNAME`, `legal/`.
public struct KeptPaths: Sendable, Hashable {
    private let files: Set<String>
    private let folders: [String]

    /// - Parameter paths: files, and folders with a slash at their end.
    public init(_ paths: [String]) {
        files = Set(paths.filter { !$0.hasSuffix("/") })
        folders = paths.filter { $0.hasSuffix("/") }
    }

    public func contains(_ path: String) -> Bool {
        files.contains(path) || folders.contains { path.hasPrefix($0) }
    }
}
