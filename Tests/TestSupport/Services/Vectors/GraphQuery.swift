internal import Foundation

/// A field of a GraphQL query, with what is asked of it.
struct GraphQuery {
    indirect enum Value {
        case text(String)
        case number(Double)
        case word(String)
        case list([Value])
        case object([String: Value])
    }

    let name: String
    var arguments: [String: Value] = [:]
    var selection: [GraphQuery] = []

    /// `nil` for what is no query.
    static func read(_ text: String) -> [GraphQuery]? {
        var reader = Reader(rest: text[...])
        guard let fields = reader.selection(), reader.isAtEnd else { return nil }
        return fields
    }

    /// Weaviate's filters.
    static func condition(_ value: Value) -> VectorCondition? {
        guard case .object(let members) = value, case .word(let operation)? = members["operator"] else { return nil }
        if case .list(let operands)? = members["operands"] {
            let inner = operands.compactMap(condition)
            guard inner.count == operands.count, Set(members.keys) == ["operator", "operands"] else { return nil }
            return operation == "Or" ? .any(inner) : operation == "And" ? .all(inner) : nil
        }
        guard case .list(let path)? = members["path"], case .text(let field)? = path.first, members.count == 3 else {
            return nil
        }
        switch (operation, members["valueText"], members["valueInt"]) {
        case ("Equal", .text(let text)?, nil): return .equal(field, .text(text))
        case ("GreaterThanEqual", nil, .number(let number)?): return .atLeast(field, Int64(number))
        case ("LessThan", nil, .number(let number)?): return .below(field, Int64(number))
        default: return nil
        }
    }

    private struct Reader {
        var rest: Substring

        var isAtEnd: Bool { rest.allSatisfy(\.isWhitespace) }

        mutating func selection() -> [GraphQuery]? {
            guard take("{") else { return nil }
            var fields: [GraphQuery] = []
            while !take("}") {
                guard let name = name() else { return nil }
                var field = GraphQuery(name: name)
                if take("(") {
                    guard let arguments = members(until: ")") else { return nil }
                    field.arguments = arguments
                }
                if peek("{") {
                    guard let inner = selection() else { return nil }
                    field.selection = inner
                }
                fields.append(field)
            }
            return fields
        }

        private mutating func members(until end: Character) -> [String: Value]? {
            var members: [String: Value] = [:]
            while !take(end) {
                guard let name = name(), take(":"), let value = value() else { return nil }
                members[name] = value
                _ = take(",")
            }
            return members
        }

        private mutating func value() -> Value? {
            if take("{") { return members(until: "}").map(Value.object) }
            if take("[") {
                var list: [Value] = []
                while !take("]") {
                    guard let value = value() else { return nil }
                    list.append(value)
                    _ = take(",")
                }
                return .list(list)
            }
            space()
            if let text = rest.prefixMatch(of: /"(?:[^"\\]|\\.)*"/) {
                rest = rest[text.range.upperBound...]
                let value = try? JSONDecoder().decode(String.self, from: Data(text.0.utf8))
                return value.map(Value.text)
            }
            if let number = rest.prefixMatch(of: /-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?/) {
                rest = rest[number.range.upperBound...]
                return Double(number.0).map(Value.number)
            }
            return name().map(Value.word)
        }

        private mutating func name() -> String? {
            space()
            guard let name = rest.prefixMatch(of: /[_A-Za-z][_0-9A-Za-z]*/) else { return nil }
            rest = rest[name.range.upperBound...]
            return String(name.0)
        }

        private mutating func space() { rest = rest.drop(while: \.isWhitespace) }

        private mutating func peek(_ mark: Character) -> Bool {
            space()
            return rest.first == mark
        }

        private mutating func take(_ mark: Character) -> Bool {
            guard peek(mark) else { return false }
            rest = rest.dropFirst()
            return true
        }
    }
}
