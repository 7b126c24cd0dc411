internal import Domain
internal import Foundation

/// Which texts a field accepts.
struct Grammar: Sendable {
    /// Why a text is refused.
    struct Complaint: Sendable {
        /// Follows the value: `is not an IANA time zone`.
        let reason: String
        let remedy: String
    }

    /// JSON Schema keywords that say the same, as far as JSON Schema can.
    let keywords: [String: JSONValue]
    /// Whether the value may be a secret: it never stands in a message.
    let isSecret: Bool
    /// `nil` when the text is accepted.
    let complaint: @Sendable (String) -> Complaint?

    init(
        keywords: [String: JSONValue] = [:], isSecret: Bool = false,
        complaint: @escaping @Sendable (String) -> Complaint? = { _ in nil }
    ) {
        self.keywords = keywords
        self.isSecret = isSecret
        self.complaint = complaint
    }

    /// Any text that is not blank.
    static let filled = Grammar(keywords: ["minLength": 1, "pattern": "\\S"]) { text in
        text.trimmedWhitespace.isEmpty
            ? Complaint(reason: "is blank", remedy: "write something, or remove the key") : nil
    }

    /// One of a few words.
    static func choice(_ words: [String]) -> Grammar {
        Grammar(keywords: ["enum": .array(words.map { .string($0) })]) { text in
            if words.contains(text) { return nil }
            let known = words.count == 1 ? "the only choice is \(words[0])" : "choices are \(Printable.list(words))"
            let nearest = NearestName.of(text, among: words)
            return Complaint(reason: "is not known", remedy: nearest.map { "write \"\($0)\"; \(known)" } ?? known)
        }
    }

    /// Texts that match a regular expression from end to end. The expression is plain enough to mean the same to
    /// JSON Schema's dialect and to Swift's.
    static func matching(_ pattern: String, reason: String, remedy: String, isSecret: Bool = false) -> Grammar {
        Grammar(keywords: ["pattern": .string("^(?:\(pattern))$")], isSecret: isSecret) { text in
            let matches = try? Regex(pattern).wholeMatch(in: text)
            return matches == nil ? Complaint(reason: reason, remedy: remedy) : nil
        }
    }

    static let tenantID = matching(
        "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", reason: "is not a tenant id",
        remedy: "use 1 to 63 of a-z, 0-9 and inner -, as in \"acme\"")

    static let languageTag = matching(
        "[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", reason: "is not a language tag",
        remedy: "write a BCP 47 tag, as in \"en\" or \"pt-BR\"")

    static let siteAddress = matching(
        "https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~/-]*)?", reason: "is not a web address",
        remedy: "write the whole address, as in \"https://support.example/acme/\"")

    static let repositoryAddress = matching(
        "https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?/[A-Za-z0-9._~%/-]+", reason: "is not the web address of a repository",
        remedy: "write it as a browser shows it, as in \"https://github.com/acme/support\"")

    static let branch = matching(
        "[A-Za-z0-9][A-Za-z0-9._/-]*", reason: "is not the name of a branch", remedy: "write it as in \"main\"")

    static let repositoryFolder = matching(
        "(?:[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*)?",
        reason: "is not a folder of a repository",
        remedy: "write it without slashes at its ends, as in \"support/casebook\"")

    static let masterKey = matching(
        "[0-9A-Fa-f]{64}", reason: "is not a key",
        remedy: "give 64 hexadecimal digits, as \"openssl rand -hex 32\" prints",
        isSecret: true)

    static let connectionString = Grammar(isSecret: true)

    static let databaseName = matching(
        "[a-z_][a-z0-9_]{0,62}", reason: "is not a plain name of a database",
        remedy: "use 1 to 63 of a-z, 0-9 and _, as in \"casebook\"")

    static let vectorPrefix = matching(
        "[a-z][a-z0-9]{0,19}", reason: "is not a plain prefix",
        remedy: "use 1 to 20 of a-z and 0-9, a letter first, as in \"casebook\"")

    static let entityType = matching(
        "[A-Z][A-Z0-9_]*", reason: "is not the name of an entity",
        remedy: "write it in capitals, as in \"PERSON\" or \"PHONE\"")

    /// A place to write to, inside the workspace or absolute.
    static let folder = Grammar(keywords: ["minLength": 1]) { text in
        if text.isEmpty || text.utf8.contains(0) {
            return Complaint(reason: "is not a folder", remedy: "write a path, as in \"public\"")
        }
        // Bytes, not characters: a combining mark would hide the slash before it.
        let names = text.utf8.split(separator: 0x2F).map { Substring($0) }
        if names.contains("..") {
            return Complaint(reason: "leads out of its folder", remedy: "write a path without \"..\"")
        }
        if text.utf8.first != 0x2F, names.allSatisfy({ $0 == "." }) {
            return Complaint(reason: "is the workspace itself", remedy: "name a folder of its own, as in \"public\"")
        }
        return nil
    }

    static let timeZone = Grammar(keywords: ["minLength": 1]) { text in
        if TenantCalendar(identifier: text) != nil { return nil }
        let nearest = NearestName.of(text, among: TimeZone.knownTimeZoneIdentifiers.sorted())
        return Complaint(
            reason: "is not an IANA time zone",
            remedy: nearest.map { "write \"\($0)\"" } ?? "write a name such as \"Europe/Berlin\" or \"UTC\"")
    }

    /// `2026-05-30` or `2026-05-30T09:12:44Z`.
    static let date = Grammar(
        keywords: [
            "pattern":
                "^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?$"
        ]
    ) { text in
        WrittenDate(text) == nil
            ? Complaint(reason: "is not a date", remedy: "write it as \"2026-05-30\" or \"2026-05-30T09:12:44Z\"") : nil
    }
}
