import Domain
import Foundation
import Publishing
import Testing

private let pages = ["index.html": "start", "assets/style.css": "css", "clusters/a/index.html": "a"]

@Suite struct BuiltSiteTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test func hasWhatTheBuildWroteAndADigestThatSha256sumGives() throws {
        let site = try scratch.built(pages)
        #expect(site.files.map(\.path) == ["assets/style.css", "clusters/a/index.html", "index.html"])
        #expect(site.size == 9)
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [
            "-c", "cd \"$0\" && find * -type f | LC_ALL=C sort | xargs -d '\\n' sha256sum | sha256sum | cut -c1-64",
            scratch.site.path,
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let told = try #require(try output.fileHandleForReading.readToEnd())
        #expect(String(decoding: told, as: UTF8.self) == site.digest.hex + "\n")
    }

    @Test func filesForTheHostAreSentAndNotPartOfTheDigest() throws {
        let plain = try scratch.built(pages)
        let extra = [SiteFile(path: "_headers", text: "/*"), SiteFile(path: "index.html", text: "taken")]
        let site = try scratch.built(pages, adding: extra)
        #expect(site.files.map(\.path) == ["_headers", "assets/style.css", "clusters/a/index.html", "index.html"])
        #expect(site.digest == plain.digest)
        let index = try #require(site.files.last)
        #expect(try site.bytes(of: index) == Array("start".utf8))
    }

    @Test(arguments: ["index.html", "assets/style.css"]) func refusesAFileThatSomebodyChanged(path: String) throws {
        let known = try scratch.publish(pages).manifest
        let file = scratch.site.appending(path: path)
        let text = try String(contentsOf: file, encoding: .utf8)
        try Data(String(text.reversed()).utf8).write(to: file)
        try expectRefusal("site_altered", known)
    }

    @Test func refusesAFileThatIsMissingOrOneTooMany() throws {
        let known = try scratch.publish(pages).manifest
        let stray = scratch.site.appending(path: "clusters/stray.html")
        try Data("x".utf8).write(to: stray)
        try expectRefusal("site_altered", known)
        try FileManager.default.removeItem(at: stray)
        try FileManager.default.createSymbolicLink(at: stray, withDestinationURL: URL(filePath: "/etc/hostname"))
        try expectRefusal("site_altered", known)
        try FileManager.default.removeItem(at: stray)
        try FileManager.default.removeItem(at: scratch.site.appending(path: "index.html"))
        try expectRefusal("site_altered", known)
    }

    @Test func refusesWhatWasNotBuiltHere() throws {
        try expectRefusal("not_built", [:])
        try scratch.publish(pages)
        try expectRefusal("not_built", [:])
    }

    private func expectRefusal(_ code: String, _ known: [String: KnownFile]) throws {
        let error = #expect(throws: CasebookError.self) {
            try BuiltSite(tenant: Scratch.tenant, folder: scratch.site, known: known)
        }
        #expect(error?.diagnostics.first?.code == code)
    }
}
