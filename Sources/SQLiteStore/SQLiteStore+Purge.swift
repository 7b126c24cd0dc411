public import Domain
import Foundation
import GRDB
public import Pipeline

extension SQLiteStore {
    public func purge(
        _ rows: [(row: StoredRow, reject: Reject)], vectors: PurgedVectors, results: Bool
    ) async throws {
        var rejects: [StoredRow.Place: Reject] = [:]
        for (row, reject) in rows { rejects[row.place] = reject }
        try await write { [org, rejects] database in
            try Self.replace(rejects, org: org, in: database)
            try Self.forget(vectors, org: org, in: database)
            guard results else { return }
            for table in ["stage_result", "run"] {
                try database.execute(sql: "DELETE FROM \(table) WHERE org_id = ?", arguments: [org])
            }
        }
        do {
            // Pages of the log hold what was deleted until they are written over.
            try await queue.writeWithoutTransaction { database in
                try database.checkpoint(.truncate)
                guard results else { return }
                try database.execute(sql: "VACUUM")
                try database.checkpoint(.truncate)
            }
        } catch {
            throw Self.failure(error, file: file)
        }
    }

    private static func replace(_ rejects: [StoredRow.Place: Reject], org: String, in database: Database) throws {
        guard !rejects.isEmpty else { return }
        let found = try Row.fetchAll(
            database, sql: "SELECT upload, position, file, line, row_key FROM ticket_row WHERE org_id = ?",
            arguments: [org]
        ).compactMap { row -> (upload: String, position: Int, reject: Reject)? in
            rejects[StoredRow.Place(file: row[2], line: row[3], key: row[4])].map { (row[0], row[1], $0) }
        }
        for (upload, gone) in Dictionary(grouping: found, by: \.upload).sorted(by: { $0.key < $1.key }) {
            var position =
                try Int.fetchOne(
                    database, sql: "SELECT MAX(position) FROM reject WHERE org_id = ? AND upload = ?",
                    arguments: [org, upload]) ?? -1
            for (_, row, reject) in gone {
                position += 1
                try database.execute(
                    sql: "DELETE FROM ticket_row WHERE org_id = ? AND upload = ? AND position = ?",
                    arguments: [org, upload, row])
                try database.execute(
                    sql: """
                        INSERT INTO reject (org_id, upload, position, file, line, code, reason, remedy)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                        """,
                    arguments: [
                        org, upload, position, reject.file, reject.line, reject.code, reject.reason, reject.remedy,
                    ])
            }
        }
    }

    private static func forget(_ vectors: PurgedVectors, org: String, in database: Database) throws {
        let known = try String.fetchAll(
            database, sql: "SELECT DISTINCT text FROM vector WHERE org_id = ?", arguments: [org])
        let gone = known.filter { text in
            guard let digest = ContentDigest(hex: text) else { return true }
            switch vectors {
            case .of(let texts): return texts.contains(digest)
            case .allBut(let texts): return !texts.contains(digest)
            }
        }
        for model in try String.fetchAll(
            database, sql: "SELECT DISTINCT model FROM vector WHERE org_id = ?", arguments: [org])
        {
            let delete = try database.makeStatement(
                sql: "DELETE FROM vector WHERE org_id = ? AND model = ? AND text = ?")
            for text in gone { try delete.execute(arguments: [org, model, text]) }
        }
    }
}
