/// The field `Content-Range` (RFC 9110, 14.4) of a part: `bytes 5-9/10`.
struct ContentRange: Equatable {
    /// The first byte's place.
    let first: Int
    /// Of the whole file; `nil` when the server does not say.
    let total: Int?

    init?(_ value: String) {
        let words = value.split(separator: " ")
        guard words.count == 2, words[0].lowercased() == "bytes" else { return nil }
        let parts = words[1].split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard ends.count == 2, let first = ends[0], let last = ends[1], first >= 0, last >= first else { return nil }
        self.first = first
        total = Int(parts[1])
        guard total != nil || parts[1] == "*" else { return nil }
    }
}
