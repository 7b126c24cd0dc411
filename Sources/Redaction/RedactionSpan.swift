/// Where personal data stood in a text.
public struct RedactionSpan: Sendable, Hashable, Codable {
    /// The first code point of it, counted from 0 in the text as it was given.
    public let start: Int
    /// The code point after its last.
    public let end: Int
    public let type: EntityType

    public init(start: Int, end: Int, type: EntityType) {
        self.start = start
        self.end = end
        self.type = type
    }
}

/// A detector's result: bytes of the folded text.
struct Finding {
    let start: Int
    let end: Int
    let type: EntityType

    init(_ start: Int, _ end: Int, _ type: EntityType) {
        self.start = start
        self.end = end
        self.type = type
    }

    /// Findings that do not overlap, in order: of two that do, the longer one, then the narrower type.
    static func resolve(_ findings: [Finding]) -> [Finding] {
        let ordered = findings.sorted { left, right in
            if left.start != right.start { return left.start < right.start }
            if left.end != right.end { return left.end > right.end }
            return left.type.rank < right.type.rank
        }
        var kept: [Finding] = []
        for finding in ordered {
            guard let last = kept.last, finding.start < last.end else {
                kept.append(finding)
                continue
            }
            if finding.end - finding.start > last.end - last.start { kept[kept.count - 1] = finding }
        }
        return kept
    }
}
