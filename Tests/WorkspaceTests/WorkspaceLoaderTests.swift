import Domain
import Foundation
import Testing
import Workspace

/// Loads a workspace of one `casebook.yaml` and, perhaps, tenant files by folder.
private func load(
    _ casebook: String, tenants: [String: String] = [:], environment: [String: String] = [:],
    overrides: [String: String] = [:]
) throws -> Workspace {
    var files = ["casebook.yaml": casebook]
    for (folder, text) in tenants { files["tenants/\(folder)/tenant.yaml"] = text }
    let folder = try TemporaryFolder(files)
    return try WorkspaceLoader.load(root: folder.url, environment: environment, overrides: overrides)
}

/// What is wrong with a tenant file.
private func problems(_ tenant: String, environment: [String: String] = [:]) throws -> [String] {
    let workspace = try load("version: 1\n", tenants: ["acme": tenant], environment: environment)
    guard case .failure(let error) = try #require(workspace.tenants.first).configuration else { return [] }
    #expect(error.kind == .badConfiguration)
    return error.diagnostics.map(\.description)
}

private func tenant(_ text: String, environment: [String: String] = [:]) throws -> TenantConfiguration {
    try load("", tenants: ["acme": text], environment: environment).tenants[0].configuration.get()
}

@Suite struct WorkspaceLoaderTests {
    @Test func fillsInDefaultsForAnEmptyFile() throws {
        let workspace = try load("# nothing yet\n", tenants: ["acme": ""])
        #expect(workspace.configuration == WorkspaceConfiguration())
        #expect(workspace.configuration.site.output == "public")
        #expect(workspace.outputFolder.path == workspace.root.path + "/public")
        #expect(workspace.stateFolder.path == workspace.root.path + "/.casebook")
        let tenant = try workspace.tenants[0].configuration.get()
        #expect(tenant.id.rawValue == "acme")
        #expect(tenant.name == "acme")
        #expect(tenant.timeZone == "UTC")
        #expect(workspace.tenants[0].inbox.path == workspace.root.path + "/tenants/acme/inbox")
    }

    @Test func keepsNoExportsInAWebSite() throws {
        func store(_ container: String) throws {
            _ = try load("files: {store: {kind: azure, account: acme, key: a2V5, container: \(container)}}\n")
        }
        try store("casebook")
        #expect(throws: CasebookError.self) { try store("$web") }
    }

    @Test func readsEveryKey() throws {
        let workspace = try load(
            """
            version: 1
            site: { output: out/sites, manual: false }
            models:
              embedding:
                provider: lexical
            privacy:
              deny_list: [Project Falcon]
              allow_list: ["12345"]
              disabled_entities: [MAC]
              token_key: "${KEY}"
            run:
              jobs: 2
            """,
            tenants: [
                "acme": """
                name: Acme GmbH
                org_id: acme-eu
                time_zone: Europe/Berlin
                language: pt-BR
                site:
                  url: https://support.example/acme/
                ingest:
                  mappings:
                    - match: "*.csv"
                      tracker: jira
                      date_order: dmy
                      columns: {id: Key, subject: Summary, body: [Description, Comment], labels: Labels}
                      fields: {"Fix version": Fix Version/s}
                privacy:
                  deny_list: [Falcon Two]
                clustering:
                  min_cluster_size: 7
                roles:
                  po: [alice@acme.example]
                """
            ], environment: ["KEY": String(repeating: "0a", count: 32)])
        let configuration = workspace.configuration
        #expect(configuration.site.output == "out/sites")
        #expect(!configuration.site.manual)
        #expect(configuration.privacy.tokenKey == Secret(String(repeating: "0a", count: 32)))
        #expect(configuration.run.jobs == 2)
        let tenant = try workspace.tenants[0].configuration.get()
        #expect(tenant.id.rawValue == "acme-eu")
        #expect(tenant.name == "Acme GmbH")
        #expect(tenant.calendar.timeZone.identifier == "Europe/Berlin")
        #expect(tenant.site.url == "https://support.example/acme/")
        let mapping = try #require(tenant.ingest.mappings.first)
        #expect(mapping.columns.body == ["Description", "Comment"])
        #expect(mapping.columns.labels == ["Labels"])
        #expect(mapping.fields == ["Fix version": "Fix Version/s"])
        #expect(tenant.clustering.minClusterSize == 7)
        #expect(tenant.roles.po == ["alice@acme.example"])
        #expect(workspace.privacy(of: tenant).denyList == ["Falcon Two", "Project Falcon"])
        #expect(workspace.privacy(of: tenant).disabledEntities == ["MAC"])
    }

