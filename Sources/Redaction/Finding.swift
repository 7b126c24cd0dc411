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

    private var count: Int { end - start }

    /// Findings that do not overlap, in order. Of two over the same text the longer one is meant, then the
    /// narrower type; of two that overlap in part the shorter one keeps what the longer one leaves of it, so that
    /// nothing that was found stays readable.
    static func resolve(_ findings: [Finding], in view: TextView) -> [Finding] {
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
            guard finding.end > last.end else { continue }
            // `last` may be a rest that begins after this finding does.
            let finding = Finding(max(finding.start, last.start), finding.end, finding.type)
            if finding.count > last.count {
                kept.removeLast()
                if let rest = Finding(last.start, finding.start, last.type).trimmed(in: view) { kept.append(rest) }
                kept.append(finding)
            } else if let rest = Finding(last.end, finding.end, finding.type).trimmed(in: view) {
                kept.append(rest)
            }
        }
        return kept
    }

    /// Without punctuation at its ends; `nil` when nothing else is left.
    private func trimmed(in view: TextView) -> Finding? {
        var (start, end) = (start, end)
        while start < end, !ByteClass.isWord(view.byte(start)) { start += 1 }
        while end > start, !ByteClass.isWord(view.byte(end - 1)) { end -= 1 }
        return start < end ? Finding(start, end, type) : nil
    }
}
