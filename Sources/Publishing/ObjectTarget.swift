public import Domain
public import ObjectStore

/// A prefix of a bucket of S3, or of a container of Azure Blob Storage.
///
/// Objects cannot be exchanged all at once. So they are written in an order in which every page leads only to what is
/// there: assets, then new pages, then pages that were there, then the entrances; and what is gone is deleted when all
/// that is done. The manifest says before what is about to be written, so that a run that was killed is no riddle to the
/// next one.
public struct ObjectTarget: PublicationTarget {
    public let place: String
    private let store: any ObjectStore
    /// Empty, or with a slash at its end.
    private let prefix: String
    private let tenant: TenantID
    private let kept: KeptPaths

    /// Objects on their way at once.
    private static let width = 8

    /// - Parameters:
    ///   - prefix: the site's folder in the store; empty for all of it.
    ///   - place: the target as configured, for people.
    ///   - kept: objects below the prefix that are not ours, and stay.
    public init(
        store: any ObjectStore, prefix: String, place: String, tenant: TenantID, kept: KeptPaths = KeptPaths([])
    ) {
        self.store = store
        let folders = prefix.split(separator: "/").joined(separator: "/")
        self.prefix = folders.isEmpty ? "" : folders + "/"
        self.place = place
        self.tenant = tenant
        self.kept = kept
    }

    public func exposure() async throws -> String? {
        let isPublic = try await asking { () throws(ObjectStoreFailure) in try await store.isPublic() }
        return isPublic == true ? "the store says that everybody may read what is there" : nil
    }

    public func plan(_ site: BuiltSite) async throws -> PublicationPlan { try await compare(site).plan }

    @discardableResult
    public func publish(_ site: BuiltSite) async throws -> PublicationPlan {
        let (plan, known) = try await compare(site)
        guard !plan.isEmpty else { return plan }
        var manifest = known ?? SiteManifest(tenant: tenant, files: [:])
        let touched = plan.new + plan.changed + plan.deleted
        for path in touched { manifest.files[path] = nil }
        manifest.pending.formUnion(touched)
        try await put(SiteManifest.name, manifest.bytes)
        let sent = Set(plan.new + plan.changed)
        let order = SendingOrder(new: Set(plan.new))
        for group in order.groups(site.files.filter { sent.contains($0.path) }) { try await send(group, of: site) }
        let gone = plan.deleted.map { prefix + $0 }
        if !gone.isEmpty { try await asking { () throws(ObjectStoreFailure) in try await store.delete(gone) } }
        try await put(SiteManifest.name, written(site, sent: sent, known: known).bytes)
        return plan
    }

    /// What stands at the target, and what it lacks.
    private func compare(_ site: BuiltSite) async throws -> (plan: PublicationPlan, manifest: SiteManifest?) {
        let present = try await listing()
        var manifest: SiteManifest?
        if present[SiteManifest.name] != nil {
            let bytes = try await asking { () throws(ObjectStoreFailure) in
                try await store.get(prefix + SiteManifest.name)
            }
            manifest = try SiteManifest(bytes, tenant: tenant, place: place)
        }
        let ours = (manifest?.paths ?? []).union(manifest == nil ? [] : [SiteManifest.name])
        let names = Set(site.files.map(\.path))
        let others = present.keys.filter { !ours.contains($0) }
        try ForeignFiles.refuse(others.filter { !kept.contains($0) || names.contains($0) }, at: place)
        let entries = manifest?.files ?? [:]
        var plan = try PublicationPlan(of: site, over: ours.intersection(present.keys)) {
            file throws(CasebookError) in
            guard let entry = entries[file.path], let object = present[file.path] else { return false }
            return entry.sha256 == file.sha256 && object.size == file.size && object.etag == entry.etag
        }
        plan.isUnfinished = manifest?.pending.isEmpty == false
        return (plan, manifest)
    }

    /// What stands below the prefix, by path.
    private func listing() async throws -> [String: StoredObject] {
        let objects = try await asking { () throws(ObjectStoreFailure) in try await store.list(prefix: prefix) }
        return Dictionary(
            // Consoles make an empty object with a slash at its end where somebody asks for a folder.
            objects.filter { $0.size > 0 || !$0.key.hasSuffix("/") }.map {
                (String($0.key.dropFirst(prefix.count)), $0)
            },
            uniquingKeysWith: { first, _ in first })
    }

    /// The manifest of a site all of whose files stand there.
    ///
    /// - Parameters:
    ///   - sent: paths that were written. All others must be the objects that they were before.
    ///   - known: what was known of those.
    private func written(
        _ site: BuiltSite, sent: Set<String>, known: SiteManifest?
    ) async throws -> SiteManifest {
        let present = try await listing()
        var manifest = SiteManifest(of: site)
        for file in site.files {
            guard let object = present[file.path], object.size == file.size,
                sent.contains(file.path) || object.etag == known?.files[file.path]?.etag
            else {
                throw CasebookError(
                    .unavailable, code: "publication_disturbed", file: place,
                    "\(file.path) was changed at the target while the site was published",
                    remedy: "let only one run publish there at a time, and run \"casebook publish\" again")
            }
            manifest.files[file.path]?.etag = object.etag
        }
        return manifest
    }

    private func send(_ files: [BuiltSite.File], of site: BuiltSite) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            var waiting = files[...]
            func start(_ file: BuiltSite.File) {
                group.addTask { try await put(file.path, try site.bytes(of: file)) }
            }
            for file in waiting.prefix(Self.width) { start(file) }
            waiting = waiting.dropFirst(Self.width)
            while try await group.next() != nil {
                if let file = waiting.popFirst() { start(file) }
            }
        }
    }

    private func put(_ path: String, _ bytes: [UInt8]) async throws {
        let headers = ObjectHeaders(contentType: MediaType.of(fileNamed: path), cacheControl: CachePolicy.of(path))
        try await asking { () throws(ObjectStoreFailure) in
            try await store.put(.bytes(bytes), at: prefix + path, as: headers)
        }
    }

    /// Does what may fail in the store's way, and fails in ours.
    private func asking<Value>(
        _ work: () async throws(ObjectStoreFailure) -> Value
    ) async throws(CasebookError) -> Value {
        do {
            return try await work()
        } catch {
            throw error.error
        }
    }
}

/// The order in which files are written, so that whenever a publication ends, no page leads to one that is not there.
struct SendingOrder {
    /// Paths that the target does not have yet.
    let new: Set<String>

    /// Files by their turn; those of one turn may be written in any order.
    func groups(_ files: [BuiltSite.File]) -> [[BuiltSite.File]] {
        Dictionary(grouping: files, by: { turn(of: $0.path) }).sorted { $0.key < $1.key }.map(\.value)
    }

    private func turn(of path: String) -> Int {
        if path.hasPrefix("assets/") || !path.contains("/") && !Self.isEntrance(path) { return 0 }
        if Self.isEntrance(path) { return 3 }
        return new.contains(path) ? 1 : 2
    }

    /// Where readers and their feed readers begin: they see the new site once all of it is there.
    private static func isEntrance(_ path: String) -> Bool {
        ["index.html", "index.md", "404.html"].contains(path) || path.hasSuffix(".atom")
    }
}
