public import Domain
public import Pipeline
import PostgresConnection

/// Searches a tenant's points by pgvector, in the database that holds the rest of its state.
///
/// Each tenant has a part of the table of its own. Up to `exactUpTo` points every point is looked at; a larger part has
/// an HNSW index, built after a load and scanned on until enough points pass the filter. Where so few pass that looking
/// at all of them takes less time, that is done.
public struct PostgresVectorStore: VectorStore {
    private let database: PostgresDatabase
    private let tenant: TenantID
    private let exactUpTo: Int

    /// Points of a load before which an index is dropped: to build it anew takes less time than to add them.
    private static let bulk = 10_000

    /// - Parameters:
    ///   - database: connects at the first use.
    ///   - exactUpTo: points up to which there is no index.
    public init(_ database: PostgresDatabase, tenant: TenantID, exactUpTo: Int = 50_000) {
        self.database = database
        self.tenant = tenant
        self.exactUpTo = exactUpTo
    }

    public var description: String { "pgvector" }
    // Of the table's form: a table that is made anew has to be filled.
    public var identity: String { "pgvector, parts" }

    var org: PostgresValue { .text(tenant.rawValue) }

    public func check() async throws { _ = try await searched { _, _ in } }

    public func prepare(dimension: Int) async throws {
        let other = try await searched { [org] connection, _ in
            try connection.run("SELECT make_point_part()")
            return try connection.run(
                "SELECT EXISTS (SELECT FROM point WHERE org_id = $1 AND vector_dims(embedding) <> $2)",
                [org, .integer(Int64(dimension))]
            ).first { $0.boolean(0) }
        }
        if other == true { try await deleteAll() }
    }

    public func beginLoad(of count: Int) async throws {
        guard count >= Self.bulk else { return }
        // A transaction of its own: it keeps searches of the tenant waiting, and the load after it takes long.
        try await searched { connection, _ in _ = try connection.run("SELECT drop_point_index()") }
    }

    public func upsert(_ points: [VectorPoint]) async throws {
        guard !points.isEmpty else { return }
        // Of two points with one id the last counts.
        let distinct = Dictionary(points.map { ($0.id, $0) }) { _, last in last }.values.sorted { $0.id < $1.id }
        try await searched { [org] connection, _ in
            try StagedRows.points.write(&connection) { writer in
                for point in distinct { try writer.row(point.values(org)) }
            }
        }
    }

    /// Builds the index, if there is none and there are enough points.
    public func endLoad(dimension: Int) async throws {
        try await searched { [org, exactUpTo] connection, _ in
            let state = try connection.run(
                """
                SELECT to_regclass(point_part() || '_near') IS NOT NULL,
                  (SELECT count(*) FROM (SELECT FROM point WHERE org_id = $1 LIMIT $2) AS enough)
                """, [org, .integer(Int64(exactUpTo) + 1)]
            ).first { (isIndexed: $0.boolean(0) ?? true, count: $0.integer(1) ?? 0) }
            guard let state, !state.isIndexed, state.count > exactUpTo else { return }
            try connection.run("SELECT make_point_index($1)", [.integer(Int64(dimension))])
        }
    }

    public func delete(_ ids: [VectorID]) async throws {
        _ = try await searched { [org] connection, _ in
            try connection.run("DELETE FROM point WHERE org_id = $1 AND id = ANY ($2)", [org, .texts(ids.map(\.text))])
                .changed
        }
    }

    public func deleteAll() async throws {
        try await searched { connection, _ in _ = try connection.run("SELECT empty_point_part()") }
    }

    public func count() async throws -> Int {
        try await searched { [org] connection, _ in
            try connection.run("SELECT count(*) FROM point WHERE org_id = $1", [org]).first { Int($0.integer(0) ?? 0) }
        } ?? 0
    }

    public func ids(page: String?) async throws -> (ids: [VectorID], next: String?) {
        let ids = try await searched { [org] connection, _ in
            try connection.run(
                "SELECT id FROM point WHERE org_id = $1 AND id > $2 ORDER BY id LIMIT 10000", [org, .text(page ?? "")]
            ).ids
        }
        return (ids: ids, next: ids.last?.text)
    }

    /// Works on the tenant's points, given the extension's schema.
    func searched<Value: Sendable>(
        _ work: @escaping @Sendable (inout PostgresConnection, String) throws -> Value
    ) async throws -> Value {
        try await database.write(tenant) { [schema = database.settings.schema] connection in
            guard let place = try VectorTables.schema(&connection),
                try VectorTables.exists(&connection, schema: schema)
            else {
                throw CasebookError(
                    .badConfiguration, code: "no_pgvector", file: connection.place,
                    "the database has not the extension pgvector, or no table for it as this release makes it",
                    remedy: "run CREATE EXTENSION vector as an administrator, then \"casebook db migrate\" as the owner"
                )
            }
            // Its types and operators, behind our own tables.
            try connection.run(
                "SELECT set_config('search_path', quote_ident($1) || ', ' || $2, true)", [.text(schema), .text(place)])
            return try work(&connection, place)
        }
    }
}

extension StagedRows {
    static let points = StagedRows(
        table: "point", columns: ["org_id", "id", "embedding", "article", "product", "date", "state"],
        conflict: """
            ON CONFLICT (org_id, id) DO UPDATE SET embedding = excluded.embedding, article = excluded.article,
              product = excluded.product, date = excluded.date, state = excluded.state
            """)
}

extension PostgresResult {
    var ids: [VectorID] { map { $0.text(0).flatMap(VectorID.init) }.compactMap { $0 } }
}

extension VectorPoint {
    /// In the order of the columns; the vector in pgvector's binary form: its dimension, two bytes of nothing, and its
    /// numbers.
    fileprivate func values(_ org: PostgresValue) -> [PostgresValue] {
        [
            org, .text(id.text), .bytes(VectorCoding.pgvector(values)), .boolean(isArticle), PostgresValue(product),
            PostgresValue(date), PostgresValue(state),
        ]
    }
}
