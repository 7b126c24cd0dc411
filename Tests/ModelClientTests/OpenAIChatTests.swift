import CloudCredentials
import Domain
import Foundation
import HTTPTransport
import Prompting
import TestSupport
import Testing

@testable import ModelClient

/// Chat models of the OpenAI kind, over real HTTP.
@Suite struct OpenAIChatTests {
    typealias Reply = ScriptedServer.Reply

    private static let openAI = OpenAIServer(.bearer(Samples.key))

    private static func answer(_ request: ScriptedServer.Request) -> Reply {
        openAI.chat(request, content: Samples.answer)
    }

    @Test func readsAReplyAndItsPrice() async throws {
        let server = try ScriptedServer { _, request in Self.answer(request) }
        let reply = try await Samples.openAI(server).reply(to: Samples.request)
        #expect(reply.json?["title"] == "VPN drops" && reply.text == Samples.answer)
        #expect(reply.usage == TokenUsage(input: 100, output: 20, cachedInput: 40))
        #expect(reply.model == "gpt-4o-2024-08-06")
    }

    @Test func asksAzureByDeployment() async throws {
        let azure = OpenAIServer(.apiKey(Samples.key), deployment: "my-gpt")
        let server = try ScriptedServer { _, request in azure.chat(request, content: Samples.answer) }
        let model = OpenAIChatModel(
            "my-gpt",
            service: .azure(
                server.url("/"), authorisation: KeyAuthorisation.apiKey(Secret(Samples.key)),
                client: Samples.client()))
        #expect(try await model.reply(to: Samples.request).json?["title"] == "VPN drops")
        #expect(model.identity.provider == "azure-openai" && model.identity.name == "my-gpt")
    }

    @Test func sendsTheFieldsOfAGatewayAndOlderMembers() async throws {
        let server = try ScriptedServer { _, request in Self.answer(request) }
        let model = OpenAIChatModel(
            "gpt-4o",
            service: .gateway(
                server.url("/v1/"), authorisation: KeyAuthorisation.bearer(Secret(Samples.key)),
                fields: [HTTPRequest.Field("X-Team", "support")], client: Samples.client()),
            options: .init(lengthMember: "max_tokens", structuredOutput: .jsonObject, seed: 7))
        #expect(try await model.reply(to: Samples.request).json != nil)
        let request = try #require(server.requests.first)
        let body = try JSONValue(strictly: request.body)
        #expect(request.fields["x-team"] == "support")
        #expect(body["max_tokens"] == 500 && body["seed"] == 7 && body["response_format"] == ["type": "json_object"])
        #expect(body["messages"]?.array?.count == 3)
    }

