/// Finds the parts of a text that lie outside code, logs and quotations set off by marks.
enum CodeBlocks {
    private static let fences: [(open: [UInt8], close: [UInt8])] = [
        ("```", "```"), ("{code", "{code}"), ("{noformat", "{noformat}"), ("{quote", "{quote}"),
        ("{panel", "{panel}"), ("<!--", "-->"), ("<pre", "</pre>"), ("<code", "</code>"),
    ].map { (Array($0.0.utf8), Array($0.1.utf8)) }

    /// The pieces of running text, in order. A block that is never closed reaches to the end.
    static func outside(_ text: Substring) -> [Substring] {
        let bytes = Array(text.utf8)
        var pieces: [Substring] = []
        var start = 0
        var index = 0
        func cut(to end: Int) {
            guard end > start else { return }
            let from = text.utf8.index(text.startIndex, offsetBy: start)
            pieces.append(text[from..<text.utf8.index(from, offsetBy: end - start)])
        }
        while index < bytes.count {
            guard let fence = fences.first(where: { matches(bytes, index, $0.open) }) else {
                index += 1
                continue
            }
            cut(to: index)
            var end = index + fence.open.count
            // `{code:java}` is only open after its own bracket.
            if fence.open[0] == 0x7B, let bracket = bytes[end...].firstIndex(of: 0x7D) { end = bracket + 1 }
            while end < bytes.count, !matches(bytes, end, fence.close) { end += 1 }
            index = min(bytes.count, end + fence.close.count)
            start = index
        }
        cut(to: bytes.count)
        return pieces
    }

    private static func matches(_ bytes: [UInt8], _ index: Int, _ mark: [UInt8]) -> Bool {
        guard bytes[index] == mark[0], index + mark.count <= bytes.count else { return false }
        for offset in 1..<mark.count where bytes[index + offset] != mark[offset] { return false }
        return true
    }
}
