/// The address of a repository: who serves it, and where anybody could ask for it.
struct GitAddress: Sendable {
    private let text: String

    init(_ text: String) { self.text = text }

    /// Where the large hosts take SSH at the port of https.
    private static let aliases = [
        "ssh.github.com": "github.com", "altssh.gitlab.com": "gitlab.com", "altssh.bitbucket.org": "bitbucket.org",
    ]

    /// `github.com` and `acme/site` of any of the forms of an address; `nil` for a path of this machine. A port is left
    /// out: one repository is served at several.
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
        let server = authority.split(separator: "@").last ?? ""
        // An address of IPv6 has colons between brackets.
        let end = server.lastIndex(of: ":").flatMap { colon in
            server[server.index(after: colon)...].allSatisfy { ("0"..."9").contains($0) } ? colon : nil
        }
        let name = server[..<(end ?? server.endIndex)].lowercased()
        let host = aliases[name] ?? name
        var repository = path.split(separator: "/").joined(separator: "/")
        if repository.hasSuffix(".git") { repository.removeLast(4) }
        return (host, repository)
    }

    /// Where a browser's reader would ask for it, without a user's name; `nil` where nobody could.
    var anonymous: String? {
        for scheme in ["https://", "http://"] where text.hasPrefix(scheme) {
            let rest = text.dropFirst(scheme.count)
            let authority = rest.prefix { $0 != "/" }
            return scheme + (authority.split(separator: "@").last ?? "") + rest.dropFirst(authority.count)
        }
        guard let parts, ["github.com", "gitlab.com", "bitbucket.org", "codeberg.org"].contains(parts.host) else {
            return nil
        }
        return "https://\(parts.host)/\(parts.path).git"
    }
}
