import Domain
import Foundation
import HTTPTransport
import Pipeline
import TestSupport
import Testing
import VectorServices

/// One suite for all vector services: each test runs against each of them over HTTP.
@Suite struct VectorStoreTests {
    private func service(
        _ server: VectorServer, _ kind: VectorServer.Kind, key: String = "key-1", time: ManualTime = ManualTime()
    ) throws -> VectorService {
        let client = APIClient(
            HTTPTransport(userAgent: "casebook-tests"),
            time: Timekeeping(
                elapsed: { time.elapsed }, sleep: { time.sleep($0) }, random: { 0.5 },
                clock: .fixed(Instant(seconds: 0))))
        return VectorService(
            kind: try #require(VectorServiceKind(rawValue: kind.rawValue)), url: server.url, key: Secret(key),
            prefix: "casebook", client: client)
    }

    private func store(_ server: VectorServer, _ kind: VectorServer.Kind, _ name: String = "acme") throws
        -> any VectorStore
    {
        try service(server, kind).store(for: #require(TenantID(name)))
    }

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

    @Test(arguments: VectorServer.Kind.allCases)
    func findsTheNearestAndForgetsWhatItIsTold(_ kind: VectorServer.Kind) async throws {
        let server = try VectorServer(kind)
        let store = try store(server, kind)
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
        try await store.upsert(points)
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

    @Test(arguments: [VectorServer.Kind.qdrant, .azureSearch, .weaviate])
    func takesNothingForAPlaceThatIsGone(_ kind: VectorServer.Kind) async throws {
        let store = try store(try VectorServer(kind), kind)
        await #expect(throws: CasebookError.self) { try await store.upsert([point("a", [1, 0, 0])]) }
        try await store.delete([VectorID(.of("a"))])
    }

    @Test(arguments: VectorServer.Kind.allCases)
    func filtersBeforeItSearches(_ kind: VectorServer.Kind) async throws {
        let server = try VectorServer(kind)
        let store = try store(server, kind)
        try await store.prepare(dimension: 3)
        let hostile = "it's \"x\") {} \\ or 1 eq 1 or ''"
        let near = (0..<50).map {
            point("near \($0)", [1, Float($0) / 1_000, 0], product: "vpn", date: 100, state: "open")
        }
        let far = point("far", [0, 1, 0], product: hostile, date: 200, state: "closed")
        let undated = point("undated", [0.9, 0.1, 0], product: "vpn")
        let article = point("article", [0.5, 0.5, 0], isArticle: true)
        try await store.upsert(near + [far, undated, article])
        func found(_ filter: VectorFilter, top: Int = 100) async throws -> Set<VectorID> {
            Set(try await store.nearest(to: [1, 0, 0], top: top, filter: filter))
        }
        let nearIDs = Set(near.map(\.id))
        // Fifty nearer points do not crowd it out.
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

    @Test(arguments: VectorServer.Kind.allCases)
    func listsEveryIDOnceAndKeepsToTheServicesLimits(_ kind: VectorServer.Kind) async throws {
        let server = try VectorServer(kind, dimension: 64)
        let store = try store(server, kind)
        try await store.prepare(dimension: 64)
        let points = (0..<2_345).map { number in
            point("p\(number)", (0..<64).map { Float(number * 31 + $0 * 17 + 1) / 7 }, product: "vpn")
        }
        try await store.upsert(points)
        #expect(try await store.count() == points.count)
        let ids = try await allIDs(store)
        #expect(ids.count == points.count && Set(ids) == Set(points.map(\.id)))
        #expect(server.requests.filter { $0.method != "GET" && $0.body.count > 10_000 }.count > 2)
        let before = server.requests.count
        try await store.delete(Array(ids.prefix(2_300)))
        #expect(server.requests.count - before <= 4)
        #expect(try await store.count() == 45)
    }

    @Test(arguments: VectorServer.Kind.allCases)
    func keepsTenantsApart(_ kind: VectorServer.Kind) async throws {
        let server = try VectorServer(kind)
        let names = ["acme", "bcme", "a", "acme-1", "acme1"]
        for name in names {
            let store = try store(server, kind, name)
            try await store.prepare(dimension: 3)
            try await store.upsert([point("of \(name)", [1, 0, 0])])
        }
        for name in names {
            let store = try store(server, kind, name)
            #expect(try await store.nearest(to: [1, 0, 0], top: 10, filter: .none) == [VectorID(.of("of \(name)"))])
        }
        try await store(server, kind, "acme").deleteAll()
        for name in names.dropFirst() { #expect(try await store(server, kind, name).count() == 1) }
        // Nothing that names a tenant is a name there, and no text travels.
        #expect(
            server.content.keys.allSatisfy { key in key.lowercased().hasPrefix("casebook") && !key.contains("cme") })
        let known: Set = ["kind", "product", "date", "state"]
        #expect(server.content.values.allSatisfy { $0.values.allSatisfy { Set($0.keys).isSubset(of: known) } })
    }

    @Test(arguments: VectorServer.Kind.allCases)
    func beginsAnewForVectorsOfAnotherModel(_ kind: VectorServer.Kind) async throws {
        let server = try VectorServer(kind)
        let store = try store(server, kind)
        try await store.prepare(dimension: 3)
        try await store.upsert([point("a", [1, 0, 0])])
        if kind == .pinecone {
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

    @Test(arguments: VectorServer.Kind.allCases)
    func repeatsCallsThatFailInPassing(_ kind: VectorServer.Kind) async throws {
        // Every other request fails: the server is busy, or the answer is lost on its way.
        let server = try VectorServer(kind) { number, _ in
            switch number % 4 {
            case 0: .json(503, "{}")
            case 2: ScriptedServer.Reply([.send(Array("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{".utf8))])
            default: nil
            }
        }
        let store = try store(server, kind)
        try await store.prepare(dimension: 3)
        try await store.upsert([point("a", [1, 0, 0]), point("b", [0, 1, 0])])
        try await store.delete([VectorID(.of("b"))])
        #expect(try await store.nearest(to: [1, 0, 0], top: 3, filter: .none) == [VectorID(.of("a"))])
        #expect(try await store.count() == 1)
    }

    @Test(arguments: VectorServer.Kind.allCases)
    func failsInWordsThatHoldNoKey(_ kind: VectorServer.Kind) async throws {
        let server = try VectorServer(kind)
        let secret = "sk-very-secret"
        let wrong = try service(server, kind, key: secret).store(for: #require(TenantID("acme")))
        let refused = await #expect(throws: CasebookError.self) { try await wrong.check() }
        #expect(refused?.kind == .refused && refused?.diagnostics.first?.code == "vector_store_refused")
        // A service that repeats the key in what it says.
        let chatty = try VectorServer(kind) { _, request in
            .json(400, "{\"error\":\"bad \(request.fields["api-key"] ?? request.fields["authorization"] ?? "")\"}")
        }
        let store = try service(chatty, kind, key: secret).store(for: #require(TenantID("acme")))
        let failed = await #expect(throws: CasebookError.self) {
            try await store.nearest(to: [1], top: 1, filter: .none)
        }
        #expect(failed?.kind == .unavailable)
        for error in [refused, failed] { #expect(error.map { "\($0)".contains(secret) } == false) }
        let odd = try VectorServer(kind) { _, _ in .json(200, "[]") }
        let other = try self.store(odd, kind)
        let lost = await #expect(throws: CasebookError.self) {
            _ = try await other.nearest(to: [1], top: 1, filter: .none)
        }
        #expect(lost?.diagnostics.first?.code == "vector_store_failed")
    }

    @Test func madeIDsAreUUIDsThatSayWhatTheyWereMadeOf() throws {
        let id = VectorID(.of("a"))
        #expect(UUID(uuidString: id.text) != nil && id == VectorID(.of("a")) && id != VectorID(.of("b")))
        #expect(VectorID(id.text.uppercased()) == id)
        #expect(VectorID("00000000-0000-4000-8000-000000000000") == nil && VectorID("x") == nil)
    }
}
