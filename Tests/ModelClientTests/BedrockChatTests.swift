import Domain
import Foundation
import HTTPTransport
import Prompting
import TestSupport
import Testing

@testable import ModelClient

/// Bedrock's Converse API over real HTTP, with its signatures checked.
@Suite struct BedrockChatTests {
    private static let bedrock = BedrockServer(secretKey: Samples.secretKey)
    private static let model = "anthropic.claude-3-5-sonnet-20241022-v2:0"
    private static let path = "anthropic.claude-3-5-sonnet-20241022-v2%3A0"
    private static let tool = #"[{"toolUse":{"toolUseId":"t1","name":"resolution","input":"# + Samples.answer + "}}]"

    private func reply(_ server: ScriptedServer, _ request: ChatRequest = Samples.request) async throws -> ChatReply {
        try await BedrockChatModel(Self.model, service: Samples.bedrock(server)).reply(to: request)
    }

    @Test func readsAReplyFromATool() async throws {
        let server = try ScriptedServer { _, request in
            Self.bedrock.converse(request, model: Self.path, content: Self.tool)
        }
        let reply = try await reply(server)
        #expect(reply.json?["claims"] == ["T1"])
        #expect(reply.usage == TokenUsage(input: 100, output: 20, cachedInput: 40))
    }

    @Test func readsFreeText() async throws {
        let server = try ScriptedServer { _, request in
            Self.bedrock.converse(
                request, model: Self.path, content: #"[{"text":"Hello"},{"text":" there"}]"#, stop: "end_turn")
        }
        #expect(try await reply(server, ChatRequest([ChatMessage(.user, "Hi")])).text == "Hello there")
    }

    @Test(
        arguments: [
            ("[]", "end_turn", .empty), (#"[{"text":"no tool"}]"#, "end_turn", .notJSON),
            (Self.tool, "max_tokens", .cutShort), ("[]", "content_filtered", .filtered),
            (#"[{"text":"blocked"}]"#, "guardrail_intervened", .filtered),
            (#"[{"toolUse":{"toolUseId":"t","name":"resolution","input":{}}}]"#, "tool_use", .outsideFormat("/title")),
            (#"[{"toolUse":{"toolUseId":"t","name":"other","input":{}}}]"#, "tool_use", .notJSON),
        ] as [(String, String, ModelFailure.Kind)])
    func refusesAnswersOfAnotherForm(_ content: String, _ stop: String, _ kind: ModelFailure.Kind) async throws {
        let server = try ScriptedServer { _, request in
            Self.bedrock.converse(request, model: Self.path, content: content, stop: stop)
        }
        let lost = await Samples.failure { _ = try await reply(server) }
        #expect(lost?.kind == kind && lost?.usage?.total == 120)
    }

    @Test(
        arguments: [
            (429, "ThrottlingException", .rateLimited, 5), (503, "ServiceUnavailableException", .unavailable, 5),
            (424, "ModelErrorException", .unavailable, 1), (403, "AccessDeniedException", .unauthorised, 1),
            (404, "ResourceNotFoundException", .refused, 1), (403, "ExpiredTokenException", .unauthorised, 2),
        ] as [(Int, String, ModelFailure.Kind, Int)])
    func tellsFaultsApart(_ status: Int, _ type: String, _ kind: ModelFailure.Kind, _ requests: Int) async throws {
        let server = try ScriptedServer { _, _ in
            .json(status, #"{"message":"private words"}"#, ["x-amzn-ErrorType": type])
        }
        let lost = await Samples.failure { _ = try await reply(server) }
        #expect(lost?.kind == kind && lost?.detail.contains(type) == true && lost?.detail.contains("private") == false)
        #expect(server.requests.count == requests)
    }

    @Test func findsAPromptThatIsTooLong() async throws {
        let server = try ScriptedServer { _, _ in
            .json(
                400, #"{"message":"Input is too long for requested model."}"#,
                ["x-amzn-ErrorType": "ValidationException"])
        }
        #expect(await Samples.failure { _ = try await reply(server) }?.kind == .promptTooLong)
    }

    @Test func signsNothingWithWrongKeys() async throws {
        let other = BedrockServer(secretKey: "another")
        let server = try ScriptedServer { _, request in
            other.converse(request, model: Self.path, content: Self.tool)
        }
        #expect(await Samples.failure { _ = try await reply(server) }?.kind == .unauthorised)
    }
}
