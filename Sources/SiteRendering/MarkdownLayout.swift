/// The look of Markdown files.
enum MarkdownLayout {
    /// Never more than one empty line in a row, none at the ends, and one line feed at the end. Fenced text stays
    /// as it is.
    static func tidied(_ text: String) -> String {
        var output: [UInt8] = []
        let bytes = Array(text.utf8)
        output.reserveCapacity(bytes.count)
        var start = 0
        var fence = 0
        var pendingBlank = false
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            let line = bytes[start..<end]
            start = end + 1
            let ticks = line.prefix { $0 == 0x60 }.count
            if fence > 0 {
                output += line
                output.append(0x0A)
                if ticks >= fence, ticks == line.count { fence = 0 }
                continue
            }
            var trimmed = line
            while trimmed.last == 0x20 || trimmed.last == 0x0D { trimmed = trimmed.dropLast() }
            if trimmed.isEmpty {
                pendingBlank = !output.isEmpty
                continue
            }
            if pendingBlank { output.append(0x0A) }
            pendingBlank = false
            output += trimmed
            output.append(0x0A)
            if ticks >= 3 { fence = ticks }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
