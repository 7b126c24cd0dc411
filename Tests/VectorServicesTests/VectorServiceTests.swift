import Domain
import Foundation
import HTTPTransport
import Pipeline
import TestSupport
import Testing
import VectorServices

/// What calls of vector services have to withstand: each test runs against each of them over HTTP.
@Suite struct VectorServiceTests {
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

    private func store(_ server: VectorServer, _ kind: VectorServer.Kind) throws -> any VectorStore {
        try service(server, kind).store(for: #require(TenantID("acme")))
    }

    private func point(_ name: String, _ values: [Float]) -> VectorPoint {
        VectorPoint(
            id: VectorID(.of(name)), values: values, isArticle: false, product: nil, date: nil, state: nil)
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
    func asksOnceInPassing(_ kind: VectorServer.Kind) async throws {
        let server = try VectorServer(kind) { _, _ in .json(503, "{}") }
        let time = ManualTime()
        let store = try service(server, kind, time: time).store(for: #require(TenantID("acme")))
        let failed = await #expect(throws: CasebookError.self) { try await store.askedInPassing.count() }
        #expect(failed?.diagnostics.first?.code == "vector_store_unavailable")
        #expect(server.requests.count == 1 && time.pauses.isEmpty)
        await #expect(throws: CasebookError.self) { try await store.count() }
        #expect(server.requests.count == 6)
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
