import Archive
import Domain
import Foundation
import Ledger
import Pipeline
import Workspace

/// What a look through a whole archive finds, before any of it is brought in.
struct ArchiveCheck {
    let file: ArchiveFile
    let digest: ContentDigest
    let manifest: ArchiveManifest
    let facts: ArchiveFacts
    let raw: RawIndex?
    /// Of the tenant's folder.
    let configurationText: String
    let ledger: Ledger

    /// Files that are read at once.
    private static let kept = ["tenant.yaml", "ledger.jsonl", "ledger.checkpoint"]
    /// Of one file of the tenant's folder, in bytes.
    private static let fileLimit = 1 << 30

    /// Reads every byte: the digests, each record, the counts, the ledger's chain.
    ///
    /// - Throws: `.badInput` for whatever an export would not have written.
    init(_ file: ArchiveFile) throws {
        self.file = file
        digest = try file.check()
        let reader = try file.reader()
        var look = Look()
        while let member = try reader.next() { try look.take(member, from: reader) }
        try look.count(look.records.finish())
        guard let manifest = reader.manifest, let facts = ArchiveFacts(manifest.facts) else {
            throw reader.refusal("has a manifest that says too little")
        }
        guard facts.counts == look.counts else { throw reader.refusal("holds other than its manifest counts") }
        guard facts.isRaw == (look.raw != nil), look.raw?.files ?? [] == look.rawFiles else {
            throw reader.refusal("holds other exports than it says")
        }
        guard let text = look.files["tenant.yaml"].flatMap({ String(validating: $0, as: UTF8.self) }) else {
            throw reader.refusal("has no tenant.yaml, or one that is no text")
        }
        let (ledger, torn) = try Ledger.parse(
            look.files["ledger.jsonl"] ?? [], file: "ledger.jsonl", tenant: facts.tenant)
        guard torn == 0 else { throw reader.refusal("has a ledger whose last line is cut off") }
        if let seal = look.files["ledger.checkpoint"] {
            try LedgerSeal(seal, tenant: facts.tenant).checkpoint.check(ledger, file: "ledger.jsonl")
        }
        self.manifest = manifest
        self.facts = facts
        raw = look.raw
        configurationText = text
        self.ledger = ledger
    }

    private struct Look {
        var counts = ArchiveCounts()
        var records = StoreRecordReader()
        var files: [String: [UInt8]] = [:]
        var raw: RawIndex?
        var rawFiles: Set<ContentDigest> = []

        mutating func take(_ member: (path: String, size: Int), from reader: ArchiveReader) throws {
            let path = member.path
            if path.hasPrefix(ArchiveLayout.workspace) {
                let name = String(path.dropFirst(ArchiveLayout.workspace.count))
                guard ArchiveLayout.isTenantFile(name), member.size <= ArchiveCheck.fileLimit else {
                    throw reader.refusal("holds a file that is no part of a tenant: \(path)")
                }
                counts.files += 1
                if ArchiveCheck.kept.contains(name) { files[name] = try reader.readAll() }
            } else if path.hasPrefix(ArchiveLayout.store) {
                let bytes = try reader.readAll()
                do {
                    try count(records.take(String(path.dropFirst(ArchiveLayout.store.count)), bytes))
                } catch {
                    throw reader.refusal("holds a record that cannot be read: \(path)")
                }
            } else if path == ArchiveLayout.rawIndex {
                raw = try? JSONDecoder().decode(RawIndex.self, from: Data(reader.readAll()))
                guard let raw, raw.inbox.keys.allSatisfy(InboxReader.isPlainName) else {
                    throw reader.refusal("has an index of exports that cannot be read")
                }
            } else if path.hasPrefix(ArchiveLayout.rawFiles) {
                counts.rawFiles += 1
                rawFiles.insert(try Self.digest(path, from: reader))
            } else {
                throw reader.refusal("holds a file that this release does not know: \(path)")
            }
        }

        mutating func count(_ found: [StoreRecord]) throws { for record in found { counts.add(record) } }

        /// An export's name is the digest of its bytes.
        private static func digest(_ path: String, from reader: ArchiveReader) throws -> ContentDigest {
            var hasher = ContentDigest.DigestHasher()
            while case let piece = try reader.read(1 << 20), !piece.isEmpty { hasher.update(piece) }
            let digest = hasher.finish()
            guard path == ArchiveLayout.rawFiles + digest.hex else {
                throw reader.refusal("holds an export under another's name")
            }
            return digest
        }
    }
}
