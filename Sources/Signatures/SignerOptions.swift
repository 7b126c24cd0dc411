internal import Domain

/// The options of a signers line: `namespaces="a,b",valid-after="20260101Z"`.
struct SignerOptions: Sendable, Hashable {
    var namespaces: [String]?
    var validAfter: Instant?
    var validBefore: Instant?

    init(namespaces: [String]? = nil, validAfter: Instant? = nil, validBefore: Instant? = nil) {
        self.namespaces = namespaces
        self.validAfter = validAfter
        self.validBefore = validBefore
    }

    /// Reads the word of a line; every option in quotation marks, none twice.
    init(text: String, line: Int) throws(SignatureRefusal) {
        for (name, value) in try SignerOptions.pairs(text, line: line) {
            switch name {
            case "namespaces" where namespaces == nil:
                namespaces = value.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            case "valid-after" where validAfter == nil: validAfter = try SignerOptions.time(value, line: line)
            case "valid-before" where validBefore == nil: validBefore = try SignerOptions.time(value, line: line)
            case "namespaces", "valid-after", "valid-before":
                throw SignatureRefusal(.plainLine, "the option \(name) stands twice", line: line)
            default:
                throw SignatureRefusal(
                    .plainLine, "an option is none of namespaces, valid-after and valid-before", line: line)
            }
        }
    }

    private static func time(_ text: String, line: Int) throws(SignatureRefusal) -> Instant {
        guard let time = UTCTime.parse(text) else {
            throw SignatureRefusal(.plainLine, "a time is not of the form YYYYMMDD[HHMM[SS]]Z", line: line)
        }
        return time
    }

    private static func pairs(_ text: String, line: Int) throws(SignatureRefusal) -> [(name: String, value: String)] {
        if text.lowercased().hasPrefix("cert-authority") {
            throw SignatureRefusal(.certificate, "certificate authorities are not accepted", line: line)
        }
        var pairs: [(String, String)] = []
        var rest = text[...]
        while true {
            guard let equals = rest.firstIndex(of: "="), rest[equals...].dropFirst().first == "\"",
                let close = rest[equals...].dropFirst(2).firstIndex(of: "\"")
            else {
                throw SignatureRefusal(.plainLine, "an option is not of the form name=\"value\"", line: line)
            }
            let open = rest.index(equals, offsetBy: 2)
            pairs.append((String(rest[..<equals]), String(rest[open..<close])))
            rest = rest[rest.index(after: close)...]
            if rest.isEmpty { return pairs }
            guard rest.first == "," else {
                throw SignatureRefusal(.plainLine, "options are not separated by commas", line: line)
            }
            rest = rest.dropFirst()
        }
    }
}
