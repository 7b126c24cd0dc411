import Domain
import Foundation
import SiteRendering

/// A site rendered with the project's own templates, as tests read it.
struct RenderedSite {
    /// Text by path; every file of a site is text.
    let files: [String: String]
    /// Paths in the order in which they came.
    let order: [String]

    init(_ book: Book, manual: [SiteFile] = [], threads: Int = 2) throws {
        let renderer = try SiteRenderer(
            templates: Self.templates(), assets: [SiteFile(path: "style.css", text: "body{}")], manual: manual,
            threads: threads)
        var files: [String: String] = [:]
        var order: [String] = []
        try renderer.render(book) { file in
            files[file.path] = String(decoding: file.bytes, as: UTF8.self)
            order.append(file.path)
        }
        self.files = files
        self.order = order
    }

    var pages: [(path: String, text: String)] {
        files.filter { $0.key.hasSuffix(".html") }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    var twins: [(path: String, text: String)] {
        files.filter { $0.key.hasSuffix(".md") }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    func text(_ path: String) -> String { files[path] ?? "" }

    /// The templates of the package, by path.
    static func templates() throws -> [String: String] {
        let folder = root.appending(path: "templates/pages")
        var templates: [String: String] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
            templates[name] = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
        }
        return templates
    }

    /// The folder of the package's manifest, by way of the real place of this file.
    static let root: URL = {
        var folder = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        while folder.path != "/", !FileManager.default.fileExists(atPath: folder.appending(path: "Package.swift").path)
        {
            folder.deleteLastPathComponent()
        }
        return folder
    }()

    /// The corpora that lie beside the project, where they do.
    static let corpora = root.deletingLastPathComponent().appending(path: "shared/corpora")

    /// Whether tests over a corpus run: where it lies, and always in CI, where its absence is a failure.
    static func has(_ corpus: String) -> Bool {
        FileManager.default.fileExists(atPath: corpora.appending(path: corpus).path)
            || ProcessInfo.processInfo.environment["CI"] != nil
    }

    /// The attribute's values in a page, unescaped as far as addresses need it.
    static func values(of attribute: String, in html: String) -> [String] {
        html.components(separatedBy: " \(attribute)=\"").dropFirst().map { part in
            String(part.prefix { $0 != "\"" }).replacing("&amp;", with: "&")
        }
    }

    /// Where a relative address leads from a page, without its fragment.
    static func target(of address: String, from path: String) -> String {
        var segments = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().map(String.init)
        for segment in address.prefix(while: { $0 != "#" }).split(separator: "/", omittingEmptySubsequences: false) {
            if segment == ".." {
                guard !segments.isEmpty else { return "outside" }
                segments.removeLast()
            } else if segment != "." {
                segments.append(String(segment))
            }
        }
        return segments.joined(separator: "/")
    }
}
