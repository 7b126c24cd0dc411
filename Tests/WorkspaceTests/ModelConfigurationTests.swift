import Domain
import Foundation
import Testing
import Workspace

/// `models.chat`, services for embeddings, and `budget`.
@Suite struct ModelConfigurationTests {
    private func load(
        _ text: String, tenant: String = "", environment: [String: String] = [:]
    ) throws -> Workspace {
        let folder = try TemporaryFolder(["casebook.yaml": text, "tenants/acme/tenant.yaml": tenant])
        return try WorkspaceLoader.load(root: folder.url, environment: environment, overrides: [:])
    }

    @Test func readsEveryKeyOfAChatModel() throws {
        let workspace = try load(
            """
            models:
              chat:
                provider: azure-openai
                endpoint: https://acme.openai.azure.com
                model: writer
                api_version: 2025-01-01-preview
                entra: {directory: acme.example, client: app, secret: "${SECRET}"}
                requests_per_minute: 60
                tokens_per_minute: 90000
                concurrency: 4
                temperature: false
                window: "20:00-06:30"
                price: {input: 2.50, cached_input: 1.25, output: 10, currency: EUR}
            budget: {calls_per_day: 100, tokens_per_day: 2000000}
            """, tenant: "budget: {calls_per_run: 7, tokens_per_run: 9000}\n", environment: ["SECRET": "s3cret"])
        let chat = try #require(workspace.configuration.models.chat)
        #expect(chat.service.provider == .azure && chat.service.model == "writer" && chat.concurrency == 4)
        #expect(chat.service.entra?.secret.value == "s3cret" && chat.service.apiKey == nil)
        #expect(chat.service.requestsPerMinute == 60 && chat.service.tokensPerMinute == 90_000)
        #expect(
            chat.price?.input == 2_500_000 && chat.price?.cachedInput == 1_250_000 && chat.price?.output == 10_000_000)
        #expect(chat.price?.currency == "EUR" && !chat.sendsTemperature)
        let window = try #require(chat.window)
        #expect(
            window.holds(20 * 60) && window.holds(0) && window.holds(389) && !window.holds(390) && !window.holds(1_199))
        #expect(workspace.configuration.budget.tokensPerDay == 2_000_000)
        let budget = try workspace.tenants[0].configuration.get().budget
        #expect(budget.callsPerRun == 7 && budget.tokensPerRun == 9_000 && budget.callsPerDay == nil)
    }

    @Test func withoutAProviderThereIsNoModel() throws {
        #expect(try load("").configuration.models.chat == nil)
        let embedding = try load(
            "models: {embedding: {provider: cohere, model: embed-v3, api_key: k, dimension: 512, price: {input: 0.1}}}\n"
        ).configuration.models.embedding
        #expect(embedding.service?.provider == .cohere && embedding.dimension == 512)
        #expect(embedding.price?.input == 100_000 && embedding.price?.currency == "USD")
    }

    @Test(arguments: [
        ("chat: {provider: openai, model: m}", "missing_key"),
        ("chat: {provider: openai, api_key: k}", "missing_key"),
        ("chat: {provider: openai-compatible, model: m}", "missing_key"),
        ("chat: {provider: azure-openai, model: m, endpoint: 'https://a.example'}", "missing_key"),
        ("chat: {provider: openai-compatible, model: m, endpoint: 'http://gateway.example/v1'}", "bad_value"),
        ("chat: {provider: openai-compatible, model: m, endpoint: 'http://localhost.evil.example'}", "bad_value"),
        (
            "chat: {provider: azure-openai, model: m, endpoint: 'https://a.example', "
                + "entra: {directory: d, client: c, secret: s, authority: 'http://login.example'}}", "bad_value"
        ),
        ("chat: {provider: cohere, model: m, api_key: k}", "bad_value"),
        ("chat: {provider: openai, model: m, api_key: k, window: '20-06'}", "bad_value"),
        ("chat: {provider: openai, model: m, api_key: k, window: '20:00-20:00'}", "bad_value"),
        ("chat: {provider: openai, model: m, api_key: k, price: {input: 1}}", "missing_key"),
        ("chat: {provider: openai, model: m, api_key: k, price: {input: -1, output: 2}}", "bad_value"),
        ("embedding: {provider: minilm, api_key: k}", "bad_value"),
        ("embedding: {provider: minilm, price: {input: 1}}", "bad_value"),
        ("embedding: {provider: openai, api_key: k}", "missing_key"),
    ])
    func refusesWhatCannotWork(_ text: String, _ code: String) throws {
        let error = #expect(throws: CasebookError.self, "\(text)") { try load("models:\n  \(text)\n") }
        #expect(error?.diagnostics.first?.code == code, "\(text): \(String(describing: error))")
        #expect(error?.diagnostics.allSatisfy { $0.line != nil && $0.remedy != nil } == true)
    }

    @Test func aVectorServiceIsReachedWithEncryption() throws {
        func text(_ url: String) -> String { "storage: {vectors: {kind: qdrant, url: '\(url)', key: k}}\n" }
        for url in ["http://qdrant.internal:6333", "http://localhost.evil.example", "http://127.0.0.1.example"] {
            let error = #expect(throws: CasebookError.self) { try load(text(url)) }
            #expect(error?.diagnostics.map(\.code) == ["bad_value"], "\(url)")
            #expect(error?.diagnostics.first?.summary.contains("without encryption") == true)
        }
        for url in [
            "https://qdrant.internal:6333", "http://127.0.0.1:6333", "http://localhost:6333", "http://[::1]:6333",
        ] { #expect(throws: Never.self) { try load(text(url)) } }
    }

    @Test func aWrongKeyIsNeverShown() throws {
        let error = #expect(throws: CasebookError.self) {
            try load(
                "models: {chat: {provider: openai, model: m, api_key: '${KEY}', headers: {x: \"a\\nsk-secret\"}}}\n",
                environment: ["KEY": "sk-very-secret"])
        }
        #expect(error?.description.contains("secret") == false)
    }
}
