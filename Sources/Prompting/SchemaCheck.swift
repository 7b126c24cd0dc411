internal import Domain

/// The part of JSON Schema that formats of replies use: `type`, `enum`, `const`, `properties`, `required`,
/// `additionalProperties` false, `items`, `anyOf`, and bounds of lengths, counts and numbers.
enum SchemaCheck {
    /// The place of the first violation, as a JSON pointer.
    static func violation(of schema: JSONValue, in value: JSONValue, at place: String) -> String? {
        let here = place.isEmpty ? "/" : place
        guard hasType(schema["type"], value), isListed(schema, value), isWithinBounds(schema, value) else {
            return here
        }
        if let choices = schema["anyOf"]?.array,
            !choices.contains(where: { violation(of: $0, in: value, at: place) == nil })
        {
            return here
        }
        switch value {
        case .object(let members): return violation(of: schema, members, at: place)
        case .array(let values):
            guard let items = schema["items"] else { return nil }
            for (index, value) in values.enumerated() {
                if let found = violation(of: items, in: value, at: "\(place)/\(index)") { return found }
            }
            return nil
        default: return nil
        }
    }

    private static func violation(of schema: JSONValue, _ members: [String: JSONValue], at place: String) -> String? {
        for case .string(let name) in schema["required"]?.array ?? [] where members[name] == nil {
            return "\(place)/\(name)"
        }
        guard case .object(let properties)? = schema["properties"] else { return nil }
        if schema["additionalProperties"] == .bool(false), members.keys.contains(where: { properties[$0] == nil }) {
            return place.isEmpty ? "/" : place
        }
        // In order, so that the same reply is refused for the same reason.
        for (name, property) in properties.sorted(by: { $0.key < $1.key }) {
            guard let member = members[name] else { continue }
            if let found = violation(of: property, in: member, at: "\(place)/\(name)") { return found }
        }
        return nil
    }

    private static func hasType(_ type: JSONValue?, _ value: JSONValue) -> Bool {
        switch type {
        case .array(let types)?: types.contains { hasType($0, value) }
        case .string(let name)?:
            switch (name, value) {
            case ("object", .object), ("array", .array), ("string", .string), ("boolean", .bool), ("null", .null),
                ("integer", .integer), ("number", .integer), ("number", .number):
                true
            default: false
            }
        default: true
        }
    }

    private static func isListed(_ schema: JSONValue, _ value: JSONValue) -> Bool {
        if let constant = schema["const"], constant != value { return false }
        return schema["enum"]?.array?.contains(value) ?? true
    }

    private static func isWithinBounds(_ schema: JSONValue, _ value: JSONValue) -> Bool {
        func isWithin(_ count: Double, _ least: String, _ most: String) -> Bool {
            (number(schema[least]).map { count >= $0 } ?? true) && (number(schema[most]).map { count <= $0 } ?? true)
        }
        switch value {
        case .string(let text): return isWithin(Double(text.unicodeScalars.count), "minLength", "maxLength")
        case .array(let values): return isWithin(Double(values.count), "minItems", "maxItems")
        case .integer, .number: return number(value).map { isWithin($0, "minimum", "maximum") } ?? true
        default: return true
        }
    }

    private static func number(_ value: JSONValue?) -> Double? {
        switch value {
        case .integer(let value)?: Double(value)
        case .number(let value)?: value
        default: nil
        }
    }
}
