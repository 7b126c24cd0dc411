internal import Domain

/// One known key of a `Root`: its name, where its value goes, its type and what it means.
struct Field<Root: Sendable>: Sendable {
    let shape: @Sendable (_ blank: Root) -> FieldShape
    let name: String
    let isRequired: Bool
    let decode: @Sendable (YAMLNode, inout Root, inout Decoding) -> Void

    init<Value: Sendable>(
        _ name: String, _ target: WritableKeyPath<Root, Value> & Sendable, _ type: ValueType<Value>,
        isRequired: Bool = false, variable: String? = nil, _ documentation: String
    ) {
        self.name = name
        self.isRequired = isRequired
        shape = { blank in
            var defaultValue = isRequired ? nil : type.encode(blank[keyPath: target])
            if case .object = type.shape { defaultValue = nil }
            return FieldShape(
                name: name, documentation: documentation, shape: type.shape, isRequired: isRequired,
                defaultValue: defaultValue, variable: variable)
        }
        decode = { node, root, decoding in
            if let value = type.decode(node, &decoding) { root[keyPath: target] = value }
        }
    }
}

extension Field {
    /// The same key in a group that holds a `Root`.
    func lifted<Outer: Sendable>(_ path: WritableKeyPath<Outer, Root> & Sendable) -> Field<Outer> {
        Field<Outer>(
            name: name, isRequired: isRequired, shape: { shape($0[keyPath: path]) },
            decode: { node, outer, decoding in decode(node, &outer[keyPath: path], &decoding) })
    }

    private init(
        name: String, isRequired: Bool, shape: @escaping @Sendable (Root) -> FieldShape,
        decode: @escaping @Sendable (YAMLNode, inout Root, inout Decoding) -> Void
    ) {
        self.name = name
        self.isRequired = isRequired
        self.shape = shape
        self.decode = decode
    }
}

/// The description of a group of keys from which its decoder and its JSON Schema are both made, so that the two
/// cannot disagree.
struct Schema<Root: Sendable>: Sendable {
    let title: String
    /// The value when no key is given: it holds the defaults.
    let blank: Root
    let fields: [Field<Root>]
    /// What no single field can tell.
    let check: @Sendable (Root, YAMLNode, inout Decoding) -> Void

    init(
        _ title: String, blank: Root, _ fields: [Field<Root>],
        check: @escaping @Sendable (Root, YAMLNode, inout Decoding) -> Void = { _, _, _ in }
    ) {
        self.title = title
        self.blank = blank
        self.fields = fields
        self.check = check
    }

    var shape: Shape { .object(ObjectShape(title: title, fields: fields.map { $0.shape(blank) })) }

    /// The type of a value that is such a group.
    var type: ValueType<Root> {
        ValueType(shape: shape, decode: decode, encode: { _ in nil })
    }

    /// Reads a whole file. Throws everything wrong with it at once.
    ///
    /// - Parameter environment: what `${NAME}` may name; `nil` where the two signs mean themselves.
    func read(_ node: YAMLNode, file: String, environment: [String: String]?) throws(CasebookError) -> Root {
        var decoding = Decoding(file: file, environment: environment, root: shape)
        let value = decode(node, &decoding)
        guard let value, decoding.diagnostics.isEmpty else {
            throw CasebookError(.badConfiguration, Schema.inOrder(decoding.diagnostics))
        }
        return value
    }

    /// By line and column, as a reader of the file meets them; those without a line last.
    private static func inOrder(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        diagnostics.enumerated().sorted { left, right in
            let leftKey = (left.element.line ?? .max, left.element.column ?? .max, left.offset)
            return leftKey < (right.element.line ?? .max, right.element.column ?? .max, right.offset)
        }.map(\.element)
    }

    private func decode(_ node: YAMLNode, _ decoding: inout Decoding) -> Root? {
        var pairs: [(key: YAMLNode.Key, value: YAMLNode)] = []
        if case .mapping(let present) = node.content {
            pairs = present
        } else if !node.isNull {
            decoding.reportType(
                node, expected: "a group of keys", remedy: "write \"key: value\" lines; known keys are \(knownKeys)")
            return nil
        }
        var root = blank
        let before = decoding.diagnostics.count
        for (key, value) in pairs {
            if let field = fields.first(where: { $0.name == key.name }) {
                decoding.descend(key.name) { field.decode(value, &root, &$0) }
            } else {
                reportUnknown(key, &decoding)
            }
        }
        for field in fields where field.isRequired && !pairs.contains(where: { $0.key.name == field.name }) {
            decoding.report(
                "missing_key", at: node.place, "\(decoding.key) lacks the key \"\(field.name)\"",
                remedy: "add \"\(field.name): …\"")
        }
        if decoding.diagnostics.count == before { check(root, node, &decoding) }
        return root
    }

    private var knownKeys: String { Printable.list(fields.map(\.name)) }

    private func reportUnknown(_ key: YAMLNode.Key, _ decoding: inout Decoding) {
        let remedy: String
        let elsewhere = decoding.root.places(of: key.name).first
        if let nearest = NearestName.of(key.name, among: fields.map(\.name)) {
            remedy = "write \"\(nearest)\"; known keys here are \(knownKeys)"
        } else if let elsewhere {
            remedy = "write it as \"\(elsewhere)\"; known keys here are \(knownKeys)"
        } else {
            remedy = "remove it; known keys here are \(knownKeys)"
        }
        decoding.report("unknown_key", at: key.place, "unknown key \(Printable.quoted(key.name))", remedy: remedy)
    }
}
