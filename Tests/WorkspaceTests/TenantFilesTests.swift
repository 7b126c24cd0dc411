import Domain
import Foundation
import Testing
import Workspace

/// A tenant folder with these files.
private struct TenantFolder {
    let folder: TemporaryFolder
    let tenant: TenantWorkspace

    init(_ files: [String: String] = [:]) throws {
        folder = try TemporaryFolder(files)
        var configuration: TenantConfiguration?
        if let id = TenantID("acme") { configuration = TenantConfiguration(id: id, name: "Acme") }
        tenant = TenantWorkspace(
            folder: "acme", root: folder.url, configuration: .success(try #require(configuration)))
    }
}

@Suite struct KnowledgeReaderTests {
    @Test func readsFrontMatterAndBody() throws {
        let acme = try TenantFolder([
            "knowledge/vpn.md": """
            ---
            title: VPN
            labels: [network, access, network]
            product: Portal
            updated: 2026-01-05
            ---
            # VPN

            Text with ---
            """,
            "knowledge/a.md": "# First *one* ##\r\n\r\nText\r\n",
        ])
        let berlin = try #require(TenantCalendar(identifier: "Europe/Berlin"))
        let reading = KnowledgeReader.read(acme.tenant, calendar: berlin)
        #expect(reading.diagnostics.isEmpty)
        #expect(reading.articles.map(\.id.rawValue) == ["a", "vpn"])
        #expect(reading.articles[0].title == "First *one*")
        #expect(reading.articles[0].body == "Text\n")
        let vpn = reading.articles[1]
        #expect(vpn.labels == ["access", "network"])
        #expect(vpn.product == "Portal")
        #expect(vpn.updated?.iso8601 == "2026-01-04T23:00:00Z")
        #expect(vpn.body == "Text with ---")
    }

    @Test func keepsABodyWhoseHeadingIsNotTheTitle() throws {
        let acme = try TenantFolder([
            "knowledge/a.md": "---\ntitle: Costs ${HOME}\n---\n## Why\n\nText\n",
            "knowledge/b.md": "```\n# not this\n```\nUnder\n=====\nText\n",
        ])
        let reading = KnowledgeReader.read(acme.tenant)
        #expect(reading.articles.map(\.title) == ["Costs ${HOME}", "Under"])
        #expect(reading.articles[0].body == "## Why\n\nText\n")
        #expect(reading.articles[1].body.hasPrefix("```"))
    }

    @Test func skipsAndDiagnosesBrokenArticles() throws {
        let acme = try TenantFolder([
            "knowledge/bad-key.md": "---\ntitle: A\ntags: [x]\n---\nText\n",
            "knowledge/bad-date.md": "---\ntitle: A\n\nupdated: 5 May\n---\nText\n",
            "knowledge/no-title.md": "Only text\n",
            "knowledge/open.md": "---\ntitle: A\nText\n",
            "knowledge/Upper.md": "# A\n",
            "knowledge/notes.txt": "x",
            "knowledge/good.md": "# Good\n",
            "secret.md": "# Secret of the tenant itself\n",
        ])
        try acme.folder.link("knowledge/inside.md", to: "../secret.md")
        try acme.folder.link("knowledge/outside.md", to: "/etc/hostname")
        try acme.folder.link("knowledge/dangling.md", to: "nothing")
        let reading = KnowledgeReader.read(acme.tenant)
        #expect(reading.articles.map(\.id.rawValue) == ["good", "inside"])
        let found = Dictionary(
            reading.diagnostics.map { ($0.file ?? "", $0) }, uniquingKeysWith: { first, _ in first })
        func code(_ name: String) -> String? { found["tenants/acme/knowledge/\(name)"]?.code }
        #expect(code("bad-key.md") == "unknown_key")
        #expect(found["tenants/acme/knowledge/bad-key.md"]?.line == 3)
        #expect(found["tenants/acme/knowledge/bad-date.md"]?.line == 4)
        #expect(code("bad-date.md") == "bad_value")
        #expect(code("no-title.md") == "missing_key")
        #expect(code("open.md") == "yaml_syntax")
        #expect(code("Upper.md") == "bad_name")
        #expect(code("notes.txt") == "stray_file")
        #expect(code("outside.md") == "outside_tenant")
        #expect(code("dangling.md") == "missing_file")
    }

    @Test func treatsAMissingFolderAsEmpty() throws {
        let reading = KnowledgeReader.read(try TenantFolder().tenant)
        #expect(reading.articles.isEmpty)
        #expect(reading.diagnostics.isEmpty)
    }
}

@Suite struct QuestionReaderTests {
    @Test func readsQuestionsStrictly() throws {
        let acme = try TenantFolder([
            "questions/b.yaml": "question: |\n  How do people\n  log in?\ncontext: Because.\nproduct: Portal\n",
            "questions/a.yaml": "question: \"Why?\"\n",
            "questions/none.yaml": "context: x\n",
            "questions/extra.yaml": "question: x\nqestion: y\n",
        ])
        let reading = QuestionReader.read(acme.tenant)
        #expect(reading.questions.map(\.id.rawValue) == ["a", "b"])
        #expect(reading.questions[1].text == "How do people log in?")
        #expect(reading.questions[1].context == "Because.")
        #expect(reading.questions[1].product == "Portal")
        #expect(reading.diagnostics.map(\.code) == ["unknown_key", "missing_key"])
    }
}

@Suite struct InboxReaderTests {
    @Test func listsExportsAndDiagnosesTheRest() throws {
        let acme = try TenantFolder([
            "inbox/b.CSV": "x", "inbox/a.jsonl.gz": "xy", "inbox/notes.docx": "x", "inbox/.gitkeep": "",
            "inbox/old/c.csv": "x", "inbox/d.csv/e": "x", "inbox/new\nline.csv": "x",
        ])
        try acme.folder.link("inbox/far.csv", to: "/etc/hostname")
        let listing = InboxReader.list(acme.tenant)
        #expect(listing.files.map(\.name) == ["a.jsonl.gz", "b.CSV"])
        #expect(listing.files.map(\.size) == [2, 1])
        #expect(
            listing.diagnostics.map { "\($0.severity.rawValue) \($0.code) \($0.file ?? "")" } == [
                "error not_a_file tenants/acme/inbox/d.csv",
                "error outside_tenant tenants/acme/inbox/far.csv",
                "error bad_name tenants/acme/inbox/new\u{FFFD}line.csv",
                "warning unknown_format tenants/acme/inbox/notes.docx",
                "warning stray_folder tenants/acme/inbox/old",
            ])
    }

    @Test(arguments: ["../a.csv", "../\u{301}a.csv", "a/\u{301}b.csv", "a\u{600}/b.csv", ".\u{301}a.csv", ".a.csv", ""])
    func takesNoPathForAName(_ name: String) {
        #expect(!InboxReader.isPlainName(name))
    }

    @Test func takesNoPlaceThatLeadsOutOfItself() {
        #expect(InboxPlace("s3://bucket/a/b/")?.prefix == "a/b/")
        for path in ["../b", "a/..", "a//b", "./b", "a/../\u{301}b", "../\u{301}b"] {
            #expect(InboxPlace("s3://bucket/\(path)") == nil, "\(path)")
            #expect(InboxPlace("azure://account/container/\(path)") == nil, "\(path)")
        }
    }
}
