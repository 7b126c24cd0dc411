public import Domain
import Foundation
public import Pipeline
import PostgresConnection

extension PostgresStore {
    public func contents(of upload: String) async throws -> (rows: [StoredRow], rejects: [Reject]) {
        try await database.read(tenant) { [org] connection in
            var rows: [StoredRow] = []
            try connection.each(
                TicketRowCoding.select + " AND upload = $2 ORDER BY position", [org, .text(upload)]
            ) { rows.append(try TicketRowCoding.row($0)) }
            let rejects = try connection.run(
                """
                SELECT file, line, code, reason, remedy FROM reject WHERE org_id = $1 AND upload = $2
                ORDER BY position
                """, [org, .text(upload)]
            ).map(Self.reject)
            return (rows, rejects)
        }
    }

    public func models() async throws -> [ContentDigest] {
        try await database.one(
            tenant, "SELECT DISTINCT model FROM vector WHERE org_id = $1 ORDER BY model", [org]
        ) { result in
            result.map { $0.text(0).flatMap(ContentDigest.init(hex:)) }.compactMap { $0 }
        }
    }

    public func vectors(
        model: ContentDigest, after text: ContentDigest?, limit: Int
    ) async throws -> [(text: ContentDigest, values: [Float])] {
        try await database.one(
            tenant,
            "SELECT text, data FROM vector WHERE org_id = $1 AND model = $2 AND text > $3 ORDER BY text LIMIT $4",
            [org, .text(model.hex), .text(text?.hex ?? ""), .integer(Int64(limit))]
        ) { result in
            result.map { row -> (text: ContentDigest, values: [Float])? in
                guard let text = row.text(0).flatMap(ContentDigest.init(hex:)),
                    let values = row.withBytes(1, VectorCoding.values)
                else { return nil }
                return (text: text, values: values)
            }.compactMap { $0 }
        }
    }

    public func results() async throws -> [(stage: String, key: ContentDigest)] {
        try await database.one(
            tenant, "SELECT stage, key FROM stage_result WHERE org_id = $1 ORDER BY stage, key", [org]
        ) { result in
            result.map { row -> (stage: String, key: ContentDigest)? in
                guard let stage = row.text(0), let key = row.text(1).flatMap(ContentDigest.init(hex:)) else {
                    return nil
                }
                return (stage: stage, key: key)
            }.compactMap { $0 }
        }
    }

    public func restore(runs: [CompletedRun]) async throws {
        let manifests = try runs.map(Self.manifest)
        try await database.write(tenant) { [org] connection in
            for manifest in manifests { try Self.append(manifest, org: org, &connection) }
        }
    }

    public func clear() async throws {
        try await database.write(tenant) { [org] connection in
            for table in ["job", "upload", "vector", "stage_result", "run"] {
                try connection.run("DELETE FROM \(table) WHERE org_id = $1", [org])
            }
        }
    }

    static func reject(_ row: borrowing PostgresRow) -> Reject {
        Reject(
            file: row.text(0) ?? "", line: Int(row.integer(1) ?? 0), code: row.text(2) ?? "", reason: row.text(3) ?? "",
            remedy: row.text(4) ?? "")
    }

    /// A manifest as it stands in the database.
    static func manifest(_ run: CompletedRun) throws -> PostgresValue {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return .bytes(Array(try encoder.encode(run)))
    }

    /// Puts a manifest behind those that are there. A connection that is lost after the commit has this done again:
    /// one that is there already is left alone.
    static func append(
        _ manifest: PostgresValue, org: PostgresValue, _ connection: inout PostgresConnection
    ) throws(PostgresFailure) {
        try connection.run(
            """
            INSERT INTO run (org_id, number, manifest)
            SELECT $1, COALESCE((SELECT MAX(number) FROM run WHERE org_id = $1), 0) + 1, $2
            WHERE NOT EXISTS (SELECT FROM run WHERE org_id = $1 AND manifest = $2)
            """, [org, manifest])
    }
}
