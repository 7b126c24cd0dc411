/// Passwords and keys by their name: `password=…`, `api_key: …`, `Authorization: Bearer …`, `the password is …`.
struct AssignmentDetector {
    let view: TextView

    private static let strong = [
        "password", "passwd", "pwd", "passphrase", "passwort", "kennwort", "contrasea", "motdepasse", "passcode",
        "wachtwoord", "clientsecret", "apisecret", "appsecret", "sharedsecret", "consumersecret", "secretkey", "apikey",
        "accesskey", "accountkey", "privatekey", "authtoken", "accesstoken", "refreshtoken", "sessiontoken",
        "securitytoken", "apitoken", "bearertoken", "authkey", "encryptionkey", "storagekey", "senha",
    ]
    private static let weak = [
        "secret", "token", "pass", "credential", "credentials", "auth", "jwt", "signature", "pin",
    ]

    /// The value after an `=` or `:`.
    func value(after sign: Int) -> Finding? {
        let isColon = view.byte(sign) == 0x3A
        guard view.byte(sign + 1) != view.byte(sign), view.byte(sign - 1) != view.byte(sign) else { return nil }
        guard let strength = strength(before: sign) else { return nil }
        var start = sign + 1
        if view.byte(start) == 0x3E || (isColon && view.byte(start) == 0x3D) { start += 1 }
        let spaced = view.byte(start) == 0x20 || view.byte(start) == 0x09
        while start - sign < 6, view.byte(start) == 0x20 || view.byte(start) == 0x09 { start += 1 }
        return value(from: start, isStrong: strength, isLoose: spaced || isColon)
    }

    /// The value after `password is`, `--password`, `Bearer`, which a word begins.
    func value(afterWord index: Int) -> Finding? {
        let word = view.words[index]
        guard index + 1 < view.words.count else { return nil }
        let next = view.words[index + 1]
        if word.has(.password) {
            if view.byte(word.end) == 0x20, view.byte(word.start - 1) == 0x2D, view.byte(word.start - 2) == 0x2D,
                view.byte(word.end + 1) != 0x2D
            {
                return value(from: word.end + 1, isStrong: true, isLoose: false)
            }
            guard next.start == word.end + 1, view.byte(word.end) == 0x20, Self.copulas.contains(next.hash) else {
                return nil
            }
            var start = next.end
            if view.byte(start) == 0x3A { start += 1 }
            guard view.byte(start) == 0x20 else { return nil }
            return value(from: start + 1, isStrong: true, isLoose: true, needsSymbol: true)
        }
        guard view.byte(word.end) == 0x20, Self.schemes.contains(word.hash) else { return nil }
        let isBasic = word.hash == Self.basic
        guard let found = value(from: word.end + 1, isStrong: false, isLoose: true) else { return nil }
        return isBasic && !view.follows(.key, at: word.start, words: 1, reach: 3) ? nil : found
    }

    private static let copulas = Set(["is", "was", "ist", "lautet", "est", "es", "era", "war"].map(WordHash.of))
    private static let basic = WordHash.of("basic")
    private static let schemes = Set(["bearer", "basic"].map(WordHash.of))

    /// Whether what stands before the sign is the name of a secret: strongly, weakly, or not at all.
    private func strength(before sign: Int) -> Bool? {
        var end = sign
        while sign - end < 3, [0x20, 0x22, 0x27, 0x60, 0x5D, 0x2A].contains(view.byte(end - 1)) { end -= 1 }
        // The last letter tells most names apart before anything is copied.
        let last = view.byte(end - 1) | 0x20
        guard [0x64, 0x65, 0x74, 0x6E, 0x79, 0x61, 0x73, 0x68].contains(last) else { return nil }
        var start = end
        var name: [UInt8] = []
        while end - start < 48 {
            let byte = view.byte(start - 1)
            if ByteClass.isLetter(byte) {
                name.append(byte | 0x20)
            } else if !(ByteClass.isDigit(byte) || byte == 0x5F || byte == 0x2D || byte == 0x2E || byte >= 0x80) {
                // `API key:` and `mot de passe:` are names of two and three words.
                guard byte == 0x20, name.count <= 10, end - start < 24, ByteClass.isLetter(view.byte(start - 2)) else {
                    break
                }
            }
            start -= 1
        }
        name.reverse()
        if Self.strong.contains(where: { name.ends(with: $0.utf8) }) { return true }
        return Self.weak.contains(where: { name.ends(with: $0.utf8) }) ? false : nil
    }

