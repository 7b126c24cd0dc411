/// What exports write where there is nothing.
enum EmptyWords {
    private static let words: Set<String> = [
        "-", "--", "---", "—", "–", "n/a", "na", "null", "(null)", "nil", "none", "(none)", "nan", "nat", "undefined",
        "\\n", "#n/a", "leer", "(leer)", "keine", "vide", "(vide)", "(empty)", "(blank)",
    ]
    private static let longest = 12

    /// Whether a cell is white space or one of the words for nothing.
    static func isEmpty(_ bytes: ArraySlice<UInt8>) -> Bool {
        var content = bytes.drop { $0 <= 0x20 }
        while let last = content.last, last <= 0x20 { content.removeLast() }
        if content.isEmpty { return true }
        guard content.count <= longest else { return false }
        return words.contains(String(decoding: content, as: UTF8.self).lowercased())
    }
}
