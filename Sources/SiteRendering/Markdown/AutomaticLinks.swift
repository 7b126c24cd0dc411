/// Finds `https://` addresses in running text, in one pass.
enum AutomaticLinks {
    enum Part: Equatable {
        case text(String)
        case address(String)
    }

    private static let scheme = Array("https://".utf8)

    /// The text cut into addresses and what stands between them. An address begins where no word goes on, and
    /// gives back the punctuation at its end, as GitHub-flavoured Markdown says.
    static func parts(of text: String) -> [Part] {
        let bytes = Array(text.utf8)
        var parts: [Part] = []
        var textStart = 0
        var index = 0
        while index + scheme.count < bytes.count {
            guard bytes[index] == scheme[0], startsWord(bytes, index), bytes[index...].starts(with: scheme) else {
                index += 1
                continue
            }
            let end = end(of: bytes, from: index)
            guard end > index + scheme.count else {
                index += scheme.count
                continue
            }
            if textStart < index { parts.append(.text(String(decoding: bytes[textStart..<index], as: UTF8.self))) }
            parts.append(.address(String(decoding: bytes[index..<end], as: UTF8.self)))
            index = end
            textStart = end
        }
        if textStart < bytes.count { parts.append(.text(String(decoding: bytes[textStart...], as: UTF8.self))) }
        return parts
    }

    private static func startsWord(_ bytes: [UInt8], _ index: Int) -> Bool {
        guard index > 0 else { return true }
        return " \t\n*_~(\"'".utf8.contains(bytes[index - 1])
    }

    private static func end(of bytes: [UInt8], from start: Int) -> Int {
        var end = start
        var opened = 0
        var closed = 0
        while end < bytes.count, bytes[end] > 0x20, bytes[end] < 0x7F, bytes[end] != 0x3C, bytes[end] != 0x3E,
            bytes[end] != 0x22, bytes[end] != 0x5C, bytes[end] != 0x60
        {
            if bytes[end] == 0x28 { opened += 1 }
            if bytes[end] == 0x29 { closed += 1 }
            end += 1
        }
        while end > start {
            if "?!.,:;*_~'".utf8.contains(bytes[end - 1]) {
                end -= 1
            } else if bytes[end - 1] == 0x29, closed > opened {
                closed -= 1
                end -= 1
            } else {
                break
            }
        }
        return end
    }
}
