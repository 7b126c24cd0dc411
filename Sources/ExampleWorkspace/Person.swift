/// How somebody writes.
enum WritingStyle: CaseIterable {
    /// With a salutation, paragraphs and a signature.
    case formal
    /// With a short salutation and a first name.
    case plain
    /// Just the matter.
    case brief
    /// Small letters and typing errors.
    case hurried
}

/// An invented requester.
struct Person {
    let first: String
    let last: String
    let mail: String
    let phone: String
    let office: String
    let team: String
    let style: WritingStyle

    var name: String { "\(first) \(last)" }
    var login: String { Person.ascii(String(first.prefix(1)) + String(last.prefix(6))) }

    /// Small letters without accents, for addresses.
    static func ascii(_ text: String) -> String {
        let table: [Character: String] = [
            "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "á": "a", "é": "e", "í": "i", "ó": "o", "ú": "u", "ñ": "n",
        ]
        return text.lowercased().map { character in
            table[character] ?? (character.isASCII && character.isLetter ? String(character) : "")
        }.joined()
    }
}

/// The invented people of a tenant, and the phrases they use.
struct People {
    private let table: [String: [String]]
    private var pools: [String: [Person]] = [:]

    /// - Parameter office: whether they are colleagues, of whom each writes several times a year.
    init(table: [String: [String]], languages: [String], tenant: String, office: Bool) {
        self.table = table
        for (number, language) in languages.enumerated() {
            var random = SeededRandom(named: "\(tenant)/people/\(language)")
            let size = (office ? 130 : 520) / (number + 1)
            pools[language] = (0..<size).map { _ in invented(language, office: office, &random) }
        }
    }

    /// Phrases of a kind, for a language if it has its own.
    func phrases(_ name: String, _ language: String) -> [String] { table["\(language).\(name)"] ?? table[name] ?? [] }

    /// Somebody who speaks a language.
    func somebody(_ language: String, _ random: inout SeededRandom) throws -> Person {
        guard let pool = pools[language], !pool.isEmpty else { throw ExampleError("nobody speaks \(language)") }
        return pool[random.below(pool.count)]
    }

    private func invented(_ language: String, office: Bool, _ random: inout SeededRandom) -> Person {
        let first = random.pick(phrases("first", language), or: "Kim")
        let last = random.pick(phrases("last", language), or: "Doe")
        let number = office || random.chance(0.5) ? "" : "\(10 + random.below(89))"
        let box = "\(Person.ascii(first)).\(Person.ascii(last))\(number)"
        return Person(
            first: first, last: last, mail: "\(box)@\(random.pick(phrases("domain", language), or: "mail.example"))",
            phone: Slots.expanded(random.pick(phrases("phone", language), or: "020 7946 0###"), &random),
            office: random.pick(phrases("office", language), or: ""),
            team: random.pick(phrases("team", language), or: ""),
            style: WritingStyle.allCases[random.index(weights: [32, 34, 20, 14])])
    }
}
