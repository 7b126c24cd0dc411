/// The address of a repository: who serves it, and where anybody could ask for it.
struct GitAddress: Sendable {
    private let text: String

    init(_ text: String) { self.text = text }

    /// `github.com` and `acme/site` of any of the forms of an address; `nil` for a path of this machine.
    var parts: (host: String, path: String)? {
        var rest = Substring(text)
        if let scheme = rest.firstRange(of: "://") {
            guard !rest.hasPrefix("file:") else { return nil }
            rest = rest[scheme.upperBound...]
            guard let slash = rest.firstIndex(of: "/") else { return nil }
            return Self.parts(rest[..<slash], rest[rest.index(after: slash)...])
        }
        // `git@github.com:acme/site.git`; a slash before the colon means a path.
        guard let colon = rest.firstIndex(of: ":"), !rest[..<colon].contains("/") else { return nil }
        return Self.parts(rest[..<colon], rest[rest.index(after: colon)...])
    }

    private static func parts(_ authority: Substring, _ path: Substring) -> (String, String) {
        let host = authority.split(separator: "@").last.map { $0.lowercased() } ?? ""
        var name = path.split(separator: "/").joined(separator: "/")
        if name.hasSuffix(".git") { name.removeLast(4) }
        return (host, name)
    }

    /// Where a browser's reader would ask for it; `nil` where nobody could.
    var anonymous: String? {
        if text.hasPrefix("https://") || text.hasPrefix("http://") { return text }
        guard let parts, ["github.com", "gitlab.com", "bitbucket.org", "codeberg.org"].contains(parts.host) else {
            return nil
        }
        return "https://\(parts.host)/\(parts.path).git"
    }
}
