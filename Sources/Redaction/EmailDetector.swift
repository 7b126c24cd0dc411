/// E-mail addresses (RFC 5321 as people write them), found by their `@`, or by `%40` in an address of the web.
struct EmailDetector {
    let view: TextView

    /// The address around an at sign of `length` bytes.
    func address(at sign: Int, length: Int) -> Finding? {
        guard let end = domainEnd(from: sign + length) else { return nil }
        var start = localStart(before: sign, escaped: length > 1)
        // `%7cjane%40…`: an escaped character is no part of the name.
        if length > 1, view.byte(start - 1) == 0x25, sign - start > 2 { start += 2 }
        while start < sign, [0x2E, 0x2D, 0x27, 0x2B].contains(view.byte(start)) { start += 1 }
        guard start < sign, view.byte(sign - 1) != 0x2E, view.byte(end) != 0x28 else { return nil }
        // `git@host:path` names a machine's account, and `hdfs/host@REALM` a Kerberos service.
        if view.text(start..<sign) == "git" || isFile(end) { return nil }
        if view.byte(start - 1) == 0x2F, !view.bytes[(sign + length)..<end].contains(where: { $0 &- 0x61 < 26 }) {
            return nil
        }
        return isInAuthority(start) ? nil : Finding(start, end, .email)
    }

    /// Ends of names that files have and no domain does: `button@design.xpi`.
    private static let fileEndings: Set<String> = [
        "xpi", "jar", "png", "jpg", "jpeg", "gif", "svg", "js", "xml", "json", "html", "css", "txt", "log", "java",
        "class",
        "exe", "dll", "conf", "cfg", "yml", "yaml", "ini", "csv", "pdf", "tar", "gz", "tgz", "war", "deb", "rpm",
        "service",
    ]

    private func isFile(_ end: Int) -> Bool {
        var start = end
        while start > 0, end - start < 8, ByteClass.isLetter(view.byte(start - 1)) { start -= 1 }
        return Self.fileEndings.contains(view.text(start..<end).lowercased())
    }

    private func localStart(before sign: Int, escaped: Bool) -> Int {
        var start = sign
        while start > 0, sign - start < 64 {
            let byte = view.byte(start - 1)
            let isLocal =
                ByteClass.isAlphanumeric(byte) || [0x2E, 0x5F, 0x2D, 0x2B, 0x27].contains(byte)
                || (byte == 0x25 && !escaped)
            if isLocal {
                start -= 1
            } else if byte >= 0x80 {
                var lead = start - 1
                while lead > 0, view.byte(lead) & 0xC0 == 0x80 { lead -= 1 }
                guard LetterCase(ScalarBytes.decode(view.bytes, lead).value) != nil else { break }
                start = lead
            } else {
                break
            }
        }
        return start
    }

    /// The end of the longest domain that has two labels or more and ends in a label of letters.
    private func domainEnd(from start: Int) -> Int? {
        var index = start
        var labels = 0
        var end: Int?
        while index < view.bytes.count, index - start < 253 {
            let label = index
            var isAlphabetic = true
            while true {
                let byte = view.byte(index)
                if ByteClass.isLetter(byte) {
                    index += 1
                } else if ByteClass.isDigit(byte) || byte == 0x2D {
                    isAlphabetic = false
                    index += 1
                } else if byte >= 0x80 {
                    let (value, length) = ScalarBytes.decode(view.bytes, index)
                    guard LetterCase(value) != nil else { break }
                    index += length
                } else {
                    break
                }
            }
            guard index > label, view.byte(label) != 0x2D else { break }
            labels += 1
            if labels >= 2, isAlphabetic || view.matches("xn--", at: label), index - label >= 2 { end = index }
            guard view.byte(index) == 0x2E else { break }
            index += 1
        }
        return end
    }

    /// Whether a place lies between `://` and the path: what stands before the `@` there is no mailbox.
    private func isInAuthority(_ start: Int) -> Bool {
        var index = start - 1
        while index > 2, start - index < 256 {
            switch view.byte(index) {
            case 0x2F: return view.byte(index - 1) == 0x2F && view.byte(index - 2) == 0x3A
            case 0x3F, 0x23, 0x3D, 0x26, 0x22, 0x27, 0x3C, 0x3E, 0x28, 0x00...0x20: return false
            default: index -= 1
            }
        }
        return false
    }
}
