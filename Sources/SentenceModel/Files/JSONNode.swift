/// A value of a JSON file. Members keep their order and their exact names: two vocabulary entries that Unicode
/// calls equal (`é` composed and decomposed) are two entries, which a dictionary of strings would merge.
indirect enum JSONNode: Sendable {
    case null
    case bool(Bool)
    /// As written.
    case number(String)
    case string(String)
    case array([JSONNode])
    case object([Member])

    struct Member: Sendable {
        let name: String
        let value: JSONNode
    }

    /// The last member of that name, as every common reader has it; `nil` for a missing one and for `null`.
    subscript(name: String) -> JSONNode? {
        guard case .object(let members) = self else { return nil }
        guard let found = members.last(where: { $0.name.utf8.elementsEqual(name.utf8) }) else { return nil }
        if case .null = found.value { return nil }
        return found.value
    }

    var members: [Member]? { if case .object(let members) = self { members } else { nil } }
    var array: [JSONNode]? { if case .array(let values) = self { values } else { nil } }
    var string: String? { if case .string(let value) = self { value } else { nil } }
    var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    var double: Double? { if case .number(let text) = self { Double(text) } else { nil } }

    /// A whole number, also when written as `1.0` or `1e3`.
    var integer: Int? {
        guard case .number(let text) = self else { return nil }
        return Int(text) ?? Double(text).flatMap { Int(exactly: $0) }
    }
}
