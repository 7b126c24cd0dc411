internal import Domain

/// Writes shapes as JSON Schema, draft 2020-12.
struct JSONSchemaWriter {
    /// Whether `${NAME}` may stand in texts.
    let readsVariables: Bool

    /// A whole schema, two spaces a level, ending in a line feed.
    func document(_ shape: Shape, description: String) -> String {
        var members = schema(of: shape)
        members["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        members["description"] = .string(description)
        var output = ""
        JSONSchemaWriter.write(.object(members), indent: 0, to: &output)
        return output + "\n"
    }

    /// `${NAME}` anywhere in a text: what it stands for is not known to an editor.
    private static let substitution: JSONValue = ["type": "string", "pattern": "\\$\\{[A-Za-z_][A-Za-z0-9_]*\\}"]

    private func schema(of shape: Shape) -> [String: JSONValue] {
        switch shape {
        case .text(let grammar):
            var members = grammar.keywords
            members["type"] = members["type"] ?? "string"
            if members.count == 1 { return members }
            let isConstrained = members["enum"] != nil || (members["pattern"] != nil && members["pattern"] != "\\S")
            return readsVariables && isConstrained
                ? ["anyOf": [.object(members), JSONSchemaWriter.substitution]] : members
        case .integer(let range):
            return [
                "type": "integer", "minimum": .integer(Int64(range.lowerBound)),
                "maximum": .integer(Int64(range.upperBound)),
            ]
        case .boolean: return ["type": "boolean"]
        case .list(let element): return ["type": ["array", "null"], "items": .object(schema(of: element))]
        case .oneOrMore(let element):
            let one = schema(of: element)
            return ["anyOf": [.object(one), ["type": "array", "items": .object(one)]]]
        case .table(let element):
            return ["type": ["object", "null"], "additionalProperties": .object(schema(of: element))]
        case .object(let object): return schema(of: object)
        }
    }

    private func schema(of object: ObjectShape) -> [String: JSONValue] {
        var properties: [String: JSONValue] = [:]
        for field in object.fields {
            var members = schema(of: field.shape)
            members["description"] = .string(field.documentation)
            if let defaultValue = field.defaultValue { members["default"] = defaultValue }
            properties[field.name] = .object(members)
        }
        let required = object.fields.filter(\.isRequired).map { JSONValue.string($0.name) }
        var members: [String: JSONValue] = [
            "title": .string(object.title), "properties": .object(properties), "additionalProperties": false,
            // A group whose keys are all commented out is empty, unless it must hold something.
            "type": required.isEmpty ? ["object", "null"] : "object",
        ]
        if !required.isEmpty { members["required"] = .array(required) }
        return members
    }

    private static func write(_ value: JSONValue, indent: Int, to output: inout String) {
        let inner = String(repeating: "  ", count: indent + 1)
        let outer = String(repeating: "  ", count: indent)
        switch value {
        case .object(let members) where !members.isEmpty:
            output += "{\n"
            let keys = members.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            for (index, key) in keys.enumerated() {
                output += inner + JSONValue.string(key).canonicalText + ": "
                if let member = members[key] { write(member, indent: indent + 1, to: &output) }
                output += index == keys.count - 1 ? "\n" : ",\n"
            }
            output += outer + "}"
        case .array(let elements) where elements.contains { if case .object = $0 { true } else { false } }:
            output += "[\n"
            for (index, element) in elements.enumerated() {
                output += inner
                write(element, indent: indent + 1, to: &output)
                output += index == elements.count - 1 ? "\n" : ",\n"
            }
            output += outer + "]"
        default: output += value.canonicalText
        }
    }
}
