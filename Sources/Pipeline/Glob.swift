/// File name patterns: `*` is any run of characters, `?` is one, everything else is itself.
public enum Glob {
    /// Whether a name matches the whole pattern. Linear in the name for each `*`.
    public static func matches(_ name: String, pattern: String) -> Bool {
        let name = Array(name.unicodeScalars)
        let pattern = Array(pattern.unicodeScalars)
        var position = 0
        var index = 0
        var star: Int?
        var resume = 0
        while position < name.count {
            if index < pattern.count, pattern[index] == "*" {
                star = index
                resume = position
                index += 1
            } else if index < pattern.count, pattern[index] == "?" || pattern[index] == name[position] {
                index += 1
                position += 1
            } else if let star {
                index = star + 1
                resume += 1
                position = resume
            } else {
                return false
            }
        }
        while index < pattern.count, pattern[index] == "*" { index += 1 }
        return index == pattern.count
    }
}