    private func value(from start: Int, isStrong: Bool, isLoose: Bool, needsSymbol: Bool = false) -> Finding? {
        let quote = view.byte(start)
        let isQuoted = quote == 0x22 || quote == 0x27 || quote == 0x60
        let first = isQuoted ? start + 1 : start
        var end = first
        while end - first < 512, !endsValue(view.byte(end), quote: isQuoted ? quote : nil) { end += 1 }
        if isQuoted {
            guard view.byte(end) == quote else { return nil }
        } else {
            while end > first, [0x2E, 0x2C, 0x21, 0x3F, 0x3A, 0x2A].contains(view.byte(end - 1)) { end -= 1 }
        }
        guard end - first >= (isStrong ? 3 : 16), isPlausible(first..<end) else { return nil }
        let traits = traits(first..<end)
        if !isStrong {
            return traits.hasDigit && traits.hasLetter && !traits.isStructured ? Finding(first, end, .secret) : nil
        }
        if traits.hasDigit || traits.hasSymbol || isQuoted { return Finding(first, end, .secret) }
        // Letters alone may be prose or code: a value stands close to its sign, or ends its line.
        guard !needsSymbol, end - first >= 4, !isCode(first..<end) else { return nil }
        return !isLoose || view.byte(end) == 0x0A || view.byte(end) == 0x0D || end >= view.bytes.count
            ? Finding(first, end, .secret) : nil
    }

    private func endsValue(_ byte: UInt8, quote: UInt8?) -> Bool {
        if let quote { return byte == quote || byte == 0x0A || byte == 0 }
        switch byte {
        case 0x00...0x20, 0x22, 0x26, 0x27, 0x29, 0x2C, 0x3B, 0x3C, 0x3E, 0x5D, 0x60, 0x7C, 0x7D: return true
        default: return false
        }
    }

    /// Not a value made up for an example, an expression, a mask, or a word that says something of the password.
    private func isPlausible(_ range: Range<Int>) -> Bool {
        let first = view.byte(range.lowerBound)
        guard ![0x24, 0x25, 0x3C, 0x7B, 0x5B, 0x2A, 0x28, 0x5C, 0x2D].contains(first),
            view.byte(range.upperBound) != 0x28,
            !view.bytes[range].contains(0x28), !view.bytes[range].contains(0x5B)
        else { return false }
        let distinct = Set(view.bytes[range])
        guard distinct.count > 2 || range.count > 3 && distinct.count == 2 && !distinct.contains(0x2A) else {
            return false
        }
        let word = view.wordIndex(from: range.lowerBound)
        guard word < view.words.count, view.words[word].start == range.lowerBound else { return true }
        return !(view.words[word].has(.noSecret) && view.words[word].end >= range.upperBound)
    }

    private func isCode(_ range: Range<Int>) -> Bool {
        let text = view.text(range)
        let lowered = text.lowercased()
        return lowered.contains("pass") || lowered.contains("pwd")
            || text.dropFirst().contains { $0.isUppercase }
                && text.first?.isLowercase == true
            || text == text.uppercased()
    }

    private func traits(_ range: Range<Int>) -> (hasDigit: Bool, hasLetter: Bool, hasSymbol: Bool, isStructured: Bool) {
        var (hasDigit, hasLetter, hasSymbol, slashes) = (false, false, false, 0)
        for byte in view.bytes[range] {
            if ByteClass.isDigit(byte) {
                hasDigit = true
            } else if ByteClass.isLetter(byte) || byte >= 0x80 {
                hasLetter = true
            } else {
                // A value that only joins words may be a name: `my-keystore.jks`, `fs.azure.key`.
                if byte != 0x2D && byte != 0x2E && byte != 0x5F && byte != 0x2F && byte != 0x3A { hasSymbol = true }
                if byte == 0x2F || byte == 0x5C || byte == 0x3A { slashes += 1 }
            }
        }
        return (hasDigit, hasLetter, hasSymbol, slashes > 1)
    }
}

extension Sequence where Self: BidirectionalCollection, Element == UInt8 {
    fileprivate func ends(with suffix: String.UTF8View) -> Bool { reversed().starts(with: suffix.reversed()) }
}
