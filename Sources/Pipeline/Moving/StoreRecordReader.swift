import Domain
import Foundation

/// Reads the members of an archive that hold what a store held, in the order in which they stand.
public struct StoreRecordReader {
    /// A member that no export writes.
    public struct Unreadable: Error {}

    /// The upload whose parts are being read.
    private var upload: (folder: Substring, upload: StoredUpload, rows: [StoredRow], rejects: [Reject])?

    public init() {}

    /// What is complete with this member.
    ///
    /// - Parameter path: within the store's part of the archive.
    public mutating func take(_ path: String, _ bytes: [UInt8]) throws -> [StoreRecord] {
        let names = path.split(separator: "/", omittingEmptySubsequences: false)
        switch names.first {
        case "uploads" where names.count == 3: return try take(upload: names[1], part: names[2], bytes)
        case "results" where names.count >= 3:
            guard let key = names.last.flatMap({ ContentDigest(hex: String($0)) }) else { throw Unreadable() }
            return finish() + [.result(bytes, stage: names[1..<(names.count - 1)].joined(separator: "/"), key: key)]
        case "vectors" where names.count == 3:
            guard let model = ContentDigest(hex: String(names[1])), let vectors = VectorPart.vectors(bytes) else {
                throw Unreadable()
            }
            return finish() + [.vectors(vectors, model: model)]
        case "runs.jsonl" where names.count == 1:
            return finish() + [.runs(try JSONLines.values(bytes, of: CompletedRun.self))]
        default: throw Unreadable()
        }
    }

    /// The upload whose last part was read.
    public mutating func finish() -> [StoreRecord] {
        guard let (_, upload, rows, rejects) = upload else { return [] }
        self.upload = nil
        return [.upload(upload, rows: rows, rejects: rejects)]
    }

    private mutating func take(upload folder: Substring, part: Substring, _ bytes: [UInt8]) throws -> [StoreRecord] {
        if part == "upload.json" {
            let complete = finish()
            let facts = try JSONLines.values(bytes, of: UploadFacts.self)
            guard facts.count == 1 else { throw Unreadable() }
            upload = (folder, facts[0].upload, [], [])
            return complete
        }
        guard let open = upload, open.folder == folder else { throw Unreadable() }
        let name = open.upload.name
        func isIn(_ file: String) -> Bool { file == name || file.hasPrefix(name + "#") }
        if part.hasPrefix("rows-") {
            let rows = try JSONLines.values(bytes, of: RowLine.self).map(\.row)
            guard rows.allSatisfy({ isIn($0.file) }) else { throw Unreadable() }
            upload?.rows += rows
        } else if part.hasPrefix("rejects-") {
            let rejects = try JSONLines.values(bytes, of: Reject.self)
            guard rejects.allSatisfy({ isIn($0.file) }) else { throw Unreadable() }
            upload?.rejects += rejects
        } else {
            throw Unreadable()
        }
        return []
    }
}
