public import Domain
public import Pipeline
import PostgresConnection

/// Searches a tenant's points by pgvector, in the database that holds the rest of its state.
///
/// Up to `exactUpTo` points every point is looked at. Larger tenants have an HNSW index of their own, built after
/// a bulk load and scanned on until enough points pass the filter.
public struct PostgresVectorStore: VectorStore {
    private let database: PostgresDatabase
    private let tenant: TenantID
    private let exactUpTo: Int

    /// Points in one call before which an index is dropped, to be built anew afterwards.
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
    public var identity: String { description }

    private var org: PostgresValue { .text(tenant.rawValue) }

    public func check() async throws { _ = try await searched { _, _ in } }

    public func prepare(dimension: Int) async throws {
        let other = try await searched { [org] connection, _ in
            try connection.run(
                "SELECT EXISTS (SELECT FROM point WHERE org_id = $1 AND vector_dims(embedding) <> $2)",
                [org, .integer(Int64(dimension))]
            ).first { $0.boolean(0) }
        }
        if other == true { try await deleteAll() }
    }

    public func upsert(_ points: [VectorPoint]) async throws {
        guard !points.isEmpty else { return }
        // Of two points with one id the last counts.
        let distinct = Dictionary(points.map { ($0.id, $0) }) { _, last in last }.values.sorted { $0.id < $1.id }
        // A transaction of its own: it keeps everybody from the table, and the load after it takes long.
        if distinct.count >= Self.bulk {
            try await searched { connection, _ in _ = try connection.run("SELECT drop_point_index()") }
        }
        try await searched { [org] connection, _ in
            try StagedRows.points.write(&connection) { writer in
                for point in distinct { try writer.row(point.values(org)) }
            }
        }
    }

    /// Builds the index, if there is none and there are enough points: the first search after a load waits for it.
    private func index(_ connection: inout PostgresConnection, dimension: Int) throws(PostgresFailure) {
        let isThere = try connection.run("SELECT to_regclass(point_index()) IS NOT NULL").first { $0.boolean(0) }
        guard isThere != true else { return }
        let count = try connection.run("SELECT count(*) FROM point WHERE org_id = $1", [org])
            .first { $0.integer(0) ?? 0 }
        guard let count, count > exactUpTo else { return }
        try connection.run("SELECT make_point_index($1)", [.integer(Int64(dimension))])
    }

    public func delete(_ ids: [VectorID]) async throws {
        _ = try await searched { [org] connection, _ in
            try connection.run("DELETE FROM point WHERE org_id = $1 AND id = ANY ($2)", [org, .texts(ids.map(\.text))])
                .changed
        }
    }

    public func deleteAll() async throws {
        try await searched { connection, _ in _ = try connection.run("SELECT drop_point_index()") }
        try await searched { [org] connection, _ in
            try connection.run("DELETE FROM point WHERE org_id = $1", [org])
        }
    }

    public func nearest(to vector: [Float], top: Int, filter: VectorFilter) async throws -> [VectorID] {
        let wanted = max(1, min(top, 10_000))
        return try await searched { [self] connection, place in
            let dimension = vector.count
            try index(&connection, dimension: dimension)
            // Up to here an index is asked for more than is wanted: its order is that of rounded vectors.
            try connection.run(
                """
                SELECT set_config('hnsw.iterative_scan', 'relaxed_order', true),
                  set_config('hnsw.ef_search', $1, true), set_config('hnsw.max_scan_tuples', '1000000', true),
                  set_config('plan_cache_mode', 'force_custom_plan', true)
                """, [.text(String(min(1_000, max(100, wanted * 4))))])
            return try connection.run(
                """
                SELECT id FROM (
                  SELECT id, embedding FROM point
                  WHERE org_id = $1 AND (article OR (($3::text IS NULL OR product = $3)
                    AND ($4::bigint IS NULL OR date >= $4) AND ($5::bigint IS NULL OR date < $5)
                    AND ($6::text IS NULL OR state = $6)))
                  ORDER BY embedding::halfvec(\(dimension)) <=> $2::text::halfvec(\(dimension)) LIMIT $7
                ) AS near ORDER BY embedding <=> $2::text::\(place).vector, id LIMIT $8
                """,
                [
                    org, .text("[\(vector.map(\.description).joined(separator: ","))]"), PostgresValue(filter.product),
                    PostgresValue(filter.from), PostgresValue(filter.until), PostgresValue(filter.state),
                    .integer(Int64(wanted * 2)), .integer(Int64(wanted)),
                ]
            ).map { $0.text(0).flatMap(VectorID.init) }.compactMap { $0 }
        }
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
            ).map { $0.text(0).flatMap(VectorID.init) }.compactMap { $0 }
        }
        return (ids: ids, next: ids.last?.text)
    }

    /// Works on the tenant's points, given the extension's schema.
    private func searched<Value: Sendable>(
        _ work: @escaping @Sendable (inout PostgresConnection, String) throws -> Value
    ) async throws -> Value {
        try await database.write(tenant) { [schema = database.settings.schema] connection in
            guard let place = try VectorTables.schema(&connection),
                try VectorTables.exists(&connection, schema: schema)
            else {
                throw CasebookError(
                    .badConfiguration, code: "no_pgvector", file: connection.place,
                    "the database has not the extension pgvector, or no table for it",
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
