import Foundation
import TestSupport
import Testing

/// The sites in a real browser, from `file://`.
@Suite(.serialized) struct BrowserTests {
    static let chromium = URL(filePath: "/usr/bin/chromium")
    static let available =
        FileManager.default.fileExists(atPath: chromium.path) || ProcessInfo.processInfo.environment["CI"] != nil

    /// The page's document after its scripts ran, and what the console said.
    private func open(_ address: String) throws -> Command {
        let profile = try Scratch()
        return try Command.run(
            Self.chromium,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=\(profile.url.path)",
                "--virtual-time-budget=8000", "--enable-logging=stderr", "--v=0", "--dump-dom", address,
            ])
    }

    private func site() throws -> URL {
        let root = try BuiltExample.sites.get()
        let tenant = try #require(try FileManager.default.contentsOfDirectory(atPath: root.path).sorted().first)
        return root.appending(path: tenant)
    }

    @Test(.enabled(if: available, "chromium is not installed"))
    func findsTicketsFromAFile() throws {
        let page = try open("file://\(try site().path)/search/index.html?q=router")
        #expect(page.output.contains("<mark"), "no highlighted result")
        #expect(!page.errors.contains("Content Security Policy"), "\(page.errors)")
        #expect(!page.errors.contains("Uncaught"), "\(page.errors)")
    }

    @Test(.enabled(if: available, "chromium is not installed"))
    func opensEveryKindOfPageWithoutAViolation() throws {
        for path in ["index.html", "clusters/index.html", "map/index.html", "tickets/index.html", "about/index.html"] {
            let page = try open("file://\(try site().path)/\(path)")
            #expect(page.output.contains("<h1"), "\(path)")
            #expect(!page.errors.contains("Content Security Policy"), "\(path): \(page.errors)")
            #expect(!page.errors.contains("Uncaught"), "\(path): \(page.errors)")
        }
    }
}
