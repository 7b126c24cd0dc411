import Domain
import Testing
import Workspace

@Suite struct MappingKeeperTests {
    private let mapping: MappingConfiguration = {
        var columns = MappingColumns(id: "Issue key")
        columns.subject = "Summary"
        columns.body = ["Description", "Comment: last"]
        columns.created = "Created"
        columns.labels = ["Labels"]
        return MappingConfiguration(
            match: "*.csv", tracker: "jira", columns: columns, fields: ["b": "No", "Ä #": "${x}\n"], dateOrder: "dmy")
    }()

    private let entry = """
            - match: "*.csv"
              tracker: jira
              date_order: dmy
              columns:
                id: Issue key
                subject: Summary
                body:
                  - Description
                  - "Comment: last"
                created: Created
                labels: Labels
              fields:
                b: "No"
                "Ä #": "$${x}\\n"

        """

    /// The mappings that the loader reads from a `tenant.yaml`.
    private func read(_ text: String) throws -> [MappingConfiguration] {
        let folder = try TemporaryFolder(["casebook.yaml": "", "tenants/a/tenant.yaml": text])
        let workspace = try WorkspaceLoader.load(root: folder.url, environment: [:])
        return try workspace.tenants[0].configuration.get().ingest.mappings
    }

    @Test func opensTheGroupsThatAreMissing() throws {
        let kept = try MappingKeeper.insert(mapping, into: "name: A # the name\n")
        #expect(kept == "name: A # the name\n\ningest:\n  mappings:\n" + entry)
        #expect(try read(kept) == [mapping])
        #expect(try MappingKeeper.insert(mapping, into: "") == "ingest:\n  mappings:\n" + entry)
        #expect(try read(MappingKeeper.insert(mapping, into: "name: A")) == [mapping])
    }

    @Test(arguments: [
        "ingest:\n", "ingest: {}\n", "ingest: ~ # none yet\nname: A\n", "ingest:\n  mappings:\n",
        "ingest:\n  mappings: []  # none\nname: A\n", "ingest:\n    mappings: null\n",
        "ingest:\r\n  mappings: []\r\nname: A\r\n", "\"ingest\":\n  \"mappings\": []",
        "ingest:\n  mappings:\n    # an example\n\nname: A\n",
    ])
    func fillsEmptyGroups(_ text: String) throws {
        let kept = try MappingKeeper.insert(mapping, into: text)
        #expect(try read(kept) == [mapping], "\(kept)")
        for comment in ["# none", "# none yet", "# an example"] where text.contains(comment) {
            #expect(kept.contains(comment))
        }
        if text.contains("\r\n") { #expect(!kept.replacing("\r\n", with: "").contains("\n")) }
    }

    @Test(arguments: ["    ", "  ", "      "])
    func addsAfterTheLastEntryAndKeepsTheRest(_ indent: String) throws {
        let head = "# top\nname: A   # a\ningest:\n  mappings:\n\(indent)# first\n\(indent)- match: a\n"
        let middle = "\(indent)  columns: {id: i, subject: s}   # one line\n\(indent)  # its end\n"
        let tail = "\n# about privacy\nprivacy:\n  deny_list: [x]\n"
        let kept = try MappingKeeper.insert(mapping, into: head + middle + tail)
        #expect(kept.hasPrefix(head + middle + indent + "- match: \"*.csv\"\n"))
        #expect(kept.hasSuffix(tail))
        let mappings = try read(kept)
        #expect(mappings.count == 2)
        #expect(mappings.last == mapping)
    }

    @Test func givesTheSameTextWhenTheMappingIsThere() throws {
        let kept = try MappingKeeper.insert(mapping, into: "name: A\n")
        #expect(try MappingKeeper.insert(mapping, into: kept) == kept)
        var other = mapping
        other.columns.subject = "Title"
        #expect(throws: CasebookError.self) { try MappingKeeper.insert(other, into: kept) }
    }

    @Test func keepsTwoOneAfterTheOther() throws {
        var other = mapping
        other.match = "b.xlsx#Sheet 1"
        let kept = try MappingKeeper.insert(other, into: MappingKeeper.insert(mapping, into: "name: A\n"))
        #expect(try read(kept) == [mapping, other])
    }

    @Test(arguments: [
        "ingest: {mappings: [{match: a, columns: {id: i, body: b}}]}\n", "{name: A}\n",
        "ingest:\n  mappings: [{match: a, columns: {id: i, body: b}}]\n", "name: A\n...\n", "- a\n", "name: [\n",
    ])
    func refusesLayoutsItCannotEdit(_ text: String) throws {
        let error = #expect(throws: CasebookError.self) { try MappingKeeper.insert(mapping, into: text) }
        #expect(error?.kind == .badConfiguration)
    }
}
