import Domain
import Foundation
import HTTPTransport
import Prompting
import Synchronization
import TestSupport
import Testing

@testable import ModelClient

/// Where keys and tokens come from, and signatures made with them.
@Suite struct CredentialTests {
    /// What botocore signs, Reference/sign.py.
    private struct Signatures: Decodable {
        struct Case: Decodable {
            let method: String
            let url: String
            let body: String
            let token: String?
            let service: String
            let date: String
            let authorization: String
        }

        let region: String
        let accessKey: String
        let secretKey: String
        let at: Int64
        let cases: [Case]
    }

    @Test func signsAsBotocoreDoes() throws {
        let file = Repository.root.appending(path: "Tests/Fixtures/aws-signatures.json")
        let signatures = try JSONDecoder().decode(Signatures.self, from: Data(contentsOf: file))
        #expect(signatures.cases.count == 6)
        for expected in signatures.cases {
            let body = Array(expected.body.utf8)
            let request = HTTPRequest(
                expected.method == "GET" ? .get : .post, try #require(URL(string: expected.url)),
                fields: body.isEmpty ? [] : [HTTPRequest.Field("Content-Type", "application/json")],
                body: body.isEmpty ? nil : body)
            let signed = SignatureV4(region: signatures.region, service: expected.service).signed(
                request,
                with: AWSCredentials(
                    accessKey: signatures.accessKey, secretKey: Secret(signatures.secretKey),
                    sessionToken: expected.token.map { Secret($0) }), at: Instant(seconds: signatures.at))
            let fields = Dictionary(uniqueKeysWithValues: signed.fields.map { ($0.name, $0.value) })
            #expect(fields["X-Amz-Date"] == expected.date)
            #expect(fields["Authorization"] == expected.authorization, "\(expected.url)")
        }
    }

    @Test func readsProfiles() throws {
        let scratch = try Scratch()
        try scratch.write(
            ".aws/credentials",
            """
            # Of people.
            [default]
            aws_access_key_id = AKIDDEFAULT
            aws_secret_access_key=one=two
            [team]
            aws_access_key_id = AKIDTEAM
            aws_secret_access_key = three
            aws_session_token = four
            """)
        try scratch.write(
            ".aws/config",
            """
            [default]
            region = eu-west-1
            [profile team]
            region = us-east-1
            s3 =
              aws_access_key_id = nested
            [profile pod]
            role_arn = arn:aws:iam::1:role/r
            web_identity_token_file = /token
            [profile sso]
            sso_session = x
            """)
        func environment(_ variables: [String: String] = [:], profile: String? = nil) -> AWSEnvironment {
            AWSEnvironment(variables, home: scratch.url, profile: profile)
        }
        let other = AWSCredentials(accessKey: "AKIDDEFAULT", secretKey: Secret("one=two"))
        let team = AWSCredentials(accessKey: "AKIDTEAM", secretKey: Secret("three"), sessionToken: Secret("four"))
        #expect(try environment().find() == .credentials(other) && environment().region == "eu-west-1")
        #expect(try environment(["AWS_PROFILE": "team"]).find() == .credentials(team))
        #expect(environment(profile: "team").region == "us-east-1")
        let keys = ["AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "s"]
        #expect(
            try environment(keys).find()
                == .credentials(AWSCredentials(accessKey: "AKID", secretKey: Secret("s"))))
        #expect(try environment(keys, profile: "team").find() == .credentials(team))
        let pod = try #require(WebIdentity(role: "arn:aws:iam::1:role/r", tokenFile: "/token", session: nil))
        #expect(try environment(profile: "pod").find() == .webIdentity(pod))
        for profile in ["sso", "nobody"] {
            let lost = #expect(throws: ModelFailure.self) { try environment(profile: profile).find() }
            #expect(lost?.kind == .unauthorised)
        }
    }

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

    @Test func saysWhenARoleIsRefused() async throws {
        let scratch = try Scratch()
        let token = try scratch.write("token", "other")
        let sts = try ScriptedServer { _, request in
            TokenServer.sts(request, webToken: "web-token", secretKey: "", sessionToken: "", until: "")
        }
        for path in [token.path, scratch.url.appending(path: "none").path] {
            let authorisation = AWSAuthorisation(
                region: "eu-central-1",
                environment: AWSEnvironment(
                    ["AWS_ROLE_ARN": "arn:aws:iam::1:role/r", "AWS_WEB_IDENTITY_TOKEN_FILE": path], home: scratch.url),
                client: Samples.client(), sts: sts.url("/"))
            let lost = await Samples.failure {
                _ = try await authorisation.authorised(HTTPRequest(.post, sts.url("/"), body: []))
            }
            #expect(lost?.kind == .unauthorised)
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