    @Test func namesTheNearestKnownKey() throws {
        let found = try problems("name: Acme\ntime_zon: UTC\n")
        #expect(
            found == [
                """
                tenants/acme/tenant.yaml:2:1: error: unknown key "time_zon" [unknown_key]
                  remedy: write "time_zone"; known keys here are name, org_id, time_zone, language, site, inbox, ingest, \
                privacy, clustering, budget, roles, reviews, tickets, publish
                """
            ])
    }

    @Test func tellsWhereAMisplacedKeyBelongs() throws {
        let found = try problems("deny_list: [a]\n")
        #expect(found[0].contains("remedy: write it as \"privacy.deny_list\""))
    }

    @Test func collectsEveryErrorOfAFileInOrder() throws {
        let found = try problems(
            """
            colour: red
            time_zone: Europe/Berln
            ingest:
              mappings:
                - match: a.csv
                  columns:
                    subject: 5
                    id: Key
                - columns: {id: Key, subject: S}
            clustering:
              min_cluster_size: "7"
            roles: [alice]
            language: no
            """)
        #expect(
            found.map { $0.split(separator: "\n")[0] } == [
                "tenants/acme/tenant.yaml:1:1: error: unknown key \"colour\" [unknown_key]",
                "tenants/acme/tenant.yaml:2:12: error: \"time_zone\": \"Europe/Berln\" is not an IANA time zone [bad_value]",
                "tenants/acme/tenant.yaml:7:18: error: \"ingest.mappings[1].columns.subject\" must be text, not a whole number [wrong_type]",
                "tenants/acme/tenant.yaml:9:7: error: \"ingest.mappings[2]\" lacks the key \"match\" [missing_key]",
                "tenants/acme/tenant.yaml:11:21: error: \"clustering.min_cluster_size\" must be a whole number, not text [wrong_type]",
                "tenants/acme/tenant.yaml:12:8: error: \"roles\" must be a group of keys, not a list [wrong_type]",
                "tenants/acme/tenant.yaml:13:11: error: \"language\" must be text, not a truth value [wrong_type]",
            ])
        #expect(found[1].hasSuffix("remedy: write \"Europe/Berlin\""))
    }

    @Test(arguments: [
        ("name: [a\n", "yaml_syntax", 2), ("name: a\n\tlanguage: en\n", "yaml_syntax", 2),
        ("a: b: c\n", "yaml_syntax", 1), ("name: \"a\n", "yaml_syntax", 2),
        ("name: a\n---\nname: b\n", "yaml_syntax", 2),
        ("name: a\nlanguage: en\n# again\nname: b\n", "duplicate_key", 4),
        ("site:\r\n  url: https://a.example\r\n  url: https://b.example\r\n", "duplicate_key", 3),
        ("name: &a x\nlanguage: *a\n", "yaml_refused", 1), ("name: !!str x\n", "yaml_refused", 1),
        ("? [a]\n: b\n", "yaml_refused", 1), ("- a\n", "wrong_type", 1), ("name: a\u{7}b\n", "yaml_syntax", 1),
        ("name:\n", "wrong_type", 1), ("name: \"  \"\n", "bad_value", 1), ("org_id: Acme\n", "bad_value", 1),
        ("language: \"${X}${\"\n", "bad_value", 1), ("site: {url: javascript:x}\n", "bad_value", 1),
        ("clustering: {min_cluster_size: 1}\n", "bad_value", 1),
        (
            "ingest:\n  mappings:\n    - match: a\n      columns: {id: i, body: b}\n    - match: a\n      columns: {id: i, body: b}\n",
            "bad_value", 5
        ),
        ("ingest:\n  mappings:\n    - match: a\n      columns: {id: i}\n", "missing_key", 4),
    ])
    func refusesAtTheRightLine(_ text: String, _ code: String, _ line: Int) throws {
        let workspace = try load("", tenants: ["acme": text], environment: ["X": "x"])
        guard case .failure(let error) = workspace.tenants[0].configuration else {
            Issue.record("accepted")
            return
        }
        #expect(error.diagnostics[0].code == code, "\(error)")
        #expect(error.diagnostics[0].line == line, "\(error)")
        #expect(error.diagnostics.allSatisfy { $0.remedy != nil }, "\(error)")
    }

    @Test(arguments: ["[", "{a: ", "- ", "? "])
    func survivesAbsurdNesting(_ opening: String) throws {
        let found = try problems(String(repeating: opening, count: 60_000))
        #expect(!found.isEmpty)
    }

    @Test func namesAMissingVariableAndNeverASecretValue() throws {
        let missing = try problems("name: \"${ACME_NAME}\"\n", environment: ["ACME_NAME": ""])
        #expect(missing[0].contains(":1:7: error: \"name\" reads the environment variable ACME_NAME"))
        let secret = "s3cr3t-value"
        let badValue = try problems("time_zone: \"${ZONE}\"\n", environment: ["ZONE": secret])
        #expect(badValue[0].contains("the value of \"time_zone\" is not an IANA time zone"))
        #expect(!badValue[0].contains(secret))
        let key = #expect(throws: CasebookError.self) { try load("privacy: {token_key: \(secret)}\n") }
        #expect(key?.description.contains(secret) == false)
        #expect("\(Secret(secret)) \(String(reflecting: Secret(secret)))".contains(secret) == false)
        var dumped = ""
        dump(Secret(secret), to: &dumped)
        #expect(!dumped.contains(secret))
    }

    @Test func replacesVariablesAndHonoursTheEscape() throws {
        let configuration = try tenant("name: \"${A}-${B} $${A}\"\n", environment: ["A": "x", "B": "y"])
        #expect(configuration.name == "x-y ${A}")
    }

    @Test func letsOptionsWinOverVariablesOverFiles() throws {
        let file = "site: {output: a}\nrun: {jobs: 1}\n"
        let environment = ["CASEBOOK_SITE_OUTPUT": "b", "CASEBOOK_RUN_JOBS": "2", "CASEBOOK_SITE_MANUAL": "false"]
        let workspace = try load(file, environment: environment, overrides: ["run.jobs": "3"])
        #expect(workspace.configuration.site.output == "b")
        #expect(workspace.configuration.run.jobs == 3)
        #expect(!workspace.configuration.site.manual)
        let lists = try load("", environment: ["CASEBOOK_PRIVACY_DENY_LIST": "one, two"])
        #expect(lists.configuration.privacy.denyList == ["one", "two"])
        let key = String(repeating: "ab", count: 32)
        #expect(try load("", environment: ["CASEBOOK_TOKEN_KEY": key]).configuration.privacy.tokenKey?.value == key)
        #expect(try load(file, environment: ["CASEBOOK_RUN_JOBS": ""]).configuration.run.jobs == 1)
    }

    @Test func saysWhichOverrideIsWrong() throws {
        let variable = #expect(throws: CasebookError.self) { try load("", environment: ["CASEBOOK_RUN_JOBS": "many"]) }
        #expect(variable?.description.contains("CASEBOOK_RUN_JOBS") == true)
        let option = #expect(throws: CasebookError.self) { try load("", overrides: ["run.jobs": "0"]) }
        #expect(option?.description.contains("in an option") == true)
        let stray = #expect(throws: CasebookError.self) { try load("", overrides: ["run.job": "1"]) }
        #expect(stray?.kind == .usage)
        let misspelt = try load("", environment: ["CASEBOOK_SITE_OUTPT": "x"])
        #expect(misspelt.warnings.contains { $0.remedy?.contains("CASEBOOK_SITE_OUTPUT") == true })
        let read = try load("", environment: ["CASEBOOK_DATABASE_OWNER": "x", "CASEBOOK_MODELS": "y"])
        #expect(!read.warnings.contains { $0.code == "unknown_variable" })
    }

    @Test func stopsNoOtherTenantForABrokenOne() throws {
        let workspace = try load("", tenants: ["b": "name: B\n", "a": "name: [\n", "c": "org_id: b\n", "d": ""])
        #expect(workspace.tenants.map(\.folder) == ["a", "b", "c", "d"])
        let codes = workspace.tenants.map { tenant -> String? in
            if case .failure(let error) = tenant.configuration { error.diagnostics[0].code } else { nil }
        }
        #expect(codes == ["yaml_syntax", "duplicate_tenant", "duplicate_tenant", nil])
    }

    @Test func namesFoldersThatAreNoTenants() throws {
        let folder = try TemporaryFolder([
            "casebook.yaml": "", "tenants/Acme Corp/tenant.yaml": "name: x\n", "tenants/README.md": "x",
            "tenants/.hidden/tenant.yaml": "", "outside/tenant.yaml": "",
        ])
        try folder.makeFolder("tenants/empty")
        try folder.link("tenants/linked", to: "/usr")
        let workspace = try WorkspaceLoader.load(root: folder.url, environment: [:])
        let codes = workspace.tenants.map { tenant -> String in
            if case .failure(let error) = tenant.configuration { error.diagnostics[0].code } else { "" }
        }
        #expect(workspace.tenants.map(\.folder) == ["Acme Corp", "empty", "linked"])
        #expect(codes == ["missing_key", "missing_file", "outside_workspace"])
    }

    @Test func refusesFilesThatAreNoText() throws {
        let folder = try TemporaryFolder(["casebook.yaml": ""])
        try folder.write(Data([0x61, 0x0A, 0xFF, 0x0A]), to: "tenants/a/tenant.yaml")
        try folder.write(Data(repeating: 0x23, count: (1 << 20) + 1), to: "tenants/b/tenant.yaml")
        try folder.makeFolder("tenants/c/tenant.yaml")
        try folder.link("tenants/d/tenant.yaml", to: "../a/tenant.yaml")
        try folder.write("\u{FEFF}name: E\r\nlanguage: de\r\n", to: "tenants/e/tenant.yaml")
        let workspace = try WorkspaceLoader.load(root: folder.url, environment: [:])
        let first = workspace.tenants.map { tenant -> String? in
            if case .failure(let error) = tenant.configuration { error.diagnostics[0].code } else { nil }
        }
        #expect(first == ["not_utf8", "too_large", "not_a_file", "outside_tenant", nil])
        guard case .failure(let error) = workspace.tenants[0].configuration else { return }
        #expect(error.diagnostics[0].line == 2)
        #expect(try workspace.tenants[4].configuration.get().name == "E")
    }

    @Test func findsTheRootFromBelow() throws {
        let folder = try TemporaryFolder(["casebook.yaml": "", "tenants/acme/inbox/a.csv": ""])
        let found = try WorkspaceLoader.findRoot(from: folder.url.appending(path: "tenants/acme/inbox"))
        #expect(found.path == folder.url.standardizedFileURL.path)
        let empty = try TemporaryFolder()
        let error = #expect(throws: CasebookError.self) { try WorkspaceLoader.findRoot(from: empty.url) }
        #expect(error?.kind == .badConfiguration)
        #expect(error?.diagnostics[0].code == "no_workspace")
    }

    @Test func saysThatCasebookYAMLIsMissing() throws {
        let empty = try TemporaryFolder()
        let error = #expect(throws: CasebookError.self) {
            try WorkspaceLoader.load(root: empty.url, environment: [:])
        }
        #expect(error?.diagnostics[0].code == "missing_file")
        #expect(error?.diagnostics[0].file == "casebook.yaml")
    }
}
