import CloudCredentials
import Domain
import Foundation
import HTTPTransport
import Prompting
import Synchronization
import TestSupport

@testable import ModelClient

/// What the tests ask, and with what.
enum Samples {
    static let key = "sk-very-secret"
    static let secretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"

    static let format = ReplyFormat(
        "resolution", purpose: "A resolution of a cluster.",
        schema: [
            "type": "object", "additionalProperties": false, "required": ["title", "claims"],
            "properties": ["title": ["type": "string"], "claims": ["type": "array", "items": ["type": "string"]]],
        ])

    static let request = ChatRequest(
        [ChatMessage(.system, "Write a resolution."), ChatMessage(.user, "Ticket T1: \"it\" fails\n\u{1F642}")],
        format: format, longestReply: 500)

    static let answer = #"{"title":"VPN drops","claims":["T1"]}"#

    static func client(_ time: ManualTime = ManualTime(), limits: RateLimits = RateLimits()) -> APIClient {
        APIClient(
            HTTPTransport(
                userAgent: "casebook/test",
                limits: TransportLimits(idle: .seconds(2), slowest: 1_000, total: .seconds(20))),
            limits: limits,
            time: Timekeeping(
                elapsed: { time.elapsed }, sleep: { time.sleep($0) }, random: { 0.5 },
                clock: .fixed(Instant(seconds: 0))))
    }

    static func openAI(
        _ server: ScriptedServer, time: ManualTime = ManualTime(), key: String = key,
        options: OpenAIChatModel.Options = OpenAIChatModel.Options()
    ) -> OpenAIChatModel {
        OpenAIChatModel(
            "gpt-4o",
            service: .gateway(
                server.url("/v1"), authorisation: KeyAuthorisation.bearer(Secret(key)), client: client(time)),
            options: options)
    }

    static func bedrock(_ server: ScriptedServer, environment: [String: String]? = nil) -> BedrockService {
        let variables = environment ?? ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": secretKey]
        return BedrockService(
            region: "eu-central-1", endpoint: server.url(""),
            authorisation: AWSAuthorisation(
                region: "eu-central-1",
                environment: AWSEnvironment(variables, home: URL(filePath: "/nowhere"), profile: nil),
                client: client(), clock: .fixed(Instant(seconds: 1_780_132_364))),
            client: client())
    }

    /// The failure of a call that should fail.
    static func failure(_ call: () async throws -> Void) async -> ModelFailure? {
        do {
            try await call()
            return nil
        } catch {
            return error as? ModelFailure
        }
    }
}

/// A gate that writes down what passes.
final class RecordingGate: CallGate {
    private let state = Mutex<(admitted: [TokenUsage], used: [TokenUsage])>(([], []))

    var admitted: [TokenUsage] { state.withLock { $0.admitted } }
    var used: [TokenUsage] { state.withLock { $0.used } }

    func admit(_ estimate: TokenUsage) { state.withLock { $0.admitted.append(estimate) } }
    func settle(_ estimate: TokenUsage, used: TokenUsage) { state.withLock { $0.used.append(used) } }
}
