/// Links between Markdown files that become pages of their own.
enum LocalLink {
    /// The address of the page that a link to `name.md` means, or `nil` when there is no such page.
    ///
    /// - Parameters:
    ///   - known: names without `.md`.
    ///   - suffix: `index.html` or `index.md`.
    ///   - up: the way from the page to the folder that holds all of them.
    static func page(_ link: String, known: Set<String>, suffix: String, up: String) -> String? {
        var path = Substring(link)
        var fragment = Substring("")
        if let mark = path.firstIndex(of: "#") {
            fragment = path[mark...]
            path = path[..<mark]
        }
        if path.hasPrefix("./") { path = path.dropFirst(2) }
        guard path.hasSuffix(".md"), known.contains(String(path.dropLast(3))) else { return nil }
        return "\(up)\(path.dropLast(3))/\(suffix)\(fragment)"
    }
}
