/// Fills the slots of a sentence: `{office}` has one value throughout a ticket, `{twice|three times}` is a choice.
struct Slots {
    private let tables: [[String: [String]]]
    private let language: String
    private var values: [String: String]

    /// - Parameters:
    ///   - tables: alternatives by slot, the first table that has a slot wins; a language's own slot comes first.
    ///   - values: what is settled, such as the requester's name.
    init(tables: [[String: [String]]], language: String, values: [String: String]) {
        self.tables = tables
        self.language = language
        self.values = values
    }

    /// A sentence with every slot filled.
    mutating func fill(_ sentence: String, _ random: inout SeededRandom) throws -> String {
        var output = ""
        var rest = sentence[...]
        while let open = rest.firstIndex(of: "{") {
            guard let close = rest[open...].firstIndex(of: "}") else { throw ExampleError("no } in \"\(sentence)\"") }
            output += rest[..<open]
            output += try value(String(rest[rest.index(after: open)..<close]), &random)
            rest = rest[rest.index(after: close)...]
        }
        return output + rest
    }

    private mutating func value(_ slot: String, _ random: inout SeededRandom) throws -> String {
        if slot.contains("|") { return random.pick(TextLines.alternatives(slot), or: "") }
        if let known = values[slot] { return known }
        for table in tables {
            guard let alternatives = table["\(language).\(slot)"] ?? table[slot] else { continue }
            let value = Slots.expanded(random.pick(alternatives, or: ""), &random)
            values[slot] = value
            return value
        }
        throw ExampleError("no values for the slot {\(slot)} in \(language)")
    }

    /// `#` becomes a digit, `%` a hexadecimal digit.
    static func expanded(_ pattern: String, _ random: inout SeededRandom) -> String {
        let digits = Array("0123456789ABCDEF")
        return String(
            pattern.map { character in
                switch character {
                case "#": digits[random.below(10)]
                case "%": digits[random.below(16)]
                default: character
                }
            })
    }
}
