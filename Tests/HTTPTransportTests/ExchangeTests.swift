import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import HTTPTransport

/// Whole answers over real HTTP.
@Suite struct ExchangeTests {
    typealias Reply = ScriptedServer.Reply

    private static let key = "sk-very-secret"

    private func post(_ server: ScriptedServer, _ path: String = "/call", _ body: String = "{}") -> HTTPRequest {
        HTTPRequest(
            .post, server.url(path),
            fields: [
                HTTPRequest.Field("Content-Type", "application/json"),
                HTTPRequest.Field("Authorization", "Bearer \(Self.key)"),
            ], body: Array(body.utf8))
    }

    private func failure(
        _ request: HTTPRequest, _ limits: TransportLimits = TransportLimits(), isRepeatable: Bool = false,
        largestReply: Int = 16 << 20
    ) async -> HTTPFailure? {
        do throws(HTTPFailure) {
            _ = try await HTTPTransport(userAgent: "casebook/test", limits: limits)
                .exchange(request, isRepeatable: isRepeatable, largestReply: largestReply)
            return nil
        } catch {
            return error
        }
    }

    @Test func sendsABodyAndGivesTheAnswerWhateverItsStatus() async throws {
        let server = try ScriptedServer { _, request in .json(418, "{\"is\":\(request.body.count)}", ["X-One": "1"]) }
        let body = String(repeating: "long ", count: 500_000)
        let reply = try await HTTPTransport(userAgent: "casebook/test").exchange(post(server, "/a?b=c", body))
        #expect(reply.status == 418 && reply.head["x-one"] == "1")
        #expect(String(decoding: reply.body, as: UTF8.self) == "{\"is\":2500000}")
        let request = try #require(server.requests.first)
        #expect(request.method == "POST" && request.path == "/a?b=c" && request.body == Array(body.utf8))
        #expect(request.fields["content-type"] == "application/json")
        #expect(request.fields["authorization"] == "Bearer \(Self.key)")
        #expect(request.fields["expect"] == nil && request.fields["accept-encoding"] == "gzip, deflate")
    }

    @Test func sendsEveryMethodAsItIs() async throws {
        let server = try ScriptedServer { _, request in
            request.method == "HEAD"
                ? .answer(200, ["X-Size": "1"], [], length: 1 << 40) : .answer(200, [:], Array("ok".utf8))
        }
        let transport = HTTPTransport(userAgent: "casebook/test")
        func send(_ method: HTTPRequest.Method, _ body: [UInt8]?) async throws -> HTTPReply {
            try await transport.exchange(HTTPRequest(method, server.url("/a"), body: body, acceptsPacked: false))
        }
        let large = [UInt8](repeating: 7, count: 3 << 20)
        for (method, body) in [(.put, large), (.put, []), (.put, nil), (.delete, large), (.delete, nil), (.get, nil)]
            as [(HTTPRequest.Method, [UInt8]?)]
        {
            #expect(try await send(method, body).body == Array("ok".utf8))
            let request = try #require(server.requests.last)
            #expect(request.method == method.rawValue && request.body == body ?? [])
            #expect(request.fields["content-type"] == nil && request.fields["accept-encoding"] == nil)
            #expect(request.fields["content-length"] == (method == .put || body != nil ? "\(body?.count ?? 0)" : nil))
        }
        // The length in a head is that of a body that does not come.
        let head = try await send(.head, nil)
        #expect(head.body.isEmpty && head.head["content-length"] == "\(1 << 40)")
    }

    @Test func usesAConnectionAgain() async throws {
        let server = try ScriptedServer { number, _ in .json(200, "{\"number\":\(number)}") }
        let transport = HTTPTransport(userAgent: "casebook/test")
        for number in 0..<5 {
            let reply = try await transport.exchange(post(server))
            #expect(String(decoding: reply.body, as: UTF8.self) == "{\"number\":\(number)}")
        }
        #expect(Set(server.requests.map(\.connection)) == [0])
    }

