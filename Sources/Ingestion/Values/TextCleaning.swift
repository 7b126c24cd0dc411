/// What is taken out of every text on its way into a ticket.
enum TextCleaning {
    /// The text with line ends as LF and without NUL, other control characters (C0 but TAB and LF, DEL, C1) and
    /// white space at its ends. Nothing is normalised beyond that: bytes that mean the same stay as written.
    static func clean(_ bytes: ArraySlice<UInt8>) -> String {
        var start = bytes.startIndex
        var end = bytes.endIndex
        while start < end, bytes[start] <= 0x20 { start += 1 }
        while end > start, bytes[end - 1] <= 0x20 { end -= 1 }
        let content = bytes[start..<end]
        guard content.contains(where: { ($0 < 0x20 && $0 != 0x0A && $0 != 0x09) || $0 == 0x7F || $0 == 0xC2 }) else {
            return String(decoding: content, as: UTF8.self)
        }
        var output: [UInt8] = []
        output.reserveCapacity(content.count)
        var index = start
        while index < end {
            let byte = content[index]
            index += 1
            switch byte {
            case 0x0A, 0x09: output.append(byte)
            case 0x0D:
                output.append(0x0A)
                if index < end, content[index] == 0x0A { index += 1 }
            case ..<0x20, 0x7F: break
            case 0xC2 where index < end && 0x80...0x9F ~= content[index]:
                // NEL is a line end, the rest of C1 means nothing in a text.
                if content[index] == 0x85 { output.append(0x0A) }
                index += 1
            default: output.append(byte)
            }
        }
        while let last = output.last, last <= 0x20 { output.removeLast() }
        let lead = output.prefix { $0 <= 0x20 }.count
        return String(decoding: output[lead...], as: UTF8.self)
    }
}
