import Domain
import Foundation
import TestSupport
import Testing

@testable import HTTPTransport

/// Calls over real HTTP in time that passes only while a client waits.
@Suite struct APIClientTests {
    typealias Reply = ScriptedServer.Reply

    private let time = ManualTime()

    private func client(
        limits: RateLimits = RateLimits(), breaker: CircuitBreaker.Settings = CircuitBreaker.Settings(),
        retries: RetryPolicy = RetryPolicy()
    ) -> APIClient {
        let time = time
        return APIClient(
            HTTPTransport(userAgent: "casebook/test"), retries: retries, limits: limits, breaker: breaker,
            time: Timekeeping(
                elapsed: { time.elapsed }, sleep: { time.sleep($0) }, random: { 0.5 },
                clock: .fixed(Instant(seconds: 0))))
    }

    private func send(
        _ client: APIClient, _ server: ScriptedServer, _ call: APIClient.Call = APIClient.Call()
    ) async throws -> HTTPReply {
        try await client.send(call) { HTTPRequest(.post, server.url("/call"), body: Array("{}".utf8)) }
    }

    private func failure(
        _ client: APIClient, _ server: ScriptedServer, _ call: APIClient.Call = APIClient.Call()
    ) async throws -> HTTPFailure {
        try #require(await #expect(throws: HTTPFailure.self) { _ = try await send(client, server, call) })
    }

    @Test(
        arguments: [
            (429, ["Retry-After": "7"], Duration.seconds(7)), (429, [:], .milliseconds(250)),
            (429, ["retry-after-ms": "1500"], .milliseconds(1_500)), (503, ["Retry-After": "2"], .seconds(2)),
            (408, [:], .milliseconds(250)), (500, [:], .milliseconds(250)), (502, [:], .milliseconds(250)),
            (504, [:], .milliseconds(250)),
        ] as [(Int, [String: String], Duration)])
    func triesAgainAfter(_ status: Int, _ fields: [String: String], _ pause: Duration) async throws {
        let server = try ScriptedServer { number, _ in .json(number == 0 ? status : 200, "{}", fields) }
        #expect(try await send(client(), server).status == 200)
        #expect(server.requests.count == 2)
        #expect(time.pauses == [pause])
    }

    @Test(arguments: [400, 401, 403, 404, 413, 422, 501])
    func doesNotInsistOn(_ status: Int) async throws {
        let server = try ScriptedServer { _, _ in .json(status, "{}") }
        #expect(try await send(client(), server).status == status)
        #expect(server.requests.count == 1)
    }

    @Test func givesTheLastAnswerWhenAllAttemptsFail() async throws {
        let server = try ScriptedServer { _, _ in .json(429, "{\"why\":1}") }
        #expect(try await send(client(), server).body.count == 9)
        #expect(server.requests.count == 5)
        let patient = try ScriptedServer { _, _ in .json(429, "{}", ["Retry-After": "86400"]) }
        #expect(try await send(client(), patient).status == 429)
        #expect(patient.requests.count == 1)
    }

    @Test(arguments: ["cut", "closed"])
    func repeatsNothingThatMayHaveBeenBilled(_ way: String) async throws {
        let server = try ScriptedServer { _, _ in
            way == "cut" ? .answer(200, [:], Array("{\"half".utf8), length: 99) : Reply([])
        }
        #expect(try await failure(client(), server).kind == .ambiguous)
        #expect(server.requests.count == 1 && time.pauses.isEmpty)
        let free = try ScriptedServer { number, _ in number < 2 ? Reply([]) : .json(200, "{}") }
        #expect(try await send(client(), free, APIClient.Call(isRepeatable: true)).status == 200)
        #expect(free.requests.count == 3)
    }

