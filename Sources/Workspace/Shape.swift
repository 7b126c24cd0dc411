internal import Domain

/// What may stand in a place of a configuration file. Decoders and JSON Schemas are both made from it.
indirect enum Shape: Sendable {
    case text(Grammar)
    case integer(ClosedRange<Int>)
    case boolean
    case list(Shape)
    /// One value alone, or a list of them.
    case oneOrMore(Shape)
    /// Keys that the file's author chooses.
    case table(Shape)
    case object(ObjectShape)
}

/// A group of known keys.
struct ObjectShape: Sendable {
    /// Named in the JSON Schema.
    let title: String
    let fields: [FieldShape]
}

/// One known key.
struct FieldShape: Sendable {
    let name: String
    /// One or two sentences for the person who writes the file.
    let documentation: String
    let shape: Shape
    let isRequired: Bool
    /// Used when the key is absent; `nil` when nothing is.
    let defaultValue: JSONValue?
    /// A variable that overrides the field beside the one derived from its path.
    let variable: String?
}

extension Shape {
    /// A field that one text can override, with its path from the root.
    struct Leaf: Sendable {
        let path: [String]
        let field: FieldShape

        /// `site.output`.
        var key: String { path.joined(separator: ".") }

        /// The environment variables that override it, the first wins: `CASEBOOK_SITE_OUTPUT`.
        var variables: [String] {
            let derived = "CASEBOOK_" + path.joined(separator: "_").uppercased()
            return [derived] + (field.variable.map { [$0] } ?? [])
        }
    }

    /// The fields below an object that a text can override, in order.
    func leaves(below path: [String] = []) -> [Leaf] {
        guard case .object(let object) = self else { return [] }
        return object.fields.flatMap { field -> [Leaf] in
            let own = path + [field.name]
            switch field.shape {
            case .object: return field.shape.leaves(below: own)
            case .text, .integer, .boolean, .list(.text), .oneOrMore(.text): return [Leaf(path: own, field: field)]
            case .list, .oneOrMore, .table: return []
            }
        }
    }

    /// Where in this object and the groups below it a key of this name is known: `privacy.deny_list`.
    func places(of name: String, below path: [String] = []) -> [String] {
        switch self {
        case .object(let object):
            object.fields.flatMap { field in
                (field.name == name ? [(path + [name]).joined(separator: ".")] : [])
                    + field.shape.places(of: name, below: path + [field.name])
            }
        case .list(let element): element.places(of: name, below: path)
        case .text, .integer, .boolean, .oneOrMore, .table: []
        }
    }
}
