public import Domain
import Foundation
import GRDB
public import Pipeline

extension SQLiteStore {
    public func uploads() async throws -> [StoredUpload] {
        try await read { [org] database in
            try Row.fetchAll(
                database,
                sql: "SELECT name, digest, settings, rows, rejects FROM upload WHERE org_id = ? ORDER BY name",
                arguments: [org]
            ).compactMap { row in
                guard let digest = ContentDigest(hex: row["digest"]), let settings = ContentDigest(hex: row["settings"])
                else { return nil }
                return StoredUpload(
                    name: row["name"], digest: digest, settings: settings, rows: row["rows"],
                    rejects: row["rejects"])
            }
        }
    }

    public func replace(upload: StoredUpload, rows: [StoredRow], rejects: [Reject]) async throws {
        try await write { [org] database in
            try database.execute(
                sql: "DELETE FROM upload WHERE org_id = ? AND name = ?", arguments: [org, upload.name])
            try database.execute(
                sql: "INSERT INTO upload (org_id, name, digest, settings, rows, rejects) VALUES (?, ?, ?, ?, ?, ?)",
                arguments: [org, upload.name, upload.digest.hex, upload.settings.hex, upload.rows, upload.rejects])
            let insert = try database.makeStatement(sql: TicketRowCoding.insert)
            for (position, row) in rows.enumerated() {
                try insert.execute(
                    arguments: TicketRowCoding.arguments(row, org: org, upload: upload.name, position: position))
            }
            let refuse = try database.makeStatement(
                sql: """
                    INSERT INTO reject (org_id, upload, position, file, line, code, reason, remedy)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                    """)
            for (position, reject) in rejects.enumerated() {
                try refuse.execute(arguments: [
                    org, upload.name, position, reject.file, reject.line, reject.code, reject.reason, reject.remedy,
                ])
            }
        }
    }

    public func rename(upload name: String, to newName: String) async throws {
        try await write { [org] database in
            let length = name.unicodeScalars.count
            for table in ["ticket_row", "reject"] {
                try database.execute(
                    sql: """
                        UPDATE \(table) SET file = ? || substr(file, ?) WHERE org_id = ? AND upload = ?
                        """,
                    arguments: [newName, length + 1, org, name])
            }
            try database.execute(
                sql: "UPDATE upload SET name = ? WHERE org_id = ? AND name = ?", arguments: [newName, org, name])
        }
    }

    public func remove(upload name: String) async throws {
        try await write { [org] database in
            try database.execute(sql: "DELETE FROM upload WHERE org_id = ? AND name = ?", arguments: [org, name])
        }
    }

    public func rows() async throws -> [StoredRow] {
        try await read { [org] database in
            let statement = try database.makeStatement(sql: TicketRowCoding.select)
            statement.arguments = [org]
            var rows: [StoredRow] = []
            let cursor = try Row.fetchCursor(statement)
            while let row = try cursor.next() { rows.append(try TicketRowCoding.row(row)) }
            rows.sort { ($0.ticket.id, $0.key, $0.file, $0.line) < ($1.ticket.id, $1.key, $1.file, $1.line) }
            return rows
        }
    }

    public func rejects() async throws -> [Reject] {
        try await read { [org] database in
            try Row.fetchAll(
                database, sql: "SELECT file, line, code, reason, remedy FROM reject WHERE org_id = ?",
                arguments: [org]
            ).map {
                Reject(file: $0["file"], line: $0["line"], code: $0["code"], reason: $0["reason"], remedy: $0["remedy"])
            }.sorted()
        }
    }
}
