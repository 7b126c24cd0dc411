import Domain

/// A page of the program's manual.
struct ManualPage: Sendable {
    /// Its path without `.md`; `index` is the first page.
    let name: String
    let title: String
    /// Its place in the contents; pages without one come last.
    let order: Int
    let body: String

    /// Relative to the site's root.
    var folder: String { name == "index" ? "manual/" : "manual/\(name)/" }

    /// Reads a page: its title and place stand between two `---` lines, or its first heading is the title.
    private init(name: String, text: String) {
        let (matter, rest) = ManualPage.splitFrontMatter(text)
        let (heading, body) = SafeMarkdown.splitTitle(rest)
        self.name = name
        self.body = body
        title = matter["title"] ?? heading ?? name
        order = matter["order"].flatMap { Int($0) } ?? .max
    }

    /// `index` first, then by place, then in order of path. Files that are not Markdown are no pages.
    static func all(of files: [SiteFile]) -> [ManualPage] {
        files.filter { $0.path.hasSuffix(".md") }
            .map { ManualPage(name: String($0.path.dropLast(3)), text: String(decoding: $0.bytes, as: UTF8.self)) }
            .sorted { left, right in
                if (left.name == "index") != (right.name == "index") { return left.name == "index" }
                return (left.order, left.name) < (right.order, right.name)
            }
    }

    /// `key: value` lines between a first line `---` and the next one.
    private static func splitFrontMatter(_ text: String) -> (matter: [String: String], rest: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else { return ([:], text) }
        var matter: [String: String] = [:]
        for line in lines[1..<end] {
            guard let colon = line.firstIndex(of: ":") else { continue }
            matter[line[..<colon].trimmedWhitespace] = line[line.index(after: colon)...].trimmedWhitespace
        }
        return (matter, lines[(end + 1)...].joined(separator: "\n"))
    }
}
