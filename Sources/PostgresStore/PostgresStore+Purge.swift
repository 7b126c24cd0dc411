public import Domain
public import Pipeline
import PostgresConnection

extension PostgresStore {
    public func purge(
        _ rows: [(row: StoredRow, reject: Reject)], vectors: PurgedVectors, results: Bool
    ) async throws {
        var rejects: [StoredRow.Place: Reject] = [:]
        for (row, reject) in rows { rejects[row.place] = reject }
        try await database.write(tenant) { [org, rejects] connection in
            // Whoever makes vectors of some rows may not bring back those of rows that are gone.
            try connection.run("DELETE FROM job WHERE org_id = $1 AND kind = 'embed'", [org])
            try Self.replace(rejects, org: org, &connection)
            try Self.forget(vectors, org: org, &connection)
            guard results else { return }
            for table in ["stage_result", "run"] {
                try connection.run("DELETE FROM \(table) WHERE org_id = $1", [org])
            }
        }
    }

    private static func replace(
        _ rejects: [StoredRow.Place: Reject], org: PostgresValue, _ connection: inout PostgresConnection
    ) throws {
        guard !rejects.isEmpty else { return }
        var found: [(upload: String, position: Int64, reject: Reject)] = []
        try connection.each("SELECT upload, position, file, line, row_key FROM ticket_row WHERE org_id = $1", [org]) {
            guard let upload = $0.text(0), let position = $0.integer(1), let file = $0.text(2),
                let line = $0.integer(3), let key = $0.text(4),
                let reject = rejects[StoredRow.Place(file: file, line: Int(line), key: key)]
            else { return }
            found.append((upload: upload, position: position, reject: reject))
        }
        for (upload, gone) in Dictionary(grouping: found, by: \.upload).sorted(by: { $0.key < $1.key }) {
            let last = try connection.run(
                "SELECT MAX(position) FROM reject WHERE org_id = $1 AND upload = $2", [org, .text(upload)]
            ).first { $0.integer(0) ?? -1 }
            var position = last ?? -1
            for (_, row, reject) in gone {
                position += 1
                try connection.run(
                    "DELETE FROM ticket_row WHERE org_id = $1 AND upload = $2 AND position = $3",
                    [org, .text(upload), .integer(row)])
                try connection.run(
                    """
                    INSERT INTO reject (org_id, upload, position, file, line, code, reason, remedy)
                    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                    """,
                    [
                        org, .text(upload), .integer(position), .text(reject.file), .integer(Int64(reject.line)),
                        .text(reject.code), .text(reject.reason), .text(reject.remedy),
                    ])
            }
        }
    }

    private static func forget(
        _ vectors: PurgedVectors, org: PostgresValue, _ connection: inout PostgresConnection
    ) throws {
        switch vectors {
        case .of(let texts):
            try connection.run(
                "DELETE FROM vector WHERE org_id = $1 AND text = ANY ($2)", [org, .texts(texts.map(\.hex))])
        case .allBut(let texts):
            try connection.run(
                """
                DELETE FROM vector WHERE org_id = $1 AND NOT EXISTS (
                  SELECT FROM unnest($2::text[]) AS kept WHERE kept = text)
                """, [org, .texts(texts.map(\.hex))])
        }
    }
}
