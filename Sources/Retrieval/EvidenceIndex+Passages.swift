import Domain

extension EvidenceIndex {
    /// The sentences of a passage that say most about the query, up to about 300 characters, as one line.
    func displayPassage(of document: Int, unit: Int, bag: [(term: Int32, weight: Float)]) -> String {
        let limit = 300
        var text = documents[document].text
        let range = Int(lexical.units[unit].start)..<Int(lexical.units[unit].end)
        let passage = text.withUTF8 { String(decoding: $0[range], as: UTF8.self) }
        let sentences = TextAnalysis.sentences(passage).map(\.collapsedWhitespace)
        guard !sentences.isEmpty else { return documents[document].title }
        let terms = Set(bag.map { Int($0.term) })
        let found = sentences.map { Set(termNumbers(of: $0)).intersection(terms) }
        let lengths = sentences.map(\.unicodeScalars.count)
        var best = 0..<1
        var bestWeight = -1.0
        for first in sentences.indices {
            var covered: Set<Int> = []
            var length = 0
            for last in first..<sentences.count {
                length += lengths[last] + 1
                if length > limit, last > first { break }
                covered.formUnion(found[last])
                // The sum is made in order of term, so that it does not depend on the set's order.
                let weight = covered.sorted().reduce(0) { $0 + self.weight(ofTerm: $1) }
                if weight > bestWeight + 1e-9 {
                    best = first..<last + 1
                    bestWeight = weight
                }
            }
        }
        return EvidenceIndex.trimmed(grown(best, lengths, limit).map { sentences[$0] }.joined(separator: " "), limit)
    }

    /// Takes in the sentences after a window while there is room: context reads better than a fragment.
    private func grown(_ window: Range<Int>, _ lengths: [Int], _ limit: Int) -> Range<Int> {
        var end = window.upperBound
        var length = window.reduce(0) { $0 + lengths[$1] + 1 }
        while end < lengths.count, length + lengths[end] <= limit {
            length += lengths[end] + 1
            end += 1
        }
        return window.lowerBound..<end
    }

    /// At most `limit` characters, cut at a word with `…`.
    static func trimmed(_ text: String, _ limit: Int) -> String {
        let scalars = text.unicodeScalars
        guard scalars.count > limit else { return text }
        let head = scalars.prefix(limit - 1)
        let cut = head.lastIndex(where: { $0.properties.isWhitespace }) ?? head.endIndex
        let end = head.distance(from: head.startIndex, to: cut) > limit / 2 ? cut : head.endIndex
        return String(Substring(head[..<end])).trimmedWhitespace + "…"
    }
}
