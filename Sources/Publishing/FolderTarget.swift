public import Domain
public import Foundation

/// A folder, such as one that a web server serves or another program takes further. Its site is exchanged in one step.
public struct FolderTarget: PublicationTarget {
    public let place: String
    private let folder: URL
    private let tenant: TenantID
    private let kept: KeptPaths

    /// - Parameters:
    ///   - place: the folder as configured.
    ///   - kept: files in it that are not ours, and stay.
    public init(folder: URL, place: String, tenant: TenantID, kept: KeptPaths = KeptPaths([])) {
        self.folder = folder
        self.place = place
        self.tenant = tenant
        self.kept = kept
    }

    /// A folder does not tell who reads it.
    public func exposure() -> String? { nil }

    public func plan(_ site: BuiltSite) throws -> PublicationPlan { try compare(site).plan }

    @discardableResult
    public func publish(_ site: BuiltSite) throws -> PublicationPlan {
        let (plan, path, kept) = try compare(site)
        guard !plan.isEmpty else { return plan }
        var publisher = FolderPublisher(destination: folder)
        try publisher.begin()
        for file in site.files { try publisher.write(SiteFile(path: file.path, bytes: try site.bytes(of: file))) }
        try publisher.write(SiteFile(path: SiteManifest.name, bytes: SiteManifest(of: site).bytes))
        for name in kept {
            guard let bytes = FileSystem.read("\(path)/\(name)") else { throw FileSystem.failure(ENOENT, name) }
            try publisher.write(SiteFile(path: name, bytes: bytes))
        }
        _ = try publisher.commit()
        return plan
    }

    private func compare(
        _ site: BuiltSite
    ) throws(CasebookError) -> (plan: PublicationPlan, path: String, kept: [String]) {
        let path = FolderPublisher.resolve(folder.standardizedFileURL.path)
        guard try FileSystem.kind(of: path) != .missing else {
            return (try PublicationPlan(of: site, over: [], stands: { _ in false }), path, [])
        }
        let scan = try FolderScan(path)
        let manifest = try scan.files[SiteManifest.name].flatMap { _ in FileSystem.read("\(path)/\(SiteManifest.name)")
        }
        .map { bytes throws(CasebookError) in try SiteManifest(bytes, tenant: tenant, place: place) }
        let ours = (manifest?.paths ?? []).union([SiteManifest.name, SiteMarker.name])
        let others = scan.strangers + scan.files.keys.filter { !ours.contains($0) }
        let clashes = Set(site.files.map(\.path))
        try ForeignFiles.refuse(others.filter { !kept.contains($0) || clashes.contains($0) }, at: place)
        let plan = try PublicationPlan(of: site, over: Set(scan.files.keys).subtracting(others)) {
            file throws(CasebookError) in
            guard let stamp = scan.files[file.path], stamp.size == Int64(file.size) else { return false }
            return FileSystem.read("\(path)/\(file.path)").map { ContentDigest.of($0) == file.sha256 } ?? false
        }
        return (plan, path, others)
    }
}
