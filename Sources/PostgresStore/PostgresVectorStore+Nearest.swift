import Foundation
public import Pipeline
import PostgresConnection

extension PostgresVectorStore {
    public func nearest(to vector: [Float], top: Int, filter: VectorFilter) async throws -> [VectorID] {
        let wanted = max(1, min(top, 10_000))
        let query = PostgresValue.text("[\(vector.map(\.description).joined(separator: ","))]")
        return try await searched { [self] connection, place in
            // A plan for what is asked, which then looks into the tenant's part alone.
            try connection.run("SELECT set_config('plan_cache_mode', 'force_custom_plan', true)")
            if try isWorthIndex(filter, wanted, &connection) {
                let found = try byIndex(query, vector.count, wanted, filter, place, &connection)
                // It gave up before it had found as many as there are.
                if found.count == wanted { return found }
            }
            return try connection.run(
                """
                SELECT id FROM point WHERE \(Self.condition)
                ORDER BY embedding <=> $6::text::\(place).vector, id LIMIT $7
                """, conditions(filter) + [query, .integer(Int64(wanted))]
            ).ids
        }
    }

    /// Whether there is an index, and so many points pass that to look at all of them takes longer.
    ///
    /// Of `points`, of which a share passes, an index gives `asked / share` until it has found enough, and looks at three
    /// or so for each; a search without one looks at `points * share`. What costs is to read a vector from where it lies.
    private func isWorthIndex(
        _ filter: VectorFilter, _ wanted: Int, _ connection: inout PostgresConnection
    ) throws(PostgresFailure) -> Bool {
        let points = try connection.run(
            "SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(point_part() || '_near')"
        ).first { $0.integer(0) ?? 0 }
        guard let points else { return false }
        guard filter != .none else { return true }
        let few = Int64((3 * Double(Self.asked(wanted)) * Double(max(points, 1))).squareRoot())
        let passing = try connection.run(
            "SELECT count(*) FROM (SELECT FROM point WHERE \(Self.condition) LIMIT $6) AS enough",
            conditions(filter) + [.integer(few + 1)]
        ).first { $0.integer(0) ?? 0 }
        return passing ?? 0 > few
    }

    /// How many the index is asked for: its order is that of rounded vectors. It looks at no more than a thousand at once,
    /// and misses some of hundreds that it is not asked for more of.
    private static func asked(_ wanted: Int) -> Int { wanted * (wanted > 100 ? 4 : 2) }

    /// Asks the index. Fewer are found than there are where it has looked at as many as it may.
    private func byIndex(
        _ query: PostgresValue, _ dimension: Int, _ wanted: Int, _ filter: VectorFilter, _ place: String,
        _ connection: inout PostgresConnection
    ) throws(PostgresFailure) -> [VectorID] {
        // Planners know little of what it costs to read vectors that lie apart, and would rather sort what passes a
        // filter.
        try connection.run(
            """
            SELECT set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true),
              set_config('hnsw.iterative_scan', 'relaxed_order', true), set_config('hnsw.ef_search', $1, true),
              set_config('hnsw.max_scan_tuples', '1000000', true), set_config('hnsw.scan_mem_multiplier', '16', true)
            """, [.text(String(min(1_000, max(100, wanted * 4))))])
        return try connection.run(
            """
            SELECT id FROM (
              SELECT id, embedding FROM point WHERE \(Self.condition)
              ORDER BY embedding::halfvec(\(dimension)) <=> $6::text::halfvec(\(dimension)) LIMIT $8
            ) AS near ORDER BY embedding <=> $6::text::\(place).vector, id LIMIT $7
            """, conditions(filter) + [query, .integer(Int64(wanted)), .integer(Int64(Self.asked(wanted)))]
        ).ids
    }

    /// What a filter admits, with its values as `$2` to `$5`.
    private static let condition = """
        org_id = $1 AND (article OR (($2::text IS NULL OR product = $2) AND ($3::bigint IS NULL OR date >= $3)
          AND ($4::bigint IS NULL OR date < $4) AND ($5::text IS NULL OR state = $5)))
        """

    private func conditions(_ filter: VectorFilter) -> [PostgresValue] {
        [
            org, PostgresValue(filter.product), PostgresValue(filter.from), PostgresValue(filter.until),
            PostgresValue(filter.state),
        ]
    }
}
