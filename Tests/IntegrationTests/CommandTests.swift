import Foundation
import TestSupport
import Testing

/// The command line as people and programs meet it.
@Suite struct CommandTests {
    @Test func everyVerbIsInTheManual() throws {
        let help = try Command.casebook("--help")
        #expect(help.status == 0)
        let manual = try String(
            contentsOf: Repository.root.appending(path: "site/manual/commands.md"), encoding: .utf8)
        let verbs = help.output.matches(of: #/\n  ([a-z]+)  /#).map { String($0.1) }
        #expect(verbs.count >= 15)
        for verb in verbs where verb != "help" { #expect(manual.contains("`\(verb)"), "\(verb) is not in the manual") }
    }

    @Test func laysOutAWorkspaceThatBuilds() throws {
        let scratch = try Scratch()
        let folder = scratch.url.appending(path: "new")
        #expect(try Command.casebook("init", folder.path, "--tenant", "acme", "--ci", "github").status == 0)
        try SampleWorkspace.csv(count: 60).write(to: folder.appending(path: "tenants/acme/inbox/t.csv"))
        let build = try Command.casebook("build", "--workspace", folder.path)
        #expect(build.status == 0, "\(build.errors)")
        let doctor = try Command.casebook("doctor", "--workspace", folder.path)
        #expect(doctor.status == 0, "\(doctor.output)\(doctor.errors)")
        let again = try Command.casebook("init", folder.path, "--tenant", "acme")
        #expect(again.errors.contains("kept"))
    }

    @Test func themeFilesTakeThePlaceOfTheBuiltInOnes() throws {
        let scratch = try Scratch()
        let root = try SampleWorkspace.make(in: scratch, tenants: ["acme": ["a.csv": SampleWorkspace.csv(count: 60)]])
        #expect(try Command.casebook("theme", "eject", "--workspace", root.path).status == 0)
        let style = root.appending(path: "theme/assets/style.css")
        let changed = try String(contentsOf: style, encoding: .utf8) + "\n/* our own colours */\n"
        try Data(changed.utf8).write(to: style)
        #expect(try Command.casebook("build", "--workspace", root.path).status == 0)
        let published = try String(
            contentsOf: root.appending(path: "public/acme/assets/style.css"), encoding: .utf8)
        #expect(published.contains("our own colours"))
    }

    @Test func plumbingNeedsNoWorkspace() throws {
        let scratch = try Scratch()
        let input = scratch.url.appending(path: "t.csv")
        try SampleWorkspace.csv(count: 80).write(to: input)
        let labels = scratch.url.appending(path: "labels.csv")
        let cluster = try Command.casebook("cluster", "--input", input.path, "--output", labels.path)
        #expect(cluster.status == 0, "\(cluster.errors)")
        let lines = try String(contentsOf: labels, encoding: .utf8).split(separator: "\n")
        #expect(lines.first == "id,cluster,theme,strength")
        #expect(lines.count == 81)

        let vectors = scratch.url.appending(path: "v.npy")
        #expect(try Command.casebook("embed", "--input", input.path, "--output", vectors.path).status == 0)
        let bytes = try Data(contentsOf: vectors)
        #expect(bytes.prefix(6) == Data([0x93] + Array("NUMPY".utf8)))
        #expect((bytes.count - 10 - Int(bytes[8]) - Int(bytes[9]) << 8) % (80 * 4) == 0)

        let redacted = try Command.casebook(
            "redact", "--input", "-", input: #"{"id":"1","text":"Write to jane.doe@example.com"}"# + "\n")
        #expect(redacted.output.contains(#"[[EMAIL_1]]"#), "\(redacted.output)\(redacted.errors)")
        #expect(redacted.output.contains(#""end":29,"start":9,"type":"EMAIL""#), "\(redacted.output)")

        let page = try scratch.write("p.md", "# Hi\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1))\n")
        let html = try Command.casebook("markdown", "--input", page.path)
        #expect(html.output.contains("<h1") && !html.output.contains("<script") && !html.output.contains("javascript:"))

        let queries = try scratch.write("q.csv", "id,text\nq1,paper jam printer\n")
        let run = try Command.casebook(
            "search", "--input", input.path, "--queries", queries.path, "--top", "3")
        #expect(run.output.split(separator: "\n").count == 3)
        #expect(run.output.hasPrefix("q1 Q0 T-"))
    }

    @Test func writesCompletionScripts() throws {
        for shell in ["bash", "zsh", "fish"] {
            let script = try Command.casebook("--generate-completion-script", shell)
            #expect(script.status == 0)
            #expect(script.output.contains("casebook"))
        }
    }
}
