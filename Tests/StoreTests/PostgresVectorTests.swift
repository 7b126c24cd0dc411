import Domain
import Pipeline
import PostgresConnection
import PostgresStore
import TestSupport
import Testing

/// Searches by pgvector, exact and by an index.
@Suite(.enabled(if: PostgresServer.Kind.bundled.isAvailable, "make setup-tests installs PostgreSQL"))
struct PostgresVectorTests {
    private func store(_ prepared: PreparedDatabase, _ name: String = "acme", exactUpTo: Int = 50_000) throws
        -> PostgresVectorStore
    {
        let tenant = try #require(TenantID(name))
        return PostgresVectorStore(PostgresDatabase(.test(prepared.job)), tenant: tenant, exactUpTo: exactUpTo)
    }

    private func point(
        _ name: String, _ values: [Float], isArticle: Bool = false, product: String? = nil, date: Int64? = nil,
        state: String? = nil
    ) -> VectorPoint {
        VectorPoint(
            id: VectorID(.of(name)), values: values, isArticle: isArticle, product: product, date: date, state: state)
    }

    @Test func ofTwoPointsWithOneIDTheLastCounts() async throws {
        let store = try store(try await PreparedDatabase(.bundled))
        try await store.prepare(dimension: 2)
        let points = ["a", "b", "c"].map { point($0, [0, 1]) }
        try await store.upsert(points + [point("b", [1, 0])])
        #expect(try await store.nearest(to: [1, 0], top: 1, filter: .none) == [points[1].id])
        #expect(try await store.ids(page: nil).ids == points.map(\.id).sorted())
    }

    @Test func anIndexOfEachLargeTenantFindsWhatAnExactSearchFinds() async throws {
        let prepared = try await PreparedDatabase(.bundled)
        var random = SplitMix(state: 7)
        func points(_ name: String, _ count: Int) -> [VectorPoint] {
            (0..<count).map { number in point("\(name) \(number)", (0..<48).map { _ in random.normal() }) }
        }
        let (large, small) = (points("large", 4_000), points("small", 30))
        let store = try store(prepared, "large", exactUpTo: 1_000)
        try await store.prepare(dimension: 48)
        try await store.beginLoad(of: large.count)
        try await store.upsert(large)
        try await store.endLoad(dimension: 48)
        let other = try self.store(prepared, "small", exactUpTo: 1_000)
        try await other.prepare(dimension: 48)
        try await other.upsert(small)
        try await other.endLoad(dimension: 48)
        #expect(try await store.nearest(to: large[7].values, top: 1, filter: .none) == [large[7].id])
        #expect(try indices(prepared) == "1")
        var hits = 0
        for _ in 0..<40 {
            let query = (0..<48).map { _ in random.normal() }
            let exact = Self.nearest(10, to: query, among: large)
            hits += Set(try await store.nearest(to: query, top: 10, filter: .none)).intersection(exact).count
            #expect(try await other.nearest(to: query, top: 30, filter: .none).count == 30)
        }
        #expect(Double(hits) / 400 >= 0.98, "recall \(Double(hits) / 400)")
        try await store.deleteAll()
        #expect(try await store.count() == 0)
        #expect(try await other.count() == 30)
    }

    private func indices(_ prepared: PreparedDatabase) throws -> String {
        try prepared.server.sql(
            "SELECT count(*) FROM pg_indexes WHERE tablename LIKE 'point_%' AND indexdef LIKE '%hnsw%'",
            in: PostgresServer.name(prepared.owner))
    }

    @Test func aFilterThatFewPassIsAnsweredExactly() async throws {
        let prepared = try await PreparedDatabase(.bundled)
        var random = SplitMix(state: 11)
        let points = (0..<3_000).map { number in
            point("\(number)", (0..<48).map { _ in random.normal() }, product: number % 30 == 0 ? "vpn" : "mail")
        }
        let store = try store(prepared, exactUpTo: 1_000)
        try await store.prepare(dimension: 48)
        try await store.upsert(points)
        try await store.endLoad(dimension: 48)
        #expect(try indices(prepared) == "1")
        for _ in 0..<20 {
            let query = (0..<48).map { _ in random.normal() }
            let exact = Self.nearest(10, to: query, among: points.filter { $0.product == "vpn" })
            #expect(try await store.nearest(to: query, top: 10, filter: VectorFilter(product: "vpn")) == exact)
        }
    }

    /// As `search` and `ask` ask: for hundreds, of a part of the points.
    @Test func anIndexFindsHundredsThatPassAFilter() async throws {
        let prepared = try await PreparedDatabase(.bundled)
        var random = SplitMix(state: 13)
        let points = (0..<12_000).map { number in
            point("\(number)", (0..<16).map { _ in random.normal() }, product: number % 10 == 0 ? "mail" : "vpn")
        }
        let store = try store(prepared, exactUpTo: 1_000)
        try await store.prepare(dimension: 16)
        try await store.upsert(points)
        try await store.endLoad(dimension: 16)
        let passing = points.filter { $0.product == "vpn" }
        var hits = 0
        for _ in 0..<5 {
            let query = (0..<16).map { _ in random.normal() }
            let exact = Self.nearest(400, to: query, among: passing)
            let found = try await store.nearest(to: query, top: 400, filter: VectorFilter(product: "vpn"))
            #expect(found.count == 400)
            hits += Set(found).intersection(exact).count
        }
        #expect(Double(hits) / 2_000 >= 0.98, "recall \(Double(hits) / 2_000)")
        // More than the index gives before it has been everywhere: the rest is found without it.
        let all = try await store.nearest(to: points[0].values, top: 10_000, filter: .none)
        #expect(Set(all).count == 10_000)
        try await store.delete(points.dropFirst(4_000).map(\.id))
        #expect(try await store.nearest(to: points[0].values, top: 10_000, filter: .none).count == 4_000)
    }

