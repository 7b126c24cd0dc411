internal import Domain

/// A file of profiles, `~/.aws/credentials` or `~/.aws/config`.
struct AWSProfileFile {
    private var sections: [String: [String: String]] = [:]

    /// Reads what it understands; nested and continued lines are passed over.
    init(_ text: String) {
        var section: String?
        for line in text.split(whereSeparator: \.isNewline) {
            // An indented line belongs to the setting above it.
            guard let first = line.first, !first.isWhitespace, first != "#", first != ";" else { continue }
            if first == "[" {
                guard let end = line.firstIndex(of: "]") else { continue }
                section = Self.name(line[line.index(after: line.startIndex)..<end])
                continue
            }
            guard let section, let equals = line.firstIndex(of: "=") else { continue }
            let key = Self.trimmed(line[..<equals]).lowercased()
            sections[section, default: [:]][key] = Self.trimmed(line[line.index(after: equals)...])
        }
    }

    /// The settings of a profile; `nil` when the file does not have it.
    subscript(profile: String) -> [String: String]? { sections[profile] }

    /// `[profile team]` in the configuration is `[team]` in the credentials.
    private static func name(_ words: Substring) -> String {
        let words = trimmed(words)
        return words.hasPrefix("profile ") ? trimmed(words.dropFirst("profile ".count)) : words
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        let start = text.drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}

/// A role that a token of another identity provider may take on: how pods, runners and other machines without keys
/// come to credentials.
struct WebIdentity: Sendable, Hashable {
    let role: String
    let tokenFile: String
    let session: String

    init?(role: String?, tokenFile: String?, session: String?) {
        guard let role, let tokenFile, !role.isEmpty, !tokenFile.isEmpty else { return nil }
        self.role = role
        self.tokenFile = tokenFile
        self.session = session.flatMap { $0.isEmpty ? nil : $0 } ?? "casebook"
    }
}
