internal import Domain

/// Reads the fields of one mapping, each by its own grammar. The first that does not fit is refused by name.
struct FieldReader {
    private let members: [String: YAMLValue.Member]
    /// Where the mapping begins.
    private let line: Int
    /// `subject.` within the subject.
    private let prefix: String

    init(_ members: [YAMLValue.Member], line: Int, prefix: String = "") {
        self.members = Dictionary(members.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        self.line = line
        self.prefix = prefix
    }

    /// The refusal of a field's value.
    func badValue(_ name: String, _ expected: String) -> ReviewRefusal {
        ReviewRefusal(.badValue, line: members[name]?.line ?? line, "\"\(prefix)\(name)\" is not \(expected)")
    }

    /// The fields of a mapping within this one.
    func mapping(_ name: String) throws(ReviewRefusal) -> FieldReader {
        guard case .mapping(let inner, let line)? = members[name]?.value else {
            throw badValue(name, "there, or is no group of fields")
        }
        return FieldReader(inner, line: line, prefix: "\(prefix)\(name).")
    }

    /// The text of a field that may be missing.
    func optionalText(_ name: String) throws(ReviewRefusal) -> String? {
        guard let member = members[name] else { return nil }
        guard case .scalar(let text, _) = member.value else { throw badValue(name, "a text") }
        return text
    }

    func text(_ name: String) throws(ReviewRefusal) -> String {
        guard let text = try optionalText(name) else {
            throw ReviewRefusal(.badValue, line: line, "\"\(prefix)\(name)\" is missing")
        }
        return text
    }

    /// A field's value, read by a grammar.
    ///
    /// - Parameter expected: what it must be, for the message: `a tenant id`.
    func value<Value>(
        _ name: String, _ expected: String, _ read: (String) -> Value?
    ) throws(ReviewRefusal) -> Value {
        guard let value = read(try text(name)) else { throw badValue(name, expected) }
        return value
    }

    /// One of some words.
    func word<Word: RawRepresentable & CaseIterable>(
        _ name: String, as type: Word.Type
    ) throws(ReviewRefusal) -> Word where Word.RawValue == String {
        let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
        return try value(name, "one of \(words)") { Word(rawValue: $0) }
    }

    /// A list of values, each read by a grammar.
    func list<Value: Hashable>(
        _ name: String, _ expected: String, limit: Int, _ read: (String) -> Value?
    ) throws(ReviewRefusal) -> [Value] {
        guard case .sequence(let items, _)? = members[name]?.value, (1...limit).contains(items.count) else {
            throw badValue(name, "a list of 1 to \(limit) values")
        }
        var values: [Value] = []
        for item in items {
            guard case .scalar(let text, _) = item, let value = read(text), !values.contains(value) else {
                throw badValue(name, "a list of \(expected), none twice")
            }
            values.append(value)
        }
        return values
    }
}