    @Test func repeatsWhatNeverWentOut() async throws {
        // Nothing of ours listens there, whereas a port that was free a moment ago may be another test's by now.
        let url = try #require(URL(string: "http://127.0.0.1:1/file"))
        let lost = await #expect(throws: HTTPFailure.self) {
            try await client().send(APIClient.Call()) { HTTPRequest(.post, url, body: [1]) }
        }
        #expect(lost?.kind == .unreachable && time.pauses.count == 4)
    }

    @Test func triesOnceAndNotForLongWhatIsNotWorthMore() async throws {
        func call(_ patience: Duration) -> APIClient.Call { APIClient.Call(isRepeatable: true, patience: patience) }
        let busy = try ScriptedServer { _, _ in .json(503, "{}", ["Retry-After": "1"]) }
        #expect(try await send(client(), busy, call(.seconds(60))).status == 503)
        let silent = try ScriptedServer { _, _ in Reply([.pause(milliseconds: 20_000)]) }
        #expect(try await failure(client(), silent, call(.seconds(2))).kind == .tooSlow)
        #expect(busy.requests.count == 1 && silent.requests.count == 1 && time.pauses.isEmpty)
    }

    @Test func leavesAnEndpointAloneThatKeepsFailing() async throws {
        let server = try ScriptedServer { number, _ in .json(number < 3 ? 500 : 200, "{}") }
        let client = client(
            breaker: CircuitBreaker.Settings(failures: 3, pause: .seconds(30)), retries: RetryPolicy(attempts: 1))
        for _ in 0..<3 { #expect(try await send(client, server).status == 500) }
        #expect(try await failure(client, server).kind == .circuitOpen)
        #expect(server.requests.count == 3)
        time.sleep(.seconds(30))
        for _ in 0..<2 { #expect(try await send(client, server).status == 200) }
    }

    @Test func keepsToARate() async throws {
        let server = try ScriptedServer { _, _ in .json(200, "{}") }
        let client = client(limits: RateLimits(requestsPerMinute: 2, tokensPerMinute: 600))
        for _ in 0..<3 { _ = try await send(client, server, APIClient.Call(tokens: 10)) }
        #expect(time.pauses == [.seconds(30)])
        // Its tokens, not the requests: after the pause there are 570 and 300 of a minute's.
        time.sleep(.seconds(60))
        _ = try await send(client, server, APIClient.Call(tokens: 900))
        #expect(time.pauses.last == .seconds(30))
        client.settle(APIClient.Call(tokens: 900), used: 100)
        _ = try await send(client, server, APIClient.Call(tokens: 600))
        #expect(time.pauses.last.map { $0 <= .seconds(30) } == true)
    }

    @Test func learnsTheRateFromAnswers() async throws {
        let server = try ScriptedServer { _, _ in
            .json(
                200, "{}",
                [
                    "x-ratelimit-limit-requests": "60", "x-ratelimit-remaining-requests": "0",
                    "x-ratelimit-reset-requests": "1m2.5s",
                ])
        }
        let client = client()
        _ = try await send(client, server)
        _ = try await send(client, server)
        #expect(time.pauses == [.milliseconds(62_500)])
    }

    @Test func refusesACallThatWouldWaitTooLong() async throws {
        let server = try ScriptedServer { _, _ in .json(200, "{}") }
        let client = client(limits: RateLimits(tokensPerMinute: 100, longestWait: .seconds(60)))
        #expect(try await failure(client, server, APIClient.Call(tokens: 1_000)).kind == .rateLimited)
        // It gave back what it had taken.
        _ = try await send(client, server, APIClient.Call(tokens: 100))
        #expect(server.requests.count == 1 && time.pauses.isEmpty)
    }

    @Test func makesEachAttemptsRequestAnew() async throws {
        let server = try ScriptedServer { number, _ in .json(number < 2 ? 500 : 200, "{}") }
        let made = ManualTime()
        _ = try await client().send(APIClient.Call()) {
            made.sleep(.seconds(1))
            return HTTPRequest(
                .post, server.url("/"), fields: [HTTPRequest.Field("X-Date", "\(made.elapsed)")], body: [])
        }
        #expect(server.requests.map { $0.fields["x-date"] } == ["1.0 seconds", "2.0 seconds", "3.0 seconds"])
    }
}
