import Foundation
import TestSupport
import Testing

/// Every link within the sites leads somewhere, in HTML and in Markdown.
@Suite struct LinkTests {
    @Test func everyInternalLinkResolves() throws {
        let root = try BuiltExample.sites.get()
        let pages = try BuiltExample.files(".html")
        #expect(pages.count > 1_000)
        let anchors = Dictionary(
            uniqueKeysWithValues: pages.map { page in
                (page.path, Set(page.text.matches(of: /\sid="([^"]+)"/).map { String($0.1) }))
            })
        var broken: [String] = []
        for page in pages {
            for match in page.text.matches(of: /\s(?:href|src)="([^"]*)"/) {
                let link = String(match.1).replacing("&amp;", with: "&")
                if link.hasPrefix("https:") || link.hasPrefix("mailto:") { continue }
                let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
                let target = parts[0].split(separator: "?", omittingEmptySubsequences: false)[0]
                let path =
                    target.isEmpty
                    ? page.path : Self.resolve(String(target).removingPercentEncoding ?? "", from: page.path)
                if !FileManager.default.fileExists(atPath: root.appending(path: path).path) {
                    broken.append("\(page.path): \(link)")
                } else if parts.count > 1, !parts[1].isEmpty, anchors[path]?.contains(String(parts[1])) != true {
                    broken.append("\(page.path): \(link) (no such id)")
                }
            }
        }
        #expect(Array(broken.prefix(20)) == [])
    }

    @Test func everyMarkdownLinkResolves() throws {
        let root = try BuiltExample.sites.get()
        var broken: [String] = []
        for page in try BuiltExample.files(".md") {
            for match in page.text.matches(of: /\]\(([^)\s]+)\)/) {
                let link = match.1.trimmingPrefix("<").replacing(">", with: "")
                if link.contains(":") || link.hasPrefix("#") { continue }
                let target = link.split(separator: "#")[0]
                let path = Self.resolve(String(target).removingPercentEncoding ?? "", from: page.path)
                if !FileManager.default.fileExists(atPath: root.appending(path: path).path) {
                    broken.append("\(page.path): \(link)")
                }
            }
        }
        #expect(Array(broken.prefix(20)) == [])
    }

    /// A relative link from a page, as a path below the root.
    private static func resolve(_ link: String, from page: String) -> String {
        var segments = page.split(separator: "/").dropLast().map(String.init)
        for segment in link.split(separator: "/", omittingEmptySubsequences: true) {
            switch segment {
            case ".": break
            case "..": _ = segments.popLast()
            default: segments.append(String(segment))
            }
        }
        return segments.joined(separator: "/")
    }
}
