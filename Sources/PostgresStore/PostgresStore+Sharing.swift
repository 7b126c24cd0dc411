public import Domain
public import Pipeline
import PostgresConnection

extension PostgresStore: SharedStore {
    public func rows(keys: [String]) async throws -> [StoredRow] {
        try await database.read(tenant) { [org] connection in
            var rows: [StoredRow] = []
            try connection.each(TicketRowCoding.select + " AND row_key = ANY ($2)", [org, .texts(keys)]) {
                rows.append(try TicketRowCoding.row($0))
            }
            return rows
        }
    }

    public func missing(_ texts: Set<ContentDigest>, model: ContentDigest) async throws -> Set<ContentDigest> {
        try await database.one(
            tenant,
            """
            SELECT wanted FROM unnest($3::text[]) AS wanted WHERE NOT EXISTS (
              SELECT FROM vector WHERE org_id = $1 AND model = $2 AND text = wanted)
            """, [org, .text(model.hex), .texts(texts.map(\.hex))]
        ) { result in
            Set(result.map { $0.text(0).flatMap(ContentDigest.init(hex:)) }.compactMap { $0 })
        }
    }
}