    @Test(
        arguments: [
            (429, ["Retry-After": "7"], Duration.seconds(7)), (429, [:], .milliseconds(250)),
            (500, [:], .milliseconds(250)), (503, [:], .milliseconds(250)),
        ] as [(Int, [String: String], Duration)])
    func triesAgainWithoutHarm(_ status: Int, _ fields: [String: String], _ pause: Duration) async throws {
        let server = try ScriptedServer { number, request in
            number == 0 ? .json(status, #"{"error":{"message":"no"}}"#, fields) : Self.answer(request)
        }
        let time = ManualTime()
        _ = try await Samples.openAI(server, time: time).reply(to: Samples.request)
        #expect(server.requests.count == 2 && time.pauses == [pause])
    }

    /// Each server spoils its answer in a way of its own.
    @Test(
        arguments: [
            ("cut", .ambiguous), ("closed", .ambiguous), ("drip", .ambiguous), ("ten megabytes", .malformed),
            ("no json", .malformed), ("a list", .malformed), ("always 429", .rateLimited),
            ("always 500", .unavailable), ("unknown model", .refused), ("too long", .promptTooLong),
            ("prompt filtered", .filtered), ("redirect", .refused),
        ] as [(String, ModelFailure.Kind)])
    func tellsFaultsApart(_ way: String, _ kind: ModelFailure.Kind) async throws {
        let server = try ScriptedServer { _, request in Self.fault(way, request) }
        let lost = await Samples.failure { _ = try await Samples.openAI(server).reply(to: Samples.request) }
        #expect(lost?.kind == kind)
        let isBilled = kind == .ambiguous || kind == .malformed
        #expect((lost?.usage != nil) == isBilled)
        #expect(server.requests.count == (way.hasPrefix("always") ? 5 : 1))
        #expect(lost?.error.diagnostics.first?.remedy?.isEmpty == false)
    }

    private static func fault(_ way: String, _ request: ScriptedServer.Request) -> Reply {
        switch way {
        case "cut": return .answer(200, [:], Array(#"{"id":"chatcmpl"#.utf8), length: 900)
        case "closed": return Reply([])
        case "drip":
            var reply = Reply.answer(200, [:], [], length: 1_000)
            for _ in 0..<60 { reply.steps += [.pause(milliseconds: 100), .send([0x20])] }
            return reply
        case "ten megabytes": return .answer(200, [:], [UInt8](repeating: 0x20, count: 10 << 20))
        case "no json": return .answer(200, [:], Array("<html>gateway</html>".utf8))
        case "a list": return .json(200, "[]")
        case "always 429": return .json(429, #"{"error":{"code":"insufficient_quota"}}"#)
        case "always 500": return .json(500, "")
        case "unknown model": return .json(404, #"{"error":{"code":"model_not_found"}}"#)
        case "too long": return .json(400, #"{"error":{"code":"context_length_exceeded"}}"#)
        case "prompt filtered": return OpenAIServer.filtered
        default: return .json(302, "", ["Location": "/elsewhere"])
        }
    }

    /// Answers that were paid for and cannot be used.
    @Test(
        arguments: [
            ("not JSON", .notJSON), (#"{"title":"x"}"#, .outsideFormat("/claims")),
            (#"{"title":"x","claims":[1]}"#, .outsideFormat("/claims/0")), ("", .empty), ("  \n", .empty),
            (#"{"title":"x","title":"y","claims":[]}"#, .notJSON),
        ] as [(String, ModelFailure.Kind)])
    func refusesAnswersOfAnotherForm(_ content: String, _ kind: ModelFailure.Kind) async throws {
        let server = try ScriptedServer { _, request in Self.openAI.chat(request, content: content) }
        let lost = await Samples.failure { _ = try await Samples.openAI(server).reply(to: Samples.request) }
        #expect(lost?.kind == kind && lost?.usage?.total == 120 && lost?.isWorthRepairing == true)
    }

    @Test func tellsRefusalsCutsAndMissingChoices() async throws {
        let replies: [(@Sendable (ScriptedServer.Request) -> Reply, ModelFailure.Kind)] = [
            ({ Self.openAI.chat($0, content: "", finish: "content_filter") }, .filtered),
            ({ Self.openAI.chat($0, content: "", refusal: "I cannot help.") }, .filtered),
            ({ Self.openAI.chat($0, content: #"{"tit"#, finish: "length") }, .cutShort),
            ({ Self.openAI.chat($0, content: "", hasChoice: false) }, .empty),
        ]
        for (reply, kind) in replies {
            let server = try ScriptedServer { _, request in reply(request) }
            let lost = await Samples.failure { _ = try await Samples.openAI(server).reply(to: Samples.request) }
            #expect(lost?.kind == kind && lost?.usage?.total == 120 && server.requests.count == 1)
        }
    }

    @Test func estimatesThePriceThatIsNotTold() async throws {
        let server = try ScriptedServer { _, request in
            Self.openAI.chat(request, content: Samples.answer, hasUsage: false)
        }
        let usage = try await Samples.openAI(server).reply(to: Samples.request).usage
        #expect(usage.isEstimated && usage.output > 5 && usage.input == Samples.request.estimate.input)
    }

    @Test func showsNoKeyWhenItIsWrong() async throws {
        let server = try ScriptedServer { _, request in Self.answer(request) }
        for (key, requests) in [("sk-wrong", 1), ("", 1), ("sk-a\r\nX-Evil: 1", 1)] {
            let lost = await Samples.failure {
                _ = try await Samples.openAI(server, key: key).reply(to: Samples.request)
            }
            var shown = ""
            dump(lost, to: &shown)
            shown += lost.map { "\($0) \($0.error)" } ?? ""
            #expect(!shown.contains("sk-") && !shown.isEmpty)
            #expect(lost?.kind == .unauthorised || key.contains("Evil"))
            #expect(server.requests.count == requests)
        }
    }

    @Test func givesItsShareOfTheRateBack() async throws {
        let server = try ScriptedServer { _, request in Self.answer(request) }
        let time = ManualTime()
        let model = OpenAIChatModel(
            "gpt-4o",
            service: .gateway(
                server.url("/v1"), authorisation: KeyAuthorisation.bearer(Secret(Samples.key)),
                client: Samples.client(time, limits: RateLimits(tokensPerMinute: 1_200))))
        // Each takes about 600 and uses 120.
        for _ in 0..<5 { _ = try await model.reply(to: Samples.request) }
        #expect(time.pauses.isEmpty)
    }

    /// Sixteen at once, of a server that fails one in ten.
    @Test func answersEachOfManyCallsOnce() async throws {
        let server = try ScriptedServer { number, request in
            number.isMultiple(of: 10) ? .json(500, "{}") : Self.openAI.chat(request, content: Self.last(request))
        }
        let model = Samples.openAI(server)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<1_000 {
                if number >= 16 { #expect(try await group.next() == true) }
                group.addTask {
                    let request = ChatRequest([ChatMessage(.user, "\(number)")])
                    return try await model.reply(to: request).text == "\(number)"
                }
            }
            for try await isRight in group { #expect(isRight) }
        }
        let paid = server.requests.enumerated().filter { !$0.offset.isMultiple(of: 10) }.map { Self.last($0.element) }
        #expect(paid.count == 1_000 && Set(paid).count == 1_000)
        // As many as worked at once, and few more: connections are used again.
        #expect(Set(server.requests.map(\.connection)).count <= 64)
    }

    private static func last(_ request: ScriptedServer.Request) -> String {
        (try? JSONValue(strictly: request.body))?["messages"]?.array?.last?["content"]?.string ?? ""
    }
}