    @Test func carriesManyAtOnce() async throws {
        let arrived = Atomic(0)
        // Nobody is answered before sixteen are there: one after the other none would ever be.
        let server = try ScriptedServer { _, request in
            arrived.add(1, ordering: .relaxed)
            for _ in 0..<120_000 where arrived.load(ordering: .relaxed) < 16 { usleep(1_000) }
            return arrived.load(ordering: .relaxed) < 16
                ? .json(500, "{}") : .json(200, String(decoding: request.body, as: UTF8.self))
        }
        let transport = HTTPTransport(userAgent: "casebook/test")
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<150 {
                group.addTask {
                    let body = "{\"n\":\(number)}"
                    return try await transport.exchange(self.post(server, "/call", body)).body == Array(body.utf8)
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
        #expect(server.requests.count == 150)
    }

    @Test func unpacksAnswersAndCountsWhatComesOut() async throws {
        let packed = try #require(Data(base64Encoded: Self.packed))
        let server = try ScriptedServer { _, _ in .answer(200, ["Content-Encoding": "gzip"], Array(packed)) }
        let reply = try await HTTPTransport(userAgent: "casebook/test").exchange(post(server))
        #expect(reply.body.count == 100_008 && packed.count < 1_000)
        #expect(await failure(post(server), largestReply: 50_000)?.kind == .tooLarge)
    }

    @Test(arguments: [true, false])
    func refusesALargeAnswer(_ saysSo: Bool) async throws {
        let body = [UInt8](repeating: 0x20, count: 10 << 20)
        let server = try ScriptedServer { _, _ in
            saysSo ? .answer(200, [:], body) : Reply([.send(Array("HTTP/1.1 200 OK\r\n\r\n".utf8)), .send(body)])
        }
        let lost = await failure(post(server), largestReply: 1 << 20)
        #expect(lost?.kind == .tooLarge && lost?.wasSent == true)
    }

    @Test func tellsWhatWasSentFromWhatWasNot() async throws {
        let cut = try ScriptedServer { _, _ in .answer(200, [:], Array("{\"half".utf8), length: 100) }
        let lost = await failure(post(cut))
        #expect(lost?.kind == .unreachable && lost?.wasSent == true)
        let closing = try ScriptedServer { _, _ in Reply([]) }
        #expect(await failure(post(closing))?.wasSent == true)
        let nobody = HTTPRequest(.post, try #require(URL(string: "http://127.0.0.1:1/")), body: [1])
        let refused = await failure(nobody)
        #expect(refused?.kind == .unreachable && refused?.wasSent == false)
    }

    @Test func givesAnErrorsStatusThoughItsWordsAreLost() async throws {
        let server = try ScriptedServer { _, _ in .answer(503, ["Retry-After": "3"], [1, 2], length: 100) }
        let reply = try await HTTPTransport(userAgent: "casebook/test").exchange(post(server))
        #expect(reply.status == 503 && reply.head["retry-after"] == "3")
    }

    /// libcurl would send it again by itself.
    @Test func sendsNothingTwiceWhenAKeptConnectionDies() async throws {
        let server = try ScriptedServer { number, _ in number == 1 ? Reply([]) : .json(200, "{}") }
        let transport = HTTPTransport(userAgent: "casebook/test")
        _ = try await transport.exchange(post(server))
        let lost = await #expect(throws: HTTPFailure.self) { _ = try await transport.exchange(self.post(server)) }
        #expect(lost?.wasSent == true)
        #expect(server.requests.map(\.connection) == [0, 0])
    }

    @Test func sendsAgainWhatMayBeRepeated() async throws {
        let server = try ScriptedServer { number, _ in number == 1 ? Reply([]) : .json(200, "{}") }
        let transport = HTTPTransport(userAgent: "casebook/test")
        _ = try await transport.exchange(post(server))
        _ = try await transport.exchange(post(server), isRepeatable: true)
        #expect(server.requests.map(\.connection) == [0, 0, 1])
    }

    @Test func leavesAServerThatDrips() async throws {
        let server = try ScriptedServer { _, _ in
            var reply = Reply.answer(200, [:], [], length: 1_000)
            for _ in 0..<60 { reply.steps += [.pause(milliseconds: 100), .send([0x20])] }
            return reply
        }
        let lost = await failure(post(server), TransportLimits(idle: .seconds(1), slowest: 1_000))
        #expect(lost?.kind == .tooSlow && lost?.wasSent == true)
        #expect(await failure(post(server), TransportLimits(total: .milliseconds(300)))?.kind == .tooSlow)
    }

    @Test func followsNoRedirect() async throws {
        let other = try ScriptedServer { _, _ in .json(200, "{}") }
        let server = try ScriptedServer { _, _ in .json(307, "", ["Location": other.url("/x").absoluteString]) }
        #expect(await failure(post(server))?.kind == .redirected)
        #expect(other.requests.isEmpty)
    }

    @Test(arguments: ["a\r\nX-Evil: 1", "a\nb", "a\u{0}b"])
    func refusesFieldsThatAreNotOneLine(_ value: String) async throws {
        let server = try ScriptedServer { _, _ in .json(200, "{}") }
        let request = HTTPRequest(.post, server.url("/"), fields: [HTTPRequest.Field("X-Key", value)], body: [])
        #expect(await failure(request)?.kind == .malformed)
        #expect(server.requests.isEmpty)
    }

    @Test func endsAtOnceWhenCancelled() async throws {
        // The server says nothing for longer than any busy machine takes to notice.
        let server = try ScriptedServer { _, _ in Reply([.pause(milliseconds: 600_000)]) }
        let transport = HTTPTransport(userAgent: "casebook/test")
        let request = post(server)
        let task = Task { try await transport.exchange(request) }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        let start = ContinuousClock.now
        task.cancel()
        let lost = await #expect(throws: HTTPFailure.self) { _ = try await task.value }
        #expect(lost?.kind == .cancelled && lost?.wasSent == true)
        #expect(start.duration(to: .now) < .seconds(400))
    }

    @Test func showsNoKey() async throws {
        let server = try ScriptedServer { _, _ in .json(200, "{\"answer\":\"private\"}") }
        let request = post(server, "/call?key=\(Self.key)", "{\"prompt\":\"private\"}")
        var dumped = ""
        dump(request, to: &dumped)
        dump(request.fields, to: &dumped)
        dump(try await HTTPTransport(userAgent: "casebook/test").exchange(request), to: &dumped)
        dumped += "\(request) \(request.fields) " + String(reflecting: request)
        #expect(!dumped.contains(Self.key) && !dumped.contains("private"))
    }

    /// `{"a":"xxx…"}` with 100,000 x.
    private static let packed = """
        H4sIAAAAAAACA+3BQQ0AMAgEMC8nAzdzQULwPhs82k5eKg0AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACclf3BUFyEqIYBAA==
        """
}
