import Domain
import Foundation
import Pipeline
import Publishing
import Workspace

/// A tenant's `ledger.jsonl`.
struct LedgerFile: LedgerStorage {
    let url: URL

    func load() throws -> [UInt8] {
        guard FileManager.default.fileExists(atPath: url.path) else { return [] }
        do {
            return Array(try Data(contentsOf: url))
        } catch {
            throw CasebookError(
                .badInput, code: "cannot_read", file: url.path, "the ledger cannot be read",
                remedy: "check that it is a file and may be read")
        }
    }

    func replace(with bytes: [UInt8]) throws { try AtomicFile.write(bytes, to: url) }
}

/// Texts by digest: `texts/SHA256.md` in the tenant's folder, where they are committed.
struct TextFolder: TextStorage {
    let tenant: TenantWorkspace
    /// The published site: a text that is being approved stands there.
    let site: URL

    private var folder: URL { tenant.root.appending(path: "texts") }

    func load(_ digest: ContentDigest, path: String) throws -> [UInt8]? {
        try checkFolder()
        let published = site.appending(path: path)
        let places = [
            folder.appending(path: "\(digest.hex).md"), published,
            published.deletingLastPathComponent().appending(path: "approved.md"),
        ]
        for place in places where Self.isPlainFile(place) {
            // A file of another content is as good as none.
            if let bytes = try? Data(contentsOf: place), ContentDigest.of(bytes) == digest { return Array(bytes) }
        }
        return nil
    }

    func keep(_ bytes: [UInt8]) throws {
        try checkFolder()
        let file = folder.appending(path: "\(ContentDigest.of(bytes).hex).md")
        if Self.isPlainFile(file), (try? Data(contentsOf: file)).map({ $0.elementsEqual(bytes) }) == true { return }
        // A link in its place must not lead the text out of the tenant's folder.
        try? FileManager.default.removeItem(at: file)
        try AtomicFile.write(bytes, to: file)
    }

    func retain(_ digests: Set<ContentDigest>) throws {
        try checkFolder()
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        // Nothing is removed but what such a run has written.
        for name in names where name.hasSuffix(".md") {
            guard let digest = ContentDigest(hex: String(name.dropLast(3))), !digests.contains(digest) else { continue }
            try? FileManager.default.removeItem(at: folder.appending(path: name))
        }
    }

    /// - Throws: `.badConfiguration` when the folder is a link: texts would be read and written elsewhere.
    private func checkFolder() throws(CasebookError) {
        let attributes = try? FileManager.default.attributesOfItem(atPath: folder.path)
        guard let type = attributes?[.type] as? FileAttributeType, type != .typeDirectory else { return }
        throw CasebookError(
            .badConfiguration, code: type == .typeSymbolicLink ? "outside_tenant" : "not_a_folder",
            file: tenant.path(of: "texts"), "the folder of approved texts is a link, or no folder",
            remedy: "put a folder in its place")
    }

    private static func isPlainFile(_ file: URL) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
        return attributes?[.type] as? FileAttributeType == .typeRegular
    }
}

extension WallClock {
    /// The machine's clock, or `SOURCE_DATE_EPOCH` when that is set.
    static var system: WallClock {
        if let text = ProcessInfo.processInfo.environment["SOURCE_DATE_EPOCH"], let seconds = Int64(text) {
            return .fixed(Instant(seconds: seconds))
        }
        return WallClock { Instant(seconds: Int64(Date().timeIntervalSince1970)) }
    }
}
