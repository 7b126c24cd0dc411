/// IPv6 and MAC addresses. IPv4 is a number in groups, and found among those.
struct NetworkDetector {
    let view: TextView

    /// The address written with colons that holds the first colon of a run at an offset; `end` is where the run
    /// of hexadecimal digits and colons ends, whatever it is.
    func colonRun(at colon: Int) -> (finding: Finding?, end: Int) {
        var start = colon
        while colon - start < 5, ByteClass.isHex(view.byte(start - 1)) { start -= 1 }
        var end = colon
        while end - start < 64 {
            let byte = view.byte(end)
            if ByteClass.isHex(byte) || byte == 0x3A {
                end += 1
            } else if byte == 0x2E, ByteClass.isDigit(view.byte(end + 1)), ByteClass.isDigit(view.byte(end - 1)) {
                end += 1
            } else {
                break
            }
        }
        let next = end
        guard !ByteClass.isWord(view.byte(start - 1)), ![0x2E, 0x3A, 0x2D].contains(view.byte(start - 1)) else {
            return (nil, next)
        }
        // A colon at the end of the run is punctuation, unless it is the `::` of a shortened address.
        if view.byte(end - 1) == 0x3A, view.byte(end - 2) != 0x3A { end -= 1 }
        guard !ByteClass.isWord(view.byte(end)) else { return (nil, next) }
        if isMAC(start..<end, separator: 0x3A), !isHexDump(end) { return (Finding(start, end, .mac), next) }
        guard isIPv6(start..<end) else { return (nil, next) }
        if view.byte(end) == 0x25 {
            end += 1
            while ByteClass.isWord(view.byte(end)) { end += 1 }
        }
        return (Finding(start, end, .ip), next)
    }

    private func isHexDump(_ end: Int) -> Bool { view.byte(end) == 0x3A && ByteClass.isHex(view.byte(end + 1)) }

    /// A MAC address that begins with a word, written with hyphens (IEEE 802) or with dots (Cisco).
    func macAddress(_ word: Word) -> Finding? {
        let (start, before) = (word.start, view.byte(word.start - 1))
        guard before != 0x2D, before != 0x2E, before != 0x3A else { return nil }
        let separator = view.byte(word.end)
        if word.count == 2, separator == 0x2D, isMAC(start..<(start + 17), separator: 0x2D),
            hasHexLetter(start..<(start + 17)), isEnd(start + 17)
        {
            return Finding(start, start + 17, .mac)
        }
        if word.count == 4, separator == 0x2E, view.byte(start + 9) == 0x2E, isEnd(start + 14),
            hasHexLetter(start..<(start + 14)),
            (0..<14).allSatisfy({ $0 == 4 || $0 == 9 || ByteClass.isHex(view.byte(start + $0)) }),
            (0..<14).contains(where: { ByteClass.isDigit(view.byte(start + $0)) })
        {
            return Finding(start, start + 14, .mac)
        }
        return nil
    }

    private func isEnd(_ end: Int) -> Bool {
        let next = view.byte(end)
        return !ByteClass.isWord(next) && next != 0x2D && !(next == 0x2E && ByteClass.isWord(view.byte(end + 1)))
    }

    private func hasHexLetter(_ range: Range<Int>) -> Bool { range.contains { ByteClass.isLetter(view.byte($0)) } }

    private func isMAC(_ range: Range<Int>, separator: UInt8) -> Bool {
        guard range.count == 17, range.upperBound <= view.bytes.count else { return false }
        var isZero = true
        for (offset, index) in range.enumerated() {
            let byte = view.bytes[index]
            if offset % 3 == 2 {
                guard byte == separator else { return false }
            } else {
                guard ByteClass.isHex(byte) else { return false }
                if byte != 0x30 { isZero = false }
            }
        }
        return !isZero
    }

    /// RFC 4291, section 2.2: eight groups, or fewer around one `::`; the loopback and unspecified addresses are
    /// nobody's.
    private func isIPv6(_ range: Range<Int>) -> Bool {
        guard range.count >= 6 else { return false }
        let pieces = view.bytes[range].split(separator: 0x3A, omittingEmptySubsequences: false)
        var groups = 0
        var empties = 0
        var hasDigit = false
        for (position, piece) in pieces.enumerated() {
            if piece.isEmpty {
                // At either end the two colons of `::` give two empty pieces.
                if position > 0, position < pieces.count - 1 { empties += 1 }
                continue
            }
            if position == pieces.count - 1, piece.contains(0x2E) {
                guard piece.split(separator: 0x2E).count == 4 else { return false }
                groups += 2
                hasDigit = true
                continue
            }
            guard piece.count <= 4, !piece.contains(0x2E) else { return false }
            hasDigit = hasDigit || piece.contains(where: ByteClass.isDigit)
            groups += 1
        }
        guard hasDigit, empties <= 1 else { return false }
        return empties == 0
            ? groups == 8 && pieces.count - (pieces.last?.contains(0x2E) == true ? -1 : 0) == 8
            : (2...7).contains(groups)
    }
}
