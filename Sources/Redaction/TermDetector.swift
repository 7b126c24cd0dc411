import Domain

/// Whole words that are known beforehand: the tenant's deny-list, and the names that a ticket's people go by.
struct TermDetector: Sendable {
    private struct Term {
        let words: [UInt64]
        let type: EntityType
        /// Matches only where the text begins each word with a capital: `Will`, not `will`.
        let isCapital: Bool
    }

    private var terms: [UInt64: [Term]] = [:]

    var isEmpty: Bool { terms.isEmpty }

    /// Adds a term; nothing happens for one without a letter or digit.
    mutating func add(_ text: String, type: EntityType, isCapital: Bool = false) {
        let folded = FoldedText(Array(text.utf8)).bytes
        let words = TextView(folded, lexicon: .standard).words.map(\.hash)
        guard let first = words.first else { return }
        terms[first, default: []].append(Term(words: words, type: type, isCapital: isCapital))
    }

    /// Adds the findings that begin with a word.
    func findings(at index: Int, in view: TextView, into findings: inout [Finding]) {
        guard let candidates = terms[view.words[index].hash] else { return }
        for term in candidates where index + term.words.count <= view.words.count {
            let words = view.words[index..<(index + term.words.count)]
            guard zip(words, term.words).allSatisfy({ $0.0.hash == $0.1 }), isTight(words, view),
                !term.isCapital || words.allSatisfy({ $0.shape.contains(.beginsUpper) }),
                let first = words.first, let last = words.last
            else { continue }
            findings.append(Finding(first.start, last.end, term.type))
        }
    }

    /// The words of one term stand side by side, on one line.
    private func isTight(_ words: ArraySlice<Word>, _ view: TextView) -> Bool {
        zip(words, words.dropFirst()).allSatisfy { left, right in
            right.start - left.end <= 3 && view.bytes[left.end..<right.start].allSatisfy { $0 != 0x0A }
        }
    }
}

extension TermDetector {
    private static let nobody: Set<String> = [
        "admin", "administrator", "root", "system", "guest", "unknown", "none", "null", "nobody", "unassigned",
        "support",
        "user", "anonymous", "default", "test", "bot", "automation", "service", "customer", "agent", "team", "helpdesk",
        "info", "contact", "office", "mail", "noreply", "reply", "jenkins", "github", "hadoop", "nobody's",
    ]

    /// Whether a name found in running text is sure enough to be looked for in its parts.
    static func isKnown(_ name: String) -> Bool {
        guard name.utf8.contains(0x20), let first = name.split(separator: " ").first else { return false }
        let roles = Lexicon.standard.roles(WordHash.of(String(first)))
        return roles.contains(.firstName) && !roles.contains(.ambiguousName)
    }

    /// Adds the forms in which a ticket's text may name the person of one of its fields: the whole name, either
    /// way round, and each part where it is written as a name.
    mutating func add(person value: String) {
        var name = value.trimmedWhitespace
        if let angle = name.firstIndex(of: "<") { name = String(name[..<angle]).trimmedWhitespace }
        let isAddress = name.utf8.contains(0x40)
        if let at = name.firstIndex(of: "@") { name = String(name[..<at]) }
        let parts = name.split { !($0.isLetter || $0.isNumber || $0 == "'" || $0 == "’") }.map(String.init)
            .filter { $0.count >= 2 && $0.contains(where: \.isLetter) }
        let isPerson = !parts.isEmpty && !parts.contains { Self.nobody.contains($0.lowercased()) }
        guard isPerson else { return }
        if parts.count >= 2 {
            add(parts.joined(separator: " "), type: .person)
            add(parts.reversed().joined(separator: " "), type: .person)
        } else if !isAddress || parts[0].count >= 4 {
            // One word may be a user id, `jdoe42`, or a name.
            let isID = parts[0].contains(where: \.isNumber)
            if parts[0].count >= 3 { add(parts[0], type: .person, isCapital: !isID) }
            return
        }
        for part in parts where part.count >= 3 && !part.contains(where: \.isNumber) {
            let roles = Lexicon.standard.roles(WordHash.of(part))
            if roles.isDisjoint(with: [.notName, .particle, .title]) { add(part, type: .person, isCapital: true) }
        }
    }
}
