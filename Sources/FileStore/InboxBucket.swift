public import Domain
public import Foundation
public import ObjectStore

/// Brings the exports that lie under a prefix of a bucket into a folder, where they are read as those of an inbox are.
///
/// What was brought already, by its entity tag and size, is not brought again; what left the bucket leaves the folder.
public struct InboxBucket: Sendable {
    /// In bytes; a larger export is left out.
    public static let largest = 4 << 30

    private let store: any ObjectStore
    private let prefix: String
    private let folder: URL
    private let isExport: @Sendable (String) -> Bool

    /// - Parameters:
    ///   - prefix: with its slash at the end; empty for the whole bucket.
    ///   - folder: of the tenant's state, readable by this user alone.
    ///   - isExport: whether a name is one of an export.
    public init(
        _ store: any ObjectStore, prefix: String, folder: URL, isExport: @escaping @Sendable (String) -> Bool
    ) {
        self.store = store
        self.prefix = prefix
        self.folder = folder
        self.isExport = isExport
    }

    /// A version of an export, as the bucket tells versions apart.
    private struct Version: Codable, Equatable {
        let etag: String
        let size: Int
    }

    /// Makes the folder what the bucket is.
    ///
    /// - Returns: what is wrong with single objects, which are left out.
    public func bring() async throws -> [Diagnostic] {
        do {
            try FileManager.default.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw Self.unwritable(folder)
        }
        var diagnostics: [Diagnostic] = []
        var wanted: [String: Version] = [:]
        do throws(ObjectStoreFailure) {
            for object in try await store.list(prefix: prefix) {
                let name = String(object.key.dropFirst(prefix.count))
                if let problem = problem(with: object, name: name) {
                    diagnostics += problem
                } else {
                    wanted[name] = Version(etag: object.etag, size: object.size)
                }
            }
        } catch {
            throw error.error
        }
        try await bring(wanted)
        return diagnostics
    }

    private func bring(_ wanted: [String: Version]) async throws {
        var brought = index()
        for name in try names() where wanted[name] == nil || wanted[name] != brought[name] {
            try remove(name)
            brought[name] = nil
        }
        for (name, version) in wanted.sorted(by: { $0.key < $1.key }) {
            if brought[name] == version, isThere(name, version) { continue }
            let draft = folder.appending(path: ".part")
            do throws(ObjectStoreFailure) {
                try await store.get(prefix + name, to: draft, most: Self.largest)
            } catch {
                // It left the bucket after it was listed.
                if error.kind == .missing { continue }
                throw error.error
            }
            do {
                try? FileManager.default.removeItem(at: folder.appending(path: name))
                try FileManager.default.moveItem(at: draft, to: folder.appending(path: name))
            } catch {
                throw Self.unwritable(folder)
            }
            brought[name] = version
            try write(brought)
        }
        try write(brought)
    }

    /// What keeps an object from being brought; empty for what is passed over in silence, `nil` for nothing.
    private func problem(with object: StoredObject, name: String) -> [Diagnostic]? {
        // Consoles of buckets mark folders by empty objects.
        if name.isEmpty || name.hasSuffix("/") && object.size == 0 { return [] }
        let place = "\(store.place)/\(Self.shown(object.key))"
        let isPlain = object.key.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        let isBelow = object.key.hasPrefix(prefix)
        // Bytes, not characters: a combining mark would hide the slash before it.
        let parts = name.utf8.split(separator: 0x2F, omittingEmptySubsequences: false).map { String(Substring($0)) }
        guard isPlain, isBelow, name.utf8.count <= 255, !parts.contains(where: { ["", ".", ".."].contains($0) }) else {
            return [
                Diagnostic(
                    code: "bad_name", file: place, summary: "the name is no plain name of a file",
                    remedy: "rename it, or move it away")
            ]
        }
        if name.hasPrefix(".") { return [] }
        guard isExport(name) else {
            return [
                Diagnostic(
                    .warning, code: parts.count > 1 ? "stray_folder" : "unknown_format", file: place,
                    summary: "this is not read: it is below the prefix's own level, or no export has this ending",
                    remedy: "move it up, or away")
            ]
        }
        guard object.size <= Self.largest else {
            return [
                Diagnostic(
                    code: "too_large", file: place, summary: "the export has more than \(Self.largest >> 30) GiB",
                    remedy: "export in parts")
            ]
        }
        return nil
    }

    private static func shown(_ key: String) -> String {
        String(
            String.UnicodeScalarView(
                key.unicodeScalars.prefix(200).map { $0.properties.generalCategory == .control ? "?" : $0 }))
    }

    private var indexFile: URL { folder.appending(path: ".index.json") }

    /// What was brought; a file that cannot be read says nothing, and all is brought again.
    private func index() -> [String: Version] {
        (try? JSONDecoder().decode([String: Version].self, from: Data(contentsOf: indexFile))) ?? [:]
    }

    private func write(_ index: [String: Version]) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        do { try encoder.encode(index).write(to: indexFile, options: .atomic) } catch { throw Self.unwritable(folder) }
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0 != ".index.json" }
    }

    private func isThere(_ name: String, _ version: Version) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: folder.appending(path: name).path)
        return (attributes?[.size] as? NSNumber)?.intValue == version.size
    }

    private func remove(_ name: String) throws {
        do { try FileManager.default.removeItem(at: folder.appending(path: name)) } catch {
            throw Self.unwritable(folder)
        }
    }

    private static func unwritable(_ folder: URL) -> CasebookError {
        CasebookError(
            .cannotWrite, code: "cannot_write", file: folder.path, "the exports of a bucket could not be put here",
            remedy: "check the folder's permissions and the space on the disk")
    }
}
