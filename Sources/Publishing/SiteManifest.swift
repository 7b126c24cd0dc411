public import Domain
import Foundation

/// What a publication left at its target, kept there as a file: so that a machine that has never published can tell what
/// is ours, and what has to be sent.
public struct SiteManifest: Sendable, Hashable {
    /// One file at the target.
    public struct Entry: Sendable, Hashable, Codable {
        public var sha256: ContentDigest
        /// In bytes.
        public var size: Int
        /// What an object store answered when the file was written.
        public var etag: String?

        public init(sha256: ContentDigest, size: Int, etag: String? = nil) {
            self.sha256 = sha256
            self.size = size
            self.etag = etag
        }
    }

    /// Its path at the root of the target.
    public static let name = ".casebook-site.json"
    private static let schema = "casebook.site/1"

    public var tenant: TenantID
    /// By path. Files that a publication was about to write when it ended have no entry here.
    public var files: [String: Entry]
    /// Paths that a publication that has not ended writes or removes: ours, whatever stands there.
    public var pending: Set<String> = []

    public init(tenant: TenantID, files: [String: Entry]) {
        self.tenant = tenant
        self.files = files
    }

    /// Of a site, as it will stand.
    public init(of site: BuiltSite) {
        self.init(
            tenant: site.tenant,
            files: Dictionary(
                uniqueKeysWithValues: site.files.map { ($0.path, Entry(sha256: $0.sha256, size: $0.size)) }))
    }

    /// Every path that a publication of ours has written or may have written.
    public var paths: Set<String> { pending.union(files.keys) }

    private struct Document: Codable {
        var schema: String
        var tenant: TenantID
        var files: [String: Entry]
        var pending: [String]?
    }

    /// Equal manifests have equal bytes.
    public var bytes: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let document = Document(
            schema: Self.schema, tenant: tenant, files: files, pending: pending.isEmpty ? nil : pending.sortedByBytes)
        // Texts and numbers alone: there is nothing that could fail.
        let data = (try? encoder.encode(document)) ?? Data()
        return Array(data) + [0x0A]
    }

    /// Reads the manifest of a target.
    ///
    /// - Parameter place: the target, for errors.
    /// - Throws: `.refused` when it is no manifest, or another tenant's.
    public init(_ bytes: [UInt8], tenant: TenantID, place: String) throws(CasebookError) {
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(bytes)),
            document.schema == Self.schema,
            // Whoever can write there must not name files elsewhere.
            (document.files.keys + (document.pending ?? [])).allSatisfy({ (try? SitePath.check($0)) != nil })
        else {
            throw CasebookError(
                .refused, code: "bad_site_manifest", file: place,
                "the target's \(Self.name) is not one that this version of casebook wrote",
                remedy: "publish to an empty target, or empty this one by hand")
        }
        guard document.tenant == tenant else {
            throw CasebookError(
                .refused, code: "target_of_another_tenant", file: place,
                "the site of another tenant stands at the target",
                remedy: "give each tenant a target of its own, or empty this one by hand")
        }
        self.init(tenant: tenant, files: document.files)
        pending = Set(document.pending ?? [])
    }
}
