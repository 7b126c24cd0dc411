public import Domain
import Foundation
public import Pipeline
import PostgresConnection

extension PostgresStore {
    public func vectors(of texts: [ContentDigest], model: ContentDigest) async throws -> [ContentDigest: [Float]] {
        let wanted = Set(texts)
        return try await database.read(tenant) { [org] connection in
            var found: [ContentDigest: [Float]] = [:]
            found.reserveCapacity(wanted.count)
            try connection.each(
                "SELECT text, data FROM vector WHERE org_id = $1 AND model = $2 AND text = ANY ($3)",
                [org, .text(model.hex), .texts(wanted.map(\.hex))]
            ) { row in
                guard let text = row.text(0).flatMap(ContentDigest.init(hex:)) else { return }
                found[text] = row.withBytes(1, VectorCoding.values)
            }
            return found
        }
    }

    public func keep(vectors: [(text: ContentDigest, values: [Float])], model: ContentDigest) async throws {
        guard !vectors.isEmpty else { return }
        try await database.write(tenant) { [tenant] connection in
            try StagedRows.write(vectors, of: tenant, model: model, &connection)
        }
    }

    public func forget(vectorsOf texts: Set<ContentDigest>, model: ContentDigest) async throws {
        try await database.one(
            tenant, "DELETE FROM vector WHERE org_id = $1 AND model = $2 AND text = ANY ($3)",
            [org, .text(model.hex), .texts(texts.map(\.hex))]
        ) { _ in }
    }

    public func result(stage: String, key: ContentDigest) async throws -> [UInt8]? {
        try await database.one(
            tenant, "SELECT data FROM stage_result WHERE org_id = $1 AND stage = $2 AND key = $3",
            [org, .text(stage), .text(key.hex)]
        ) { result in result.first { $0.bytes(0) } ?? nil }
    }

    public func keep(result: [UInt8], stage: String, key: ContentDigest) async throws {
        try await database.one(
            tenant,
            """
            INSERT INTO stage_result (org_id, stage, key, data) VALUES ($1, $2, $3, $4)
            ON CONFLICT (org_id, stage, key) DO UPDATE SET data = excluded.data
            """, [org, .text(stage), .text(key.hex), .bytes(result)]
        ) { _ in }
    }

    public func lastRun() async throws -> CompletedRun? { try await runs(limit: 1).first }

    public func runs(limit: Int) async throws -> [CompletedRun] {
        try await database.one(
            tenant, "SELECT manifest FROM run WHERE org_id = $1 ORDER BY number DESC LIMIT $2",
            [org, .integer(Int64(limit))]
        ) { result in
            result.map { $0.bytes(0) ?? [] }.compactMap {
                try? JSONDecoder().decode(CompletedRun.self, from: Data($0))
            }
        }
    }

    public func complete(_ run: CompletedRun) async throws {
        let manifest = try Self.manifest(run)
        try await database.write(tenant) { [org] connection in
            try Self.append(manifest, org: org, &connection)
            try connection.run(
                "DELETE FROM run WHERE org_id = $1 AND number <= (SELECT MAX(number) FROM run WHERE org_id = $1) - $2",
                [org, .integer(Int64(Self.runsKept))])
            try connection.run(
                """
                DELETE FROM stage_result WHERE org_id = $1 AND NOT EXISTS (
                  SELECT FROM unnest($2::text[]) AS kept WHERE kept = stage || '/' || key)
                """, [org, .texts(run.used)])
        }
    }
}

/// Vectors as little-endian 32-bit floats.
enum VectorCoding {
    static func bytes(_ values: [Float]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: values.count * 4) { buffer, count in
            let target = UnsafeMutableRawBufferPointer(buffer)
            for (index, value) in values.enumerated() {
                target.storeBytes(of: value.bitPattern.littleEndian, toByteOffset: index * 4, as: UInt32.self)
            }
            count = values.count * 4
        }
    }

    /// As pgvector sends and takes them: the dimension, two bytes of nothing, and the numbers, most significant byte
    /// first.
    static func pgvector(_ values: [Float]) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: values.count * 4 + 4) { buffer, count in
            let target = UnsafeMutableRawBufferPointer(buffer)
            target.storeBytes(of: UInt16(values.count).bigEndian, toByteOffset: 0, as: UInt16.self)
            target.storeBytes(of: 0, toByteOffset: 2, as: UInt16.self)
            for (index, value) in values.enumerated() {
                target.storeBytes(of: value.bitPattern.bigEndian, toByteOffset: index * 4 + 4, as: UInt32.self)
            }
            count = values.count * 4 + 4
        }
    }

    static func values(_ bytes: UnsafeRawBufferPointer) -> [Float] {
        (0..<bytes.count / 4).map {
            Float(bitPattern: UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self)))
        }
    }
}
