public import Domain

/// One line of a `signers` file: whose key it is, what for and when.
public struct SignerLine: Sendable, Hashable {
    /// Counted from 1.
    public let line: Int
    /// Who the key belongs to; at least one.
    public let principals: [String]
    /// What the key may sign; `nil` when the line does not say, which allows everything.
    public let namespaces: [String]?
    public let validAfter: Instant?
    public let validBefore: Instant?
    public let key: PublicKey

    /// Whether the key may sign for this purpose.
    public func allows(namespace: String) -> Bool { namespaces?.contains(namespace) ?? true }

    /// Whether the key is valid at a moment; both ends count.
    public func isValid(at moment: Instant) -> Bool {
        if let validAfter, moment < validAfter { return false }
        if let validBefore, moment > validBefore { return false }
        return true
    }

    /// Whether a text can name a signer: 1 to 255 visible ASCII characters that no file gives a meaning to.
    public static func isPrincipal(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
            && !text.utf8.contains(where: SignerLine.special.contains) && !text.hasPrefix("#")
    }

    private static let special = Set("*?!,\"'\\".utf8)

    /// The line as it stands in the file.
    public var text: String {
        var options: [String] = []
        if let namespaces { options.append("namespaces=\"\(namespaces.joined(separator: ","))\"") }
        if let validAfter { options.append("valid-after=\"\(UTCTime.text(validAfter))\"") }
        if let validBefore { options.append("valid-before=\"\(UTCTime.text(validBefore))\"") }
        let words = [principals.joined(separator: ","), options.joined(separator: ","), key.text]
        return words.filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// A new line for a file.
    ///
    /// - Throws: S11 when a name or a namespace could not be read again.
    public init(
        principals: [String], namespaces: [String]?, validAfter: Instant? = nil, validBefore: Instant? = nil,
        key: PublicKey
    ) throws(SignatureRefusal) {
        try self.init(
            line: 1, principals: principals,
            options: SignerOptions(namespaces: namespaces, validAfter: validAfter, validBefore: validBefore), key: key)
    }

    init(line: Int, principals: [String], options: SignerOptions, key: PublicKey) throws(SignatureRefusal) {
        guard !principals.isEmpty, principals.allSatisfy(SignerLine.isPrincipal) else {
            throw SignatureRefusal(.plainLine, "a principal is empty, or has a pattern or a quotation mark", line: line)
        }
        if let namespaces = options.namespaces {
            guard !namespaces.isEmpty, namespaces.allSatisfy(SignerLine.isPrincipal) else {
                throw SignatureRefusal(
                    .plainLine, "a namespace is empty, or has a pattern or a quotation mark", line: line)
            }
        }
        if let after = options.validAfter, let before = options.validBefore, before < after {
            throw SignatureRefusal(.plainLine, "valid-before lies before valid-after", line: line)
        }
        self.line = line
        self.principals = principals
        namespaces = options.namespaces
        validAfter = options.validAfter
        validBefore = options.validBefore
        self.key = key
    }

    /// Reads `principals [options] keytype base64 [comment]`.
    init(text: [UInt8], line: Int) throws(SignatureRefusal) {
        guard let text = String(validating: text, as: UTF8.self), !text.utf8.contains(where: SignerLine.isControl)
        else {
            throw SignatureRefusal(.plainLine, "the line is not UTF-8 text, or has control characters", line: line)
        }
        var words = SignerLine.words(text)[...]
        guard let names = words.popFirst(), let second = words.first else {
            throw SignatureRefusal(.plainLine, "the line has no key", line: line)
        }
        var options = SignerOptions()
        // What has an equals sign, or is a flag that OpenSSH knows, cannot be the name of a key's type.
        if second.contains("=") || second.lowercased().hasPrefix("cert-authority") {
            options = try SignerOptions(text: second, line: line)
            words = words.dropFirst()
        }
        guard words.count >= 2, let type = words.first else {
            throw SignatureRefusal(.plainLine, "the line has no key", line: line)
        }
        let key: PublicKey
        do throws(SignatureRefusal) {
            key = try PublicKey(type: String(type), base64: words[words.startIndex + 1].utf8)
        } catch {
            throw SignatureRefusal(error.rule, error.reason, error.summary, line: line)
        }
        let principals = names.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        try self.init(line: line, principals: principals, options: options, key: key)
    }

    private static func isControl(_ byte: UInt8) -> Bool { byte < 0x20 && byte != 0x09 || byte == 0x7F }

    /// Words between spaces and tabs; those within quotation marks do not end a word.
    private static func words(_ text: String) -> [String] {
        var words: [String] = []
        var word = ""
        var isQuoted = false
        for scalar in text.unicodeScalars {
            if !isQuoted, scalar == " " || scalar == "\t" {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                if scalar == "\"" { isQuoted.toggle() }
                word.unicodeScalars.append(scalar)
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }
}
