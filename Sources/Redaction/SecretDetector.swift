/// Keys by their form: the prefixes that providers give them, JSON web tokens, private keys.
struct SecretDetector {
    let view: TextView

    /// A private key in PEM that begins with the hyphens at an offset; to its end line, or as far as it goes.
    func privateKey(at start: Int) -> Finding? {
        guard view.matches("-----BEGIN ", at: start) else { return nil }
        var headEnd = start + 11
        while headEnd - start < 64, view.byte(headEnd) != 0x2D, view.byte(headEnd) >= 0x20 { headEnd += 1 }
        let label = view.text((start + 11)..<min(headEnd, view.bytes.count))
        guard label.hasSuffix("PRIVATE KEY") || label.hasSuffix("PRIVATE KEY BLOCK"), view.matches("-----", at: headEnd)
        else { return nil }
        var index = headEnd + 5
        let limit = min(view.bytes.count, start + 16_384)
        while index < limit {
            if view.byte(index) == 0x2D, view.matches("-----END ", at: index) {
                index += 9
                while index < limit, view.byte(index) != 0x2D { index += 1 }
                while index < limit, view.byte(index) == 0x2D { index += 1 }
                return Finding(start, index, .secret)
            }
            index += 1
        }
        return Finding(start, limit, .secret)
    }

    /// The key that begins with a word.
    func key(_ word: Word) -> Finding? {
        let before = view.byte(word.start - 1)
        guard before != 0x2D, before != 0x2E, before != 0x2F || view.byte(word.start) != 0x41 else { return nil }
        switch view.byte(word.start) {
        case 0x65 where view.matches("eyJ", at: word.start): return webToken(word)
        case 0x41 where word.count == 20 && isAmazonKey(word): return Finding(word.start, word.end, .secret)
        case 0x41 where view.matches("AIza", at: word.start): return token(word, prefix: 4, least: 35)
        case 0x47 where view.matches("GOCSPX-", at: word.start): return token(word, prefix: 7, least: 24)
        case 0x53 where view.matches("SG.", at: word.start): return dotted(word, least: 40)
        case 0x53 where word.count == 34 && view.matches("SK", at: word.start):
            return isHex((word.start + 2)..<word.end) ? Finding(word.start, word.end, .secret) : nil
        case 0x67...0x79: return prefixed(word)
        default: return nil
        }
    }

    private static let prefixes: [(text: StaticString, least: Int)] = [
        ("ghp_", 30), ("gho_", 30), ("ghu_", 30), ("ghs_", 30), ("ghr_", 30), ("github_pat_", 22), ("glpat-", 18),
        ("xoxb-", 10), ("xoxp-", 10), ("xoxa-", 10), ("xoxr-", 10), ("xoxs-", 10), ("xapp-", 10), ("sk_live_", 10),
        ("sk_test_", 10), ("rk_live_", 10), ("rk_test_", 10), ("pk_live_", 10), ("whsec_", 16), ("sk-", 20),
        ("npm_", 30), ("hf_", 30), ("pypi-", 40), ("shpat_", 24), ("shpss_", 24), ("sq0atp-", 20), ("sq0csp-", 20),
        ("hvs.", 20), ("lin_api_", 20), ("rubygems_", 30),
    ]

    private func prefixed(_ word: Word) -> Finding? {
        for prefix in SecretDetector.prefixes where view.matches(prefix.text, at: word.start) {
            return token(word, prefix: prefix.text.utf8CodeUnitCount, least: prefix.least)
        }
        return view.matches("ya29.", at: word.start) ? dotted(word, least: 20) : nil
    }

    /// A token of base64url characters; one that names itself and has no digit in a long rest is a plain word.
    private func token(_ word: Word, prefix: Int, least: Int) -> Finding? {
        let start = word.start + prefix
        var end = start
        while ByteClass.isToken(view.byte(end)), end - start < 1_024 { end += 1 }
        while end > start, view.byte(end - 1) == 0x2D { end -= 1 }
        guard end - start >= least, view.bytes[start..<end].contains(where: ByteClass.isDigit) else { return nil }
        return Finding(word.start, end, .secret)
    }

    private func dotted(_ word: Word, least: Int) -> Finding? {
        var end = word.start
        while ByteClass.isToken(view.byte(end)) || view.byte(end) == 0x2E, end - word.start < 2_048 { end += 1 }
        while end > word.start, view.byte(end - 1) == 0x2E { end -= 1 }
        return end - word.start >= least ? Finding(word.start, end, .secret) : nil
    }

    private func isAmazonKey(_ word: Word) -> Bool {
        let prefixes: [StaticString] = ["AKIA", "ASIA", "AGPA", "AIDA", "AROA", "ANPA", "ANVA", "AIPA"]
        guard prefixes.contains(where: { view.matches($0, at: word.start) }) else { return false }
        return view.bytes[word.start..<word.end].allSatisfy { ($0 &- 0x41 < 26) || ByteClass.isDigit($0) }
    }

    private func isHex(_ range: Range<Int>) -> Bool { view.bytes[range].allSatisfy(ByteClass.isHex) }

    /// A JSON web token (RFC 7519): two parts that begin as base64 of `{"` does, or five of an encrypted one.
    private func webToken(_ word: Word) -> Finding? {
        var end = word.start
        var dots = 0
        while end - word.start < 16_384 {
            let byte = view.byte(end)
            if byte == 0x2E, dots < 4 {
                dots += 1
            } else if !ByteClass.isToken(byte) {
                break
            }
            end += 1
        }
        while end > word.start, view.byte(end - 1) == 0x2E, dots > 1 {
            end -= 1
            dots -= 1
        }
        guard dots >= 1, end - word.start >= 24 else { return nil }
        return Finding(word.start, end, .secret)
    }
}
