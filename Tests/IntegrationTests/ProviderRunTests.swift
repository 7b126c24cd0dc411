import Foundation
import TestSupport
import Testing

/// A whole build with each provider's protocol and credentials, as configured in `casebook.yaml`.
@Suite struct ProviderRunTests {
    /// Builds a small workspace with a chat model, and gives the origins that its texts name.
    private func build(
        _ chat: String, environment: [String: String], _ server: ScriptedServer
    ) throws -> (run: Command, doctor: Command, texts: [String]) {
        let scratch = try Scratch()
        let root = try SampleWorkspace.make(
            in: scratch, tenants: ["acme": ["tickets.csv": SampleWorkspace.csv(count: 120)]],
            configuration: "models:\n  embedding: {provider: lexical}\n  chat: {\(chat)}\n")
        // Nothing of the machine's own credentials may take part.
        let environment = environment.merging([
            "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        ]) { own, _ in own }
        let doctor = try Command.casebook("doctor", "--workspace", root.path, environment: environment)
        let run = try Command.casebook("build", "--workspace", root.path, environment: environment)
        let site = root.appending(path: "public/acme")
        var texts: [String] = []
        for case let name as String in FileManager.default.enumerator(atPath: site.path) ?? .init()
        where name.hasSuffix("/resolution.md") {
            texts.append(try String(contentsOf: site.appending(path: name), encoding: .utf8))
        }
        return (run, doctor, texts)
    }

    private func check(_ result: (run: Command, doctor: Command, texts: [String]), _ model: String, secret: String) {
        #expect(result.run.status == 0, "\(result.run.errors)")
        #expect(
            result.doctor.output.contains("chat model: ") && result.doctor.output.contains("answers"),
            "\(result.doctor.output)")
        #expect(!result.texts.isEmpty)
        for text in result.texts { #expect(text.contains("The language model \(model) wrote this text"), "\(text)") }
        for said in [result.run.errors, result.run.output, result.doctor.output] { #expect(!said.contains(secret)) }
    }

    @Test func azureWithAKey() throws {
        let service = OpenAIServer(.apiKey("azure-key-1"), deployment: "writer")
        let server = try ScriptedServer { _, request in service.writing(request) { WritingModel().reply($0) } }
        let result = try build(
            "provider: azure-openai, endpoint: '\(server.url("").absoluteString)', model: writer, api_key: '${AZURE_KEY}'",
            environment: ["AZURE_KEY": "azure-key-1"], server)
        check(result, "azure-openai/writer", secret: "azure-key-1")
    }

    @Test func azureWithAnApplicationOfEntra() throws {
        let service = OpenAIServer(.bearer("entra-token-1"), deployment: "writer")
        let server = try ScriptedServer { _, request in
            request.path.hasPrefix("/directory-1/")
                ? TokenServer.entra(request, secret: "client-secret-1", token: "entra-token-1")
                : service.writing(request) { WritingModel().reply($0) }
        }
        let address = server.url("").absoluteString
        let result = try build(
            "provider: azure-openai, endpoint: '\(address)', model: writer, entra: {directory: directory-1, "
                + "client: client-1, secret: '${SECRET}', authority: '\(address)'}",
            environment: ["SECRET": "client-secret-1"], server)
        check(result, "azure-openai/writer", secret: "client-secret-1")
        // One token serves all calls of a process.
        #expect(server.requests.count { $0.path.hasPrefix("/directory-1/") } == 2)
    }

    @Test func bedrockWithCredentialsOfTheEnvironment() throws {
        let service = BedrockServer(secretKey: "aws-secret-1", sessionToken: "aws-session-1")
        let model = "anthropic.claude-3-5-sonnet-20241022-v2:0"
        let server = try ScriptedServer { _, request in
            service.writing(request, model: model.replacing(":", with: "%3A")) { WritingModel().reply($0) }
        }
        let result = try build(
            "provider: bedrock, endpoint: '\(server.url("").absoluteString)', model: '\(model)', region: eu-central-1",
            environment: [
                "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "aws-secret-1",
                "AWS_SESSION_TOKEN": "aws-session-1",
            ], server)
        check(result, "bedrock/\(model)", secret: "aws-secret-1")
    }

    @Test func aRegionThatIsNowhereIsNamed() throws {
        let server = try ScriptedServer { _, _ in .json(500, "{}") }
        let result = try build(
            "provider: bedrock, model: m", environment: ["AWS_REGION": "", "AWS_DEFAULT_REGION": ""], server)
        #expect(result.run.status == 78 && result.run.errors.contains("missing_region"), "\(result.run.errors)")
    }
}
