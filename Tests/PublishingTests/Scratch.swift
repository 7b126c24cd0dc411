import Domain
import Foundation
import Publishing
import Testing

/// A folder for one test, removed with the value's last use.
final class Scratch: Sendable {
    let root: URL

    init() throws {
        root = FileManager.default.temporaryDirectory.appending(path: "casebook-publishing-\(UUID().uuidString)")
            .resolvingSymlinksInPath()
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    var site: URL { root.appending(path: "acme") }

    /// Files by path relative to `folder`, without the marker.
    func contents(of folder: URL? = nil) throws -> [String: String] {
        let folder = folder ?? site
        var contents: [String: String] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) where path != ".casebook-site" {
            let url = folder.appending(path: path)
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder), !isFolder.boolValue
            else { continue }
            contents[path] = try String(contentsOf: url, encoding: .utf8)
        }
        return contents
    }

    /// Names directly in the scratch folder, sorted.
    func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: root.path).sorted() }

    func inode(_ path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: site.appending(path: path).path)
        return try #require(attributes[.systemFileNumber] as? Int)
    }

    @discardableResult
    func publish(
        _ files: [String: String], known: [String: KnownFile] = [:], hooks: PublishHooks = PublishHooks(),
        to destination: URL? = nil
    ) throws -> PublishSummary {
        var publisher = FolderPublisher(destination: destination ?? site, known: known, hooks: hooks)
        try publisher.begin()
        for path in files.keys.sorted() { try publisher.write(SiteFile(path: path, text: files[path] ?? "")) }
        return try publisher.commit()
    }

    static let tenant = TenantID("acme") ?? { preconditionFailure("acme is a tenant's key") }()

    /// A site of these files as a build leaves it.
    func built(
        _ files: [String: String], tenant: TenantID = Scratch.tenant, adding: [SiteFile] = []
    ) throws -> BuiltSite {
        try BuiltSite(tenant: tenant, folder: site, known: try publish(files).manifest, adding: adding)
    }
}
