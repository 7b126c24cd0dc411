/// The secrets within an address of the web: user and password, and the tokens of its query. The rest stays.
struct URLDetector {
    let view: TextView

    private static let secretParameters: Set<String> = [
        "token", "access_token", "accesstoken", "refresh_token", "id_token", "auth_token", "authtoken", "api_key",
        "apikey", "api-key", "key", "sig", "signature", "secret", "client_secret", "password", "passwd", "pwd", "pass",
        "auth", "authorization", "session", "sessionid", "session_id", "sid", "jsessionid", "phpsessid", "jwt",
        "x-amz-signature", "x-amz-credential", "x-amz-security-token", "x-goog-signature", "x-goog-credential", "code",
        "otp", "ticket", "oauth_token", "private_token", "subscription-key", "sas", "invite", "reset_token",
    ]

    /// What is secret in the address whose `://` stands at an offset; returns where the address ends, too.
    func secrets(at colon: Int, into findings: inout [Finding]) -> Int {
        var end = colon + 3
        var at: Int?
        var path: Int?
        var query: Int?
        scan: while end < view.bytes.count, end - colon < 8_192 {
            switch view.bytes[end] {
            case 0x00...0x20, 0x22, 0x3C, 0x3E, 0x5C, 0x60, 0x7B, 0x7C, 0x7D: break scan
            case 0x2F: path = path ?? end
            case 0x3F, 0x23:
                path = path ?? end
                query = query ?? end + 1
            case 0x40: if path == nil { at = end }
            default: break
            }
            end += 1
        }
        if let at { credentials(colon: colon, at: at, into: &findings) }
        if let path { slackWebhook(host: colon + 3, path: path, end: end, into: &findings) }
        if let query { parameters(query..<end, into: &findings) }
        return end
    }

    private func credentials(colon: Int, at: Int, into findings: inout [Finding]) {
        let start = colon + 3
        guard at > start else { return }
        let user = view.bytes[start..<at]
        if let separator = user.firstIndex(of: 0x3A) {
            // `user:${PASSWORD}@` and `user:***@` hide nothing.
            guard separator + 1 < at, ![0x24, 0x2A, 0x3C, 0x7B, 0x5B].contains(view.byte(separator + 1)) else { return }
            findings.append(Finding(start, at, .secret))
        } else if view.byte(colon - 1) | 0x20 == 0x70 || view.byte(colon - 1) | 0x20 == 0x73 {
            // `https://TOKEN@host`: http and https end in `p` or `s`.
            let isToken =
                user.count >= 16 && user.contains(where: ByteClass.isDigit) && user.allSatisfy(ByteClass.isToken)
            if isToken, view.byte(colon - 4) | 0x20 == 0x68 || view.byte(colon - 5) | 0x20 == 0x68 {
                findings.append(Finding(start, at, .secret))
            }
        }
    }

    private func slackWebhook(host: Int, path: Int, end: Int, into findings: inout [Finding]) {
        guard view.matches("hooks.slack.com/services/", at: host), end > host + 30 else { return }
        findings.append(Finding(host + 25, end, .secret))
    }

    private func parameters(_ range: Range<Int>, into findings: inout [Finding]) {
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start
            var equals: Int?
            while end < range.upperBound, ![0x26, 0x3B, 0x23, 0x29, 0x5D, 0x2C, 0x27].contains(view.bytes[end]) {
                if view.bytes[end] == 0x3D, equals == nil { equals = end }
                end += 1
            }
            if let equals, equals - start <= 24 {
                var last = end
                while last > equals + 1, [0x2E, 0x2C, 0x21, 0x3A].contains(view.bytes[last - 1]) { last -= 1 }
                let name = view.text(start..<equals).lowercased()
                let least = name == "key" || name == "code" || name == "ticket" || name == "sid" ? 12 : 4
                if last - equals > least, view.byte(equals + 1) != 0x5B, URLDetector.secretParameters.contains(name) {
                    findings.append(Finding(equals + 1, last, .secret))
                }
            }
            start = end + 1
        }
    }
}
