public import Domain
public import Foundation
public import ObjectStore
public import Pipeline

/// Copies of exports in a bucket, under the SHA-256 of their bytes: `PREFIX/TENANT/uploads/SHA256`.
///
/// What this machine kept before there was a bucket counts too, until it goes.
public struct UploadBucket: UploadStorage {
    /// `nil` while nothing may be called.
    private let store: (any ObjectStore)?
    private let prefix: String
    private let folder: UploadFolder

    /// - Parameters:
    ///   - store: `nil` while nothing may be called: then nothing new can be kept, and nothing is brought or deleted.
    ///   - prefix: of all tenants; empty for none.
    ///   - folder: where copies were kept before, and where they stand while they are read.
    public init(_ store: (any ObjectStore)?, prefix: String, tenant: TenantID, folder: UploadFolder) {
        self.store = store
        self.prefix = (prefix.isEmpty ? "" : prefix + "/") + tenant.rawValue + "/uploads/"
        self.folder = folder
    }

    public var isReachable: Bool { store != nil }

    public func keep(_ file: InboxExport) async throws {
        let store = try online("the copy of an export cannot be kept")
        let key = key(file.digest)
        do throws(ObjectStoreFailure) { if try await store.head(key) != nil { return } } catch { throw error.error }
        try await refuseIfPublic(store)
        // Sent from bytes that nobody changes meanwhile: wrong ones never stand there.
        let draft = try folder.copy(file)
        defer { try? FileManager.default.removeItem(at: draft) }
        do throws(ObjectStoreFailure) {
            try await store.put(.file(draft), at: key, as: ObjectHeaders())
        } catch {
            throw error.error
        }
    }

    public func withFile<Result: Sendable>(
        of digest: ContentDigest, _ work: (InboxLocation) throws -> Result
    ) async throws -> Result? {
        if let result = try folder.withFile(of: digest, work) { return result }
        guard let store else { return nil }
        let draft = try folder.draft(of: digest)
        defer { try? FileManager.default.removeItem(at: draft) }
        let isWhole: Bool
        do throws(ObjectStoreFailure) {
            isWhole = try await store.get(key(digest), to: draft) == digest
        } catch {
            if error.kind == .missing { return nil }
            throw error.error
        }
        guard isWhole else { throw UploadFolder.damaged("\(store.place)/\(key(digest))") }
        return try work(draft)
    }

    public func kept() async throws -> [ContentDigest] {
        var digests = Set(try folder.kept())
        guard let store else { return digests.sorted() }
        do throws(ObjectStoreFailure) {
            for object in try await store.list(prefix: prefix) {
                if let digest = ContentDigest(hex: String(object.key.dropFirst(prefix.count))) {
                    digests.insert(digest)
                }
            }
        } catch {
            throw error.error
        }
        return digests.sorted()
    }

    public func remove(_ digest: ContentDigest) async throws {
        let store = try online("the copy of an export cannot be deleted")
        do throws(ObjectStoreFailure) { try await store.delete([key(digest)]) } catch { throw error.error }
        try folder.remove(digest)
    }

    private var noteKey: String { prefix + UploadFolder.noteName }

    public func note() async throws -> [UInt8]? {
        guard let store else { return nil }
        do throws(ObjectStoreFailure) {
            return try await store.get(noteKey)
        } catch {
            if error.kind == .missing { return nil }
            throw error.error
        }
    }

    public func keep(note: [UInt8]?) async throws {
        let store = try online("it cannot be noted which copies of exports are deleted")
        do throws(ObjectStoreFailure) {
            if let note {
                try await store.put(.bytes(note), at: noteKey, as: ObjectHeaders())
            } else {
                try await store.delete([noteKey])
            }
        } catch {
            throw error.error
        }
    }

    public func removeDrafts() throws { try folder.removeDrafts() }

    /// Exports are not redacted: none goes where everybody reads.
    private func refuseIfPublic(_ store: any ObjectStore) async throws {
        let isPublic: Bool?
        do throws(ObjectStoreFailure) { isPublic = try await store.isPublic() } catch { throw error.error }
        if isPublic == true { throw Self.readByAll(store.place) }
    }

    /// - Parameter place: of a bucket that everybody can read.
    public static func readByAll(_ place: String) -> CasebookError {
        CasebookError(
            .refused, code: "public_store", "\(place): everybody can read what is there, and exports are not redacted",
            remedy: "close it to all but this login, or name another under files.store")
    }

    private func key(_ digest: ContentDigest) -> String { prefix + digest.hex }

    private func online(_ what: String) throws(CasebookError) -> any ObjectStore {
        guard let store else {
            throw CasebookError(
                .unavailable, code: "offline", "\(what): copies are in a bucket, and the run calls nothing",
                remedy: "run without --offline")
        }
        return store
    }
}
