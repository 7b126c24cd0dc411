/// Reads the strict subset of YAML that reviews are written in.
///
/// One document in block style: mappings with plain keys, sequences, scalars on one line, and block literals (`|`).
/// No anchors, aliases, tags, merge keys, duplicate keys, flow style, folded or continued scalars. Whatever it accepts
/// means the same to every YAML 1.2 parser, but that every scalar is a text here.
struct StrictYAML {
    /// Mappings and sequences within one another, at most.
    static let depthLimit = 8

    private var lines: YAMLLines

    /// The mapping or sequence that a text is.
    static func parse(_ bytes: [UInt8]) throws(YAMLFault) -> YAMLValue {
        _ = try YAMLCharacters.check(bytes)
        var parser = StrictYAML(lines: YAMLLines(bytes))
        if let first = try parser.lines.peek(), first.indent == 0, first.content.elementsEqual("---".utf8) {
            parser.lines.advance()
        }
        guard let first = try parser.lines.peek() else { throw YAMLFault(1, "the document is empty") }
        let value = try parser.collection(at: first, depth: 1)
        guard let rest = try parser.lines.peek() else { return value }
        throw YAMLFault(rest.number, "the line does not continue the document: check its indentation")
    }

    private mutating func collection(at line: YAMLLines.Line, depth: Int) throws(YAMLFault) -> YAMLValue {
        guard depth <= StrictYAML.depthLimit else { throw YAMLFault(line.number, "the text is nested too deeply") }
        return line.isItem ? try sequence(line, depth: depth) : try mapping(line, depth: depth)
    }

    private mutating func mapping(_ first: YAMLLines.Line, depth: Int) throws(YAMLFault) -> YAMLValue {
        var members: [YAMLValue.Member] = []
        var keys: Set<String> = []
        while let line = try lines.peek(), line.indent >= first.indent {
            guard line.indent == first.indent, let (key, rest) = StrictYAML.key(of: line.content) else {
                throw YAMLFault(line.number, "the line is not \"key: value\" at the indentation of those before it")
            }
            guard keys.insert(key).inserted else { throw YAMLFault(line.number, "the key stands twice") }
            lines.advance()
            let value = try member(rest, of: line, depth: depth)
            members.append(YAMLValue.Member(key: key, line: line.number, value: value))
        }
        return .mapping(members, line: first.number)
    }

    /// What stands after a key: on its line, or below it.
    private mutating func member(
        _ rest: ArraySlice<UInt8>, of line: YAMLLines.Line, depth: Int
    ) throws(YAMLFault) -> YAMLValue {
        if let value = try inline(rest, parent: line.indent, line: line.number) { return value }
        guard let next = try lines.peek() else { return .scalar("", line: line.number) }
        // A sequence may stand at the indentation of its key.
        guard next.indent > line.indent || next.indent == line.indent && next.isItem else {
            return .scalar("", line: line.number)
        }
        return try collection(at: next, depth: depth + 1)
    }

    private mutating func sequence(_ first: YAMLLines.Line, depth: Int) throws(YAMLFault) -> YAMLValue {
        var items: [YAMLValue] = []
        while let line = try lines.peek(), line.indent >= first.indent {
            // A key at this indentation belongs to the mapping around a sequence that stands at its key's indentation.
            if line.indent == first.indent, !line.isItem { break }
            guard line.indent == first.indent else {
                throw YAMLFault(line.number, "the line is not an item at the indentation of those before it")
            }
            items.append(try item(line, depth: depth))
        }
        return .sequence(items, line: first.number)
    }

    private mutating func item(_ line: YAMLLines.Line, depth: Int) throws(YAMLFault) -> YAMLValue {
        let rest = line.content.dropFirst()
        let spaces = rest.prefix { $0 == 0x20 }.count
        let content = rest.dropFirst(spaces)
        guard !YAMLScalar.isBlankOrComment(rest) else {
            lines.advance()
            guard let next = try lines.peek(), next.indent > line.indent else {
                return .scalar("", line: line.number)
            }
            return try collection(at: next, depth: depth + 1)
        }
        let inner = YAMLLines.Line(number: line.number, indent: line.indent + 1 + spaces, content: content)
        if inner.isItem || StrictYAML.key(of: content) != nil {
            lines.stepInto(content, indent: inner.indent)
            return try collection(at: inner, depth: depth + 1)
        }
        lines.advance()
        guard let value = try inline(rest, parent: line.indent, line: line.number) else {
            return .scalar("", line: line.number)
        }
        return value
    }

    /// A scalar that begins on the line of its key or dash; `nil` when nothing stands there.
    private mutating func inline(
        _ rest: ArraySlice<UInt8>, parent: Int, line: Int
    ) throws(YAMLFault) -> YAMLValue? {
        if YAMLScalar.isBlankOrComment(rest) { return nil }
        let content = rest.drop { $0 == 0x20 }
        guard content.first == UInt8(ascii: "|") else {
            return .scalar(try YAMLScalar.read(content, line: line), line: line)
        }
        var header = content.dropFirst()
        var chomping: UInt8?
        if let mark = header.first, mark == UInt8(ascii: "-") || mark == UInt8(ascii: "+") {
            chomping = mark
            header = header.dropFirst()
        }
        guard header.allSatisfy({ $0 == 0x20 }) else {
            throw YAMLFault(line, "after | only - or + may stand")
        }
        return .scalar(try lines.literal(deeperThan: parent, chomping: chomping), line: line)
    }

    /// The key that a line begins with and what follows its colon, if there is one: `[A-Za-z0-9_][A-Za-z0-9_-]*`.
    private static func key(of content: ArraySlice<UInt8>) -> (key: String, rest: ArraySlice<UInt8>)? {
        let name = content.prefix {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
        }
        guard let first = name.first, first != UInt8(ascii: "-"), name.endIndex < content.endIndex,
            content[name.endIndex] == UInt8(ascii: ":")
        else { return nil }
        let rest = content[(name.endIndex + 1)...]
        guard rest.isEmpty || rest.first == 0x20 else { return nil }
        return (String(decoding: name, as: UTF8.self), rest)
    }
}
