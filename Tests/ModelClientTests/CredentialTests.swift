import CloudCredentials
import Domain
import Foundation
import HTTPTransport
import Prompting
import Synchronization
import TestSupport
import Testing

@testable import ModelClient

/// Calls of models with credentials that are fetched and renewed.
@Suite struct CredentialTests {
    @Test func takesOnARoleAndRenewsIt() async throws {
        let scratch = try Scratch()
        let token = try scratch.write("token", "web-token\n")
        let sts = try ScriptedServer { _, request in
            TokenServer.sts(
                request, webToken: "web-token", secretKey: Samples.secretKey, sessionToken: "session",
                until: "1970-01-01T01:00:00Z")
        }
        let now = Mutex<Int64>(0)
        let authorisation = AWSAuthorisation(
            region: "eu-central-1",
            environment: AWSEnvironment(
                ["AWS_ROLE_ARN": "arn:aws:iam::1:role/r", "AWS_WEB_IDENTITY_TOKEN_FILE": token.path],
                home: scratch.url),
            client: Samples.client(), sts: sts.url("/"), clock: WallClock { Instant(seconds: now.withLock { $0 }) })
        let bedrock = BedrockServer(secretKey: Samples.secretKey, sessionToken: "session")
        let server = try ScriptedServer { _, request in
            bedrock.converse(request, model: "m", content: #"[{"text":"ok"}]"#, stop: "end_turn")
        }
        let model = BedrockChatModel(
            "m",
            service: BedrockService(
                region: "eu-central-1", endpoint: server.url(""), authorisation: authorisation,
                client: Samples.client()))
        let request = ChatRequest([ChatMessage(.user, "Hi")])
        for (second, fetches) in [(0, 1), (3_000, 1), (3_301, 2)] as [(Int64, Int)] {
            now.withLock { $0 = second }
            #expect(try await model.reply(to: request).text == "ok")
            #expect(sts.requests.count == fetches)
        }
    }

    private func azure(
        _ server: ScriptedServer, _ login: ScriptedServer, secret: String = "app-secret",
        clock: WallClock = .fixed(Instant(seconds: 0))
    ) -> OpenAIChatModel {
        let token = EntraToken(
            EntraToken.Application(
                directory: "directory-1", client: "client-1", secret: Secret(secret), authority: login.url("")),
            client: Samples.client(), clock: clock)
        return OpenAIChatModel(
            "my-gpt", service: .azure(server.url(""), authorisation: token, client: Samples.client()))
    }

    @Test func fetchesOneTokenForManyCallsAndRenewsIt() async throws {
        let login = try ScriptedServer { number, request in
            var reply = TokenServer.entra(request, secret: "app-secret", token: "token-\(number)")
            reply.steps.insert(.pause(milliseconds: 50), at: 0)
            return reply
        }
        let server = try ScriptedServer { _, request in
            let number = request.fields["authorization"]?.hasSuffix("token-1") == true ? 1 : 0
            return OpenAIServer(.bearer("token-\(number)"), deployment: "my-gpt")
                .chat(request, content: Samples.answer)
        }
        let now = Mutex<Int64>(0)
        let model = azure(server, login, clock: WallClock { Instant(seconds: now.withLock { $0 }) })
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<10 { group.addTask { _ = try await model.reply(to: Samples.request) } }
            try await group.waitForAll()
        }
        #expect(login.requests.count == 1)
        now.withLock { $0 = 3_300 }
        _ = try await model.reply(to: Samples.request)
        #expect(login.requests.count == 2)
    }

    @Test func fetchesANewTokenWhenTheOldOneIsRefused() async throws {
        let login = try ScriptedServer { number, request in
            TokenServer.entra(request, secret: "app-secret", token: "token-\(number)")
        }
        let azure = OpenAIServer(.bearer("token-1"), deployment: "my-gpt")
        let server = try ScriptedServer { _, request in azure.chat(request, content: Samples.answer) }
        _ = try await self.azure(server, login).reply(to: Samples.request)
        #expect(login.requests.count == 2 && server.requests.count == 2)
    }

    @Test func saysWhenAnApplicationIsRefused() async throws {
        let login = try ScriptedServer { _, request in
            TokenServer.entra(request, secret: "app-secret", token: "t")
        }
        let server = try ScriptedServer { _, _ in .json(200, "{}") }
        let lost = await Samples.failure {
            _ = try await azure(server, login, secret: "wrong-secret").reply(to: Samples.request)
        }
        #expect(lost?.kind == .unauthorised && lost?.detail.contains("invalid_client") == true)
        #expect(lost.map { "\($0) \($0.error)".contains("wrong-secret") } == false)
        #expect(server.requests.isEmpty)
    }
}
