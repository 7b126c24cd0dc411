public import Domain
public import Pipeline
import PostgresConnection

extension PostgresStore {
    public func uploads() async throws -> [StoredUpload] {
        try await database.one(
            tenant, "SELECT name, digest, settings, rows, rejects FROM upload WHERE org_id = $1 ORDER BY name", [org]
        ) { result in
            result.map { row -> StoredUpload? in
                guard let name = row.text(0), let digest = row.text(1).flatMap(ContentDigest.init(hex:)),
                    let settings = row.text(2).flatMap(ContentDigest.init(hex:)), let rows = row.integer(3),
                    let rejects = row.integer(4)
                else { return nil }
                return StoredUpload(
                    name: name, digest: digest, settings: settings, rows: Int(rows), rejects: Int(rejects))
            }.compactMap { $0 }
        }
    }

    public func replace(upload: StoredUpload, rows: [StoredRow], rejects: [Reject]) async throws {
        try await database.write(tenant) { [org] connection in
            try connection.run("DELETE FROM upload WHERE org_id = $1 AND name = $2", [org, .text(upload.name)])
            try connection.run(
                "INSERT INTO upload (org_id, name, digest, settings, rows, rejects) VALUES ($1, $2, $3, $4, $5, $6)",
                [
                    org, .text(upload.name), .text(upload.digest.hex), .text(upload.settings.hex),
                    .integer(Int64(upload.rows)), .integer(Int64(upload.rejects)),
                ])
            try StagedRows.tickets.write(&connection) { writer in
                for (position, row) in rows.enumerated() {
                    try writer.row(TicketRowCoding.values(row, org: org, upload: upload.name, position: position))
                }
            }
            try StagedRows.rejects.write(&connection) { writer in
                for (position, reject) in rejects.enumerated() {
                    try writer.row([
                        org, .text(upload.name), .integer(Int64(position)), .text(reject.file),
                        .integer(Int64(reject.line)), .text(reject.code), .text(reject.reason), .text(reject.remedy),
                    ])
                }
            }
        }
    }

    public func rename(upload name: String, to newName: String) async throws {
        try await database.write(tenant) { [org] connection in
            for table in ["ticket_row", "reject"] {
                try connection.run(
                    """
                    UPDATE \(table) SET file = $1 || substr(file, char_length($2) + 1) WHERE org_id = $3 AND upload = $2
                    """, [.text(newName), .text(name), org])
            }
            try connection.run(
                "UPDATE upload SET name = $1 WHERE org_id = $2 AND name = $3", [.text(newName), org, .text(name)])
        }
    }

    public func remove(upload name: String) async throws {
        try await database.one(tenant, "DELETE FROM upload WHERE org_id = $1 AND name = $2", [org, .text(name)]) { _ in
        }
    }

    public func rows() async throws -> [StoredRow] {
        try await database.read(tenant) { [org] connection in
            var rows: [StoredRow] = []
            try connection.each(TicketRowCoding.select, [org]) { rows.append(try TicketRowCoding.row($0)) }
            rows.sort { ($0.ticket.id, $0.key, $0.file, $0.line) < ($1.ticket.id, $1.key, $1.file, $1.line) }
            return rows
        }
    }

    public func rejects() async throws -> [Reject] {
        try await database.one(
            tenant, "SELECT file, line, code, reason, remedy FROM reject WHERE org_id = $1", [org]
        ) { result in
            result.map(Self.reject).sorted()
        }
    }
}
