public import Domain
import Foundation
import GRDB
public import Pipeline

extension SQLiteStore {
    public func contents(of upload: String) async throws -> (rows: [StoredRow], rejects: [Reject]) {
        try await read { [org] database in
            let statement = try database.makeStatement(
                sql: TicketRowCoding.select + " AND upload = ? ORDER BY position")
            statement.arguments = [org, upload]
            var rows: [StoredRow] = []
            let cursor = try Row.fetchCursor(statement)
            while let row = try cursor.next() { rows.append(try TicketRowCoding.row(row)) }
            let rejects = try Row.fetchAll(
                database,
                sql: """
                    SELECT file, line, code, reason, remedy FROM reject WHERE org_id = ? AND upload = ?
                    ORDER BY position
                    """,
                arguments: [org, upload]
            ).map { Reject(file: $0[0], line: $0[1], code: $0[2], reason: $0[3], remedy: $0[4]) }
            return (rows, rejects)
        }
    }

    public func models() async throws -> [ContentDigest] {
        try await read { [org] database in
            try String.fetchAll(
                database, sql: "SELECT DISTINCT model FROM vector WHERE org_id = ? ORDER BY model", arguments: [org]
            ).compactMap(ContentDigest.init(hex:))
        }
    }

    public func vectors(
        model: ContentDigest, after text: ContentDigest?, limit: Int
    ) async throws -> [(text: ContentDigest, values: [Float])] {
        try await read { [org] database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT text, data FROM vector WHERE org_id = ? AND model = ? AND text > ? ORDER BY text LIMIT ?
                    """,
                arguments: [org, model.hex, text?.hex ?? "", limit]
            ).compactMap { row in
                ContentDigest(hex: row[0]).map { (text: $0, values: VectorCoding.values(row[1])) }
            }
        }
    }

    public func results() async throws -> [(stage: String, key: ContentDigest)] {
        try await read { [org] database in
            try Row.fetchAll(
                database, sql: "SELECT stage, key FROM stage_result WHERE org_id = ? ORDER BY stage, key",
                arguments: [org]
            ).compactMap { row in ContentDigest(hex: row[1]).map { (stage: row[0], key: $0) } }
        }
    }

    public func restore(runs: [CompletedRun]) async throws {
        let manifests = try runs.map(Self.manifest)
        try await write { [org] database in
            for manifest in manifests { try Self.append(manifest, org: org, in: database) }
        }
    }

    public func clear() async throws {
        try await write { [org] database in
            for table in ["upload", "vector", "stage_result", "run"] {
                try database.execute(sql: "DELETE FROM \(table) WHERE org_id = ?", arguments: [org])
            }
        }
    }

    /// A manifest as it stands in the database.
    static func manifest(_ run: CompletedRun) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return try encoder.encode(run)
    }

    /// Puts a manifest behind those that are there.
    static func append(_ manifest: Data, org: String, in database: Database) throws {
        try database.execute(
            sql: """
                INSERT INTO run (org_id, number, manifest)
                SELECT ?, COALESCE(MAX(number), 0) + 1, ? FROM run WHERE org_id = ?
                """,
            arguments: [org, manifest, org])
    }
}
