public import Domain
import Foundation
import GRDB
public import Pipeline

extension SQLiteStore {
    public func vectors(of texts: [ContentDigest], model: ContentDigest) async throws -> [ContentDigest: [Float]] {
        try await read { [org] database in
            let statement = try database.makeStatement(
                sql: "SELECT data FROM vector WHERE org_id = ? AND model = ? AND text = ?")
            var found: [ContentDigest: [Float]] = [:]
            found.reserveCapacity(texts.count)
            for text in texts where found[text] == nil {
                if let data = try Data.fetchOne(statement, arguments: [org, model.hex, text.hex]) {
                    found[text] = VectorCoding.values(data)
                }
            }
            return found
        }
    }

    public func keep(vectors: [(text: ContentDigest, values: [Float])], model: ContentDigest) async throws {
        try await write { [org] database in
            let insert = try database.makeStatement(
                sql: "INSERT OR IGNORE INTO vector (org_id, model, text, data) VALUES (?, ?, ?, ?)")
            for vector in vectors {
                try insert.execute(arguments: [org, model.hex, vector.text.hex, VectorCoding.data(vector.values)])
            }
        }
    }

    public func forget(vectorsOf texts: Set<ContentDigest>, model: ContentDigest) async throws {
        try await write { [org] database in
            let delete = try database.makeStatement(
                sql: "DELETE FROM vector WHERE org_id = ? AND model = ? AND text = ?")
            for text in texts { try delete.execute(arguments: [org, model.hex, text.hex]) }
        }
    }

    public func result(stage: String, key: ContentDigest) async throws -> [UInt8]? {
        try await read { [org] database in
            try Data.fetchOne(
                database, sql: "SELECT data FROM stage_result WHERE org_id = ? AND stage = ? AND key = ?",
                arguments: [org, stage, key.hex]
            ).map(Array.init)
        }
    }

    public func keep(result: [UInt8], stage: String, key: ContentDigest) async throws {
        try await write { [org] database in
            try database.execute(
                sql: "INSERT OR REPLACE INTO stage_result (org_id, stage, key, data) VALUES (?, ?, ?, ?)",
                arguments: [org, stage, key.hex, Data(result)])
        }
    }

    public func lastRun() async throws -> CompletedRun? { try await runs(limit: 1).first }

    public func runs(limit: Int) async throws -> [CompletedRun] {
        try await read { [org] database in
            try Data.fetchAll(
                database, sql: "SELECT manifest FROM run WHERE org_id = ? ORDER BY number DESC LIMIT ?",
                arguments: [org, limit]
            ).compactMap { try? JSONDecoder().decode(CompletedRun.self, from: $0) }
        }
    }

    public func complete(_ run: CompletedRun) async throws {
        let manifest = try Self.manifest(run)
        try await write { [org] database in
            try Self.append(manifest, org: org, in: database)
            try database.execute(
                sql: """
                    DELETE FROM run WHERE org_id = ?
                      AND number <= (SELECT MAX(number) FROM run WHERE org_id = ?) - ?
                    """,
                arguments: [org, org, Self.runsKept])
            let kept = Set(run.used)
            for row in try Row.fetchAll(
                database, sql: "SELECT stage, key FROM stage_result WHERE org_id = ?", arguments: [org])
            {
                let stage: String = row[0]
                let key: String = row[1]
                guard !kept.contains("\(stage)/\(key)") else { continue }
                try database.execute(
                    sql: "DELETE FROM stage_result WHERE org_id = ? AND stage = ? AND key = ?",
                    arguments: [org, stage, key])
            }
        }
    }
}

/// Vectors as little-endian 32-bit floats.
enum VectorCoding {
    static func data(_ values: [Float]) -> Data {
        var data = Data(capacity: values.count * 4)
        for value in values { withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) } }
        return data
    }

    static func values(_ data: Data) -> [Float] {
        data.withUnsafeBytes { bytes in
            (0..<bytes.count / 4).map {
                Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self)))
            }
        }
    }
}
