internal import Domain

/// How values of one type are written in configuration files: their shape, and the way from it and back.
struct ValueType<Value: Sendable>: Sendable {
    let shape: Shape
    /// Reads a node; `nil` after a report.
    let decode: @Sendable (YAMLNode, inout Decoding) -> Value?
    /// The JSON form of a value, for the defaults that schemas state; `nil` for no value.
    let encode: @Sendable (Value) -> JSONValue?

    /// The same shape for another type.
    func map<Other: Sendable>(
        _ forward: @escaping @Sendable (Value) -> Other, back: @escaping @Sendable (Other) -> Value
    ) -> ValueType<Other> {
        ValueType<Other>(
            shape: shape, decode: { node, decoding in decode(node, &decoding).map(forward) },
            encode: { encode(back($0)) })
    }

    /// The same for a value that may be absent.
    var optional: ValueType<Value?> {
        ValueType<Value?>(
            shape: shape, decode: { node, decoding in decode(node, &decoding).map { .some($0) } },
            encode: { $0.flatMap(encode) })
    }
}

extension ValueType<String> {
    /// Text, with `${NAME}` replaced. A plain scalar that YAML reads as something else must be quoted.
    static func text(_ grammar: Grammar) -> Self {
        ValueType(
            shape: .text(grammar),
            decode: { node, decoding in
                let written: String
                var mayBeSecret = grammar.isSecret
                switch node.content {
                case .override(let text):
                    written = text
                case .scalar(let text, let isPlain):
                    if isPlain, PlainScalar(text) != .text {
                        let remedy = node.isNull ? "write a value, or remove the key" : "put the value in quotes"
                        decoding.reportType(node, expected: "text", remedy: remedy)
                        return nil
                    }
                    guard let result = decoding.substituting(text, at: node.place) else { return nil }
                    written = result.text
                    mayBeSecret = mayBeSecret || result.isSubstituted
                case .sequence, .mapping:
                    decoding.reportType(node, expected: "text", remedy: "write one value on the line of the key")
                    return nil
                }
                if let complaint = grammar.complaint(written) {
                    let value =
                        mayBeSecret ? "the value of \(decoding.key)" : "\(decoding.key): \(Printable.quoted(written))"
                    decoding.report(
                        "bad_value", at: node.place, "\(value) \(complaint.reason)", remedy: complaint.remedy)
                    return nil
                }
                return written
            },
            encode: { .string($0) })
    }
}

extension ValueType<Int> {
    /// A whole number within bounds.
    static func integer(_ range: ClosedRange<Int>) -> Self {
        ValueType(
            shape: .integer(range),
            decode: { node, decoding in
                let written: String
                switch node.content {
                case .override(let text): written = text
                case .scalar(let text, isPlain: true) where PlainScalar(text) == .integer: written = text
                default:
                    let remedy = node.kind == "text" ? "write digits without quotes" : "write a whole number"
                    decoding.reportType(node, expected: "a whole number", remedy: remedy)
                    return nil
                }
                guard let value = Int(written), range.contains(value) else {
                    let remedy =
                        range.lowerBound == range.upperBound
                        ? "write \(range.lowerBound)"
                        : "write a whole number from \(range.lowerBound) to \(range.upperBound)"
                    decoding.report(
                        "bad_value", at: node.place, "\(decoding.key): \(Printable.quoted(written)) is out of range",
                        remedy: remedy)
                    return nil
                }
                return value
            },
            encode: { .integer(Int64($0)) })
    }
}

extension ValueType<Bool> {
    /// `true` or `false`; the other words of YAML 1.1 are refused, since not every reader knows them.
    static var boolean: Self {
        ValueType(
            shape: .boolean,
            decode: { node, decoding in
                switch node.content {
                case .override("true"), .scalar("true", isPlain: true): return true
                case .override("false"), .scalar("false", isPlain: true): return false
                case .scalar(let text, isPlain: true) where PlainScalar(text) == .truth:
                    decoding.report(
                        "wrong_type", at: node.place, "\(decoding.key) must be true or false",
                        remedy: "write true or false in small letters")
                default:
                    decoding.reportType(node, expected: "true or false", remedy: "write true or false without quotes")
                }
                return nil
            },
            encode: { .bool($0) })
    }
}

extension ValueType {
    /// A list, empty when nothing stands there. An override has commas between the elements.
    static func list<Element: Sendable>(_ element: ValueType<Element>) -> ValueType<[Element]>
    where Value == [Element] {
        ValueType<[Element]>(
            shape: .list(element.shape),
            decode: { node, decoding in
                switch node.content {
                case .sequence(let items): return elements(of: items, as: element, &decoding)
                case .override(let text): return elements(of: parts(of: text, at: node.place), as: element, &decoding)
                case .scalar where node.isNull: return []
                case .scalar, .mapping:
                    decoding.reportType(
                        node, expected: "a list",
                        remedy: "write each element on a line of its own that begins with \"- \"")
                    return nil
                }
            },
            encode: { .array($0.compactMap(element.encode)) })
    }

    /// One text, or a list of texts.
    static func oneOrMore(_ element: ValueType<String>) -> ValueType<[String]> where Value == [String] {
        ValueType<[String]>(
            shape: .oneOrMore(element.shape),
            decode: { node, decoding in
                switch node.content {
                case .sequence(let items): elements(of: items, as: element, &decoding)
                case .override(let text): elements(of: parts(of: text, at: node.place), as: element, &decoding)
                case .scalar, .mapping: element.decode(node, &decoding).map { [$0] }
                }
            },
            encode: { .array($0.compactMap(element.encode)) })
    }

    /// Keys that the author chooses, each with a text.
    static func table(_ element: ValueType<String>) -> ValueType<[String: String]> where Value == [String: String] {
        ValueType<[String: String]>(
            shape: .table(element.shape),
            decode: { node, decoding in
                if node.isNull { return [:] }
                guard case .mapping(let pairs) = node.content else {
                    decoding.reportType(
                        node, expected: "a group of keys", remedy: "write \"name: value\" lines, indented below the key"
                    )
                    return nil
                }
                var values: [String: String] = [:]
                var isComplete = true
                for (key, value) in pairs {
                    guard let text = decoding.descend(key.name, { element.decode(value, &$0) }) else {
                        isComplete = false
                        continue
                    }
                    values[key.name] = text
                }
                return isComplete ? values : nil
            },
            encode: { .object($0.compactMapValues(element.encode)) })
    }

    private static func elements<Element: Sendable>(
        of items: [YAMLNode], as element: ValueType<Element>, _ decoding: inout Decoding
    ) -> [Element]? {
        var values: [Element] = []
        for (index, item) in items.enumerated() {
            if let value = decoding.descend(element: index, { element.decode(item, &$0) }) { values.append(value) }
        }
        return values.count == items.count ? values : nil
    }

    private static func parts(of text: String, at place: YAMLNode.Place) -> [YAMLNode] {
        text.split(separator: ",").map(\.trimmedWhitespace).filter { !$0.isEmpty }
            .map { YAMLNode(content: .override($0), place: place) }
    }
}
