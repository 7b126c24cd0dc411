import Domain
import Foundation
import Testing
import Workspace

@Suite struct SchemaTests {
    private func schema(_ path: String) throws -> JSONValue {
        let file = try #require(ConfigurationSchemas.all.first { $0.path == path })
        return try JSONDecoder().decode(JSONValue.self, from: Data(file.bytes))
    }

    @Test func listsEveryKeyWithItsMeaning() throws {
        let schema = try schema("casebook.schema.json")
        #expect(schema["$schema"]?.string == "https://json-schema.org/draft/2020-12/schema")
        #expect(schema["additionalProperties"] == false)
        guard case .object(let properties) = schema["properties"] else {
            Issue.record("no properties")
            return
        }
        #expect(
            properties.keys.sorted() == [
                "budget", "files", "ledger", "models", "privacy", "publishing", "run", "site", "storage", "version",
            ])
        for (_, property) in properties { #expect(property["description"]?.string?.isEmpty == false) }
        let output = properties["site"]?["properties"]?["output"]
        #expect(output?["default"]?.string == "public")
        #expect(properties["privacy"]?["additionalProperties"] == false)
    }

    @Test func statesWhatIsRequiredAndAllowed() throws {
        let tenant = try schema("tenant.schema.json")
        let mapping = tenant["properties"]?["ingest"]?["properties"]?["mappings"]?["items"]
        #expect(mapping?["required"] == ["match", "columns"])
        let trackers = mapping?["properties"]?["tracker"]?["anyOf"]?.array?.first?["enum"]
        #expect(trackers == .array(MappingConfiguration.trackers.map { .string($0) }))
        let question = try schema("question.schema.json")
        #expect(question["required"] == ["question"])
    }

    @Test func derivesVariablesFromKeys() {
        let variables = ConfigurationSchemas.variables
        #expect(variables.contains { $0.key == "site.output" && $0.names == ["CASEBOOK_SITE_OUTPUT"] })
        let key = variables.first { $0.key == "privacy.token_key" }
        #expect(key?.names == ["CASEBOOK_PRIVACY_TOKEN_KEY", "CASEBOOK_TOKEN_KEY"])
    }
}
