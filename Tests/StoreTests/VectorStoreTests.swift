import Domain
import Pipeline
import TestSupport
import Testing

/// What every vector store promises: each test runs against each vector service over HTTP, and against pgvector.
@Suite struct VectorStoreTests {
    private func point(
        _ name: String, _ values: [Float], isArticle: Bool = false, product: String? = nil, date: Int64? = nil,
        state: String? = nil
    ) -> VectorPoint {
        VectorPoint(
            id: VectorID(.of(name)), values: values, isArticle: isArticle, product: product, date: date, state: state)
    }

    private func allIDs(_ store: any VectorStore) async throws -> [VectorID] {
        var ids: [VectorID] = []
        var page: String?
        repeat {
            let found = try await store.ids(page: page)
            ids += found.ids
            page = found.next
        } while page != nil
        return ids
    }

    @Test(arguments: VectorKind.all)
    func findsTheNearestAndForgetsWhatItIsTold(_ kind: VectorKind) async throws {
        let vectors = try await VectorsUnderTest(kind)
        defer { vectors.end() }
        let store = try vectors.open()
        try await store.check()
        // Nothing is prepared: nothing is found, and nothing is there to be deleted.
        #expect(try await store.nearest(to: [1, 0, 0], top: 3, filter: .none).isEmpty)
        #expect(try await store.count() == 0)
        #expect(try await allIDs(store).isEmpty)
        try await store.deleteAll()
        try await store.prepare(dimension: 3)
        try await store.prepare(dimension: 3)
        let points = [
            point("a", [1, 0, 0]), point("b", [0.9, 0.1, 0]), point("c", [0, 0, 1]), point("d", [-1, 0, 0]),
        ]
        try await store.beginLoad(of: points.count)
        try await store.upsert(points)
        try await store.endLoad(dimension: 3)
        #expect(
            try await store.nearest(to: [2, 0, 0], top: 3, filter: .none) == [points[0].id, points[1].id, points[2].id])
        // The same again changes nothing; another vector of a point takes its place.
        try await store.upsert(points)
        #expect(try await store.count() == 4)
        try await store.upsert([point("c", [1, 0.01, 0])])
        #expect(try await store.nearest(to: [1, 0, 0], top: 2, filter: .none) == [points[0].id, points[2].id])
        try await store.delete([points[0].id, VectorID(.of("nowhere"))])
        try await store.delete([points[0].id])
        #expect(try await store.nearest(to: [1, 0, 0], top: 1, filter: .none) == [points[2].id])
        #expect(try await Set(allIDs(store)) == Set(points.dropFirst().map(\.id)))
        try await store.deleteAll()
        try await store.deleteAll()
        #expect(try await store.count() == 0)
    }

    @Test(arguments: VectorKind.all)
    func filtersBeforeItSearches(_ kind: VectorKind) async throws {
        let vectors = try await VectorsUnderTest(kind)
        defer { vectors.end() }
        let store = try vectors.open()
        try await store.prepare(dimension: 3)
        let hostile = "it's \"x\") {} \\ or 1 eq 1 or ''"
        let near = (0..<500).map {
            point("near \($0)", [1, Float($0) / 10_000, 0], product: "vpn", date: 100, state: "open")
        }
        let far = point("far", [0, 1, 0], product: hostile, date: 200, state: "closed")
        let undated = point("undated", [0.9, 0.1, 0], product: "vpn")
        let article = point("article", [0.5, 0.5, 0], isArticle: true)
        try await store.upsert(near + [far, undated, article])
        try await store.endLoad(dimension: 3)
        func found(_ filter: VectorFilter, top: Int = 1_000) async throws -> Set<VectorID> {
            Set(try await store.nearest(to: [1, 0, 0], top: top, filter: filter))
        }
        let nearIDs = Set(near.map(\.id))
        // Five hundred nearer points do not crowd it out.
        #expect(try await found(VectorFilter(product: hostile), top: 2) == [far.id, article.id])
        #expect(try await found(VectorFilter(product: "vpn")) == nearIDs.union([undated.id, article.id]))
        #expect(try await found(VectorFilter(product: "vp")) == [article.id])
        #expect(try await found(VectorFilter(from: 200)) == [far.id, article.id])
        #expect(try await found(VectorFilter(until: 200)) == nearIDs.union([article.id]))
        #expect(try await found(VectorFilter(from: 100, until: 201)) == nearIDs.union([far.id, article.id]))
        #expect(try await found(VectorFilter(state: "closed")) == [far.id, article.id])
        #expect(
            try await found(VectorFilter(product: "vpn", from: 0, until: 101, state: "open"))
                == nearIDs.union([article.id]))
        #expect(try await found(VectorFilter(product: "vpn", state: "closed")) == [article.id])
    }

    @Test(arguments: VectorKind.all)
    func listsEveryIDOnceAndKeepsToTheServicesLimits(_ kind: VectorKind) async throws {
        let vectors = try await VectorsUnderTest(kind, dimension: 64)
        defer { vectors.end() }
        let store = try vectors.open()
        try await store.prepare(dimension: 64)
        let points = (0..<2_345).map { number in
            point("p\(number)", (0..<64).map { Float(number * 31 + $0 * 17 + 1) / 7 }, product: "vpn")
        }
        try await store.upsert(points)
        #expect(try await store.count() == points.count)
        let ids = try await allIDs(store)
        #expect(ids.count == points.count && Set(ids) == Set(points.map(\.id)))
        let before = vectors.server?.requests ?? []
        #expect(vectors.server == nil || before.count { $0.method != "GET" && $0.body.count > 10_000 } > 2)
        try await store.delete(Array(ids.prefix(2_300)))
        #expect((vectors.server?.requests.count ?? 0) - before.count <= 4)
        #expect(try await store.count() == 45)
    }

    @Test(arguments: VectorKind.all)
    func keepsTenantsApart(_ kind: VectorKind) async throws {
        let vectors = try await VectorsUnderTest(kind)
        defer { vectors.end() }
        let names = ["acme", "bcme", "a", "acme-1", "acme1"]
        for name in names {
            let store = try vectors.open(name)
            try await store.prepare(dimension: 3)
            try await store.upsert([point("of \(name)", [1, 0, 0])])
        }
        for name in names {
            let store = try vectors.open(name)
            #expect(try await store.nearest(to: [1, 0, 0], top: 10, filter: .none) == [VectorID(.of("of \(name)"))])
        }
        try await vectors.open("acme").deleteAll()
        for name in names.dropFirst() { #expect(try await vectors.open(name).count() == 1) }
        // Nothing that names a tenant is a name in a service, and no text travels.
        guard let server = vectors.server else { return }
        #expect(
            server.content.keys.allSatisfy { key in key.lowercased().hasPrefix("casebook") && !key.contains("cme") })
        let known: Set = ["kind", "product", "date", "state"]
        #expect(server.content.values.allSatisfy { $0.values.allSatisfy { Set($0.keys).isSubset(of: known) } })
    }

    @Test(arguments: VectorKind.all)
    func beginsAnewForVectorsOfAnotherModel(_ kind: VectorKind) async throws {
        let vectors = try await VectorsUnderTest(kind)
        defer { vectors.end() }
        let store = try vectors.open()
        try await store.prepare(dimension: 3)
        try await store.upsert([point("a", [1, 0, 0])])
        if kind == .service(.pinecone) {
            // The index is made in the console, for one dimension.
            let error = await #expect(throws: CasebookError.self) { try await store.prepare(dimension: 2) }
            #expect(error?.diagnostics.first?.code == "vector_store_dimension" && error?.kind == .badConfiguration)
            return
        }
        try await store.prepare(dimension: 2)
        #expect(try await store.count() == 0)
        try await store.upsert([point("b", [1, 0])])
        #expect(try await store.nearest(to: [1, 0], top: 3, filter: .none) == [VectorID(.of("b"))])
    }

    @Test(arguments: VectorKind.made)
    func takesNothingForAPlaceThatIsGone(_ kind: VectorKind) async throws {
        let vectors = try await VectorsUnderTest(kind)
        defer { vectors.end() }
        let store = try vectors.open()
        await #expect(throws: CasebookError.self) { try await store.upsert([point("a", [1, 0, 0])]) }
        try await store.delete([VectorID(.of("a"))])
        try await store.prepare(dimension: 3)
        try await store.upsert([point("a", [1, 0, 0])])
        #expect(try await store.count() == 1)
    }
}