    /// An index is dropped before a great load, kept before a small one, and made again afterwards.
    @Test func aGreatLoadMakesTheIndexAnew() async throws {
        let prepared = try await PreparedDatabase(.bundled)
        let store = try store(prepared, exactUpTo: 100)
        try await store.prepare(dimension: 2)
        try await store.upsert((0..<200).map { point("\($0)", [1, Float($0)]) })
        #expect(try indices(prepared) == "0")
        try await store.endLoad(dimension: 2)
        #expect(try indices(prepared) == "1")
        try await store.beginLoad(of: 9_999)
        #expect(try indices(prepared) == "1")
        try await store.beginLoad(of: 10_000)
        #expect(try indices(prepared) == "0")
        try await store.endLoad(dimension: 2)
        #expect(try indices(prepared) == "1")
    }

    /// Whoever makes, drops or empties keeps only the searches of one tenant waiting.
    @Test func workOnOneTenantsPointsKeepsNoOtherWaiting() async throws {
        let prepared = try await PreparedDatabase(.bundled)
        for name in ["acme", "bolt"] {
            let store = try store(prepared, name)
            try await store.prepare(dimension: 2)
            try await store.upsert([point(name, [1, 0])])
        }
        for work in ["make_point_index(2)", "drop_point_index()", "empty_point_part()", "make_point_part()"] {
            let output = try prepared.server.psql(
                """
                BEGIN; SELECT set_config('app.org_id', 'bolt', true); SET search_path TO casebook;
                CREATE TEMPORARY TABLE bolt ON COMMIT DROP AS SELECT point_part() AS part;
                SELECT set_config('app.org_id', '\(work.hasPrefix("make_point_part") ? "new" : "acme")', true);
                SELECT \(work);
                SELECT 'others ' || count(*) FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
                WHERE l.pid = pg_backend_pid() AND c.relname IN ('point', (SELECT part FROM bolt))
                  AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock');
                COMMIT
                """, prepared.job)
            #expect(output.hasSuffix("others 0"), "\(work): \(output)")
        }
        let other = try store(prepared, "bolt")
        #expect(try await other.count() == 1)
        #expect(try await store(prepared, "acme").count() == 0)
    }

    @Test func aTableThatIsNotInPartsIsMadeAnew() async throws {
        let prepared = try await PreparedDatabase(.bundled)
        try prepared.server.sql(
            """
            DROP TABLE casebook.point;
            CREATE TABLE casebook.point (org_id TEXT NOT NULL, id TEXT NOT NULL, embedding public.vector NOT NULL,
              article BOOLEAN NOT NULL, product TEXT, date BIGINT, state TEXT, PRIMARY KEY (org_id, id));
            """, in: PostgresServer.name(prepared.owner))
        let owner = DatabaseOwner(.test(prepared.owner))
        let store = try store(prepared)
        let error = await #expect(throws: CasebookError.self) { try await store.prepare(dimension: 2) }
        #expect(error?.diagnostics.first?.code == "no_pgvector")
        #expect(try await owner.state().pending == ["pgvector"])
        _ = try await owner.migrate()
        try await store.prepare(dimension: 2)
        try await store.upsert([point("a", [1, 0])])
        #expect(try await store.count() == 1)
        let state = try await owner.state()
        #expect(state.faults.isEmpty && state.pending.isEmpty)
    }

    @Test(.enabled(if: PostgresServer.Kind.system.isAvailable, "make setup-tests installs the machine's PostgreSQL"))
    func saysWhenTheExtensionIsMissing() async throws {
        let store = try store(try await PreparedDatabase(.system))
        let error = await #expect(throws: CasebookError.self) { try await store.check() }
        #expect(error?.diagnostics.first?.code == "no_pgvector")
    }

    /// Found by comparing all.
    private static func nearest(_ top: Int, to query: [Float], among points: [VectorPoint]) -> [VectorID] {
        points.map { (id: $0.id, similarity: cosine($0.values, query)) }
            .sorted { $0.similarity > $1.similarity }.prefix(top).map(\.id)
    }

    private static func cosine(_ left: [Float], _ right: [Float]) -> Float {
        func dot(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
        return dot(left, right) / (dot(left, left) * dot(right, right)).squareRoot()
    }

    /// Numbers that are the same in every run.
    private struct SplitMix {
        var state: UInt64

        /// Nearly normal: a sum of twelve even ones.
        mutating func normal() -> Float { (0..<12).reduce(-6) { sum, _ in sum + even() } }

        private mutating func even() -> Float {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return Float((mixed ^ (mixed >> 31)) >> 40) / Float(1 << 24)
        }
    }
}
