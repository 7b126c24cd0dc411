/// An element of the small documents that stores answer with.
struct XMLNode {
    /// Without its namespace's prefix.
    let name: String
    let attributes: [String: String]
    fileprivate(set) var children: [XMLNode] = []
    /// Of the element itself, entities replaced.
    fileprivate(set) var text = ""

    fileprivate init(name: String, attributes: [String: String]) {
        self.name = name
        self.attributes = attributes
    }

    /// Reads a whole document.
    ///
    /// - Returns: `nil` for anything else, such as half of one. Declarations of document types are refused, and with
    ///   them all entities but the five of XML and those of characters.
    init?(_ bytes: [UInt8]) {
        var reader = XMLReader(bytes)
        guard let root = reader.document() else { return nil }
        self = root
    }

    /// The first child of this name.
    subscript(name: String) -> XMLNode? { children.first { $0.name == name } }

    /// All children of this name.
    func all(_ name: String) -> [XMLNode] { children.filter { $0.name == name } }
}

/// Reads what the XML of stores consists of (XML 1.0): one document in UTF-8 without a document type.
private struct XMLReader {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes }

    mutating func document() -> XMLNode? {
        var open: [XMLNode] = []
        while place < bytes.count {
            if bytes[place] != 0x3C {
                guard let text = content() else { return nil }
                if open.isEmpty {
                    guard text.allSatisfy(\.isWhitespace) else { return nil }
                } else {
                    open[open.count - 1].text += text
                }
            } else if skip("<?", to: "?>") || skip("<!--", to: "-->") {
                continue
            } else if starts("<![CDATA["), let last = open.indices.last {
                guard let text = inside("<![CDATA[", "]]>") else { return nil }
                open[last].text += text
            } else if starts("</") {
                guard let name = inside("</", ">"), let node = open.popLast(),
                    Self.local(name.filter { !$0.isWhitespace }) == node.name
                else { return nil }
                guard let last = open.indices.last else { return end(node) }
                open[last].children.append(node)
            } else {
                guard open.count < 64, let (node, isEmpty) = tag() else { return nil }
                if !isEmpty {
                    open.append(node)
                } else if let last = open.indices.last {
                    open[last].children.append(node)
                } else {
                    return end(node)
                }
            }
        }
        return nil
    }

    /// A root after which nothing comes.
    private mutating func end(_ root: XMLNode) -> XMLNode? {
        while skip("<!--", to: "-->") || skip("<?", to: "?>") || skipSpace() {}
        return place == bytes.count ? root : nil
    }

    private mutating func skipSpace() -> Bool {
        guard place < bytes.count, Self.isSpace(bytes[place]) else { return false }
        place += 1
        return true
    }

    private func starts(_ mark: String) -> Bool { bytes[place...].starts(with: mark.utf8) }

    private mutating func skip(_ start: String, to end: String) -> Bool {
        starts(start) && inside(start, end) != nil
    }

    /// The text between two marks, as it stands; goes behind them.
    private mutating func inside(_ start: String, _ end: String) -> String? {
        let from = place + start.utf8.count
        guard let range = bytes[from...].firstRange(of: Array(end.utf8)) else { return nil }
        place = range.upperBound
        return String(validating: bytes[from..<range.lowerBound], as: UTF8.self)
    }

    private mutating func content() -> String? {
        let start = place
        place = bytes[start...].firstIndex(of: 0x3C) ?? bytes.count
        return String(validating: bytes[start..<place], as: UTF8.self).flatMap(Self.unescaped)
    }

    /// A tag that opens an element.
    private mutating func tag() -> (XMLNode, isEmpty: Bool)? {
        // No attribute of these documents holds the character.
        guard !starts("<!"), var inner = inside("<", ">")?[...] else { return nil }
        let isEmpty = inner.hasSuffix("/")
        if isEmpty { inner = inner.dropLast() }
        let name = inner.prefix { !$0.isWhitespace }
        guard let first = name.first, first.isLetter || first == "_" else { return nil }
        var attributes: [String: String] = [:]
        var rest = inner.dropFirst(name.count).drop(while: \.isWhitespace)
        while !rest.isEmpty {
            guard let equals = rest.firstIndex(of: "=") else { return nil }
            let key = rest[..<equals].filter { !$0.isWhitespace }
            let value = rest[rest.index(after: equals)...].drop(while: \.isWhitespace)
            guard let mark = value.first, mark == "\"" || mark == "'",
                let close = value.dropFirst().firstIndex(of: mark),
                let text = Self.unescaped(String(value.dropFirst()[..<close])),
                attributes.updateValue(text, forKey: key) == nil
            else { return nil }
            rest = value[value.index(after: close)...].drop(while: \.isWhitespace)
        }
        return (XMLNode(name: Self.local(String(name)), attributes: attributes), isEmpty)
    }

    private static func local(_ name: String) -> String { String(name.split(separator: ":").last ?? "") }

    private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

    /// With its entities replaced; `nil` when there is one that is none.
    private static func unescaped(_ text: String) -> String? {
        guard text.utf8.contains(0x26) else { return text }
        var output = ""
        var rest = text[...]
        while let start = rest.firstIndex(of: "&") {
            output += rest[..<start]
            guard let end = rest[start...].firstIndex(of: ";"),
                let character = character(rest[rest.index(after: start)..<end])
            else { return nil }
            output.unicodeScalars.append(character)
            rest = rest[rest.index(after: end)...]
        }
        return output + rest
    }

    private static func character(_ entity: Substring) -> Unicode.Scalar? {
        switch entity {
        case "amp": return "&"
        case "lt": return "<"
        case "gt": return ">"
        case "quot": return "\""
        case "apos": return "'"
        default:
            guard entity.hasPrefix("#"), entity.utf8.count <= 10 else { return nil }
            let digits = entity.dropFirst()
            let code = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits, radix: 10)
            return code.flatMap(Unicode.Scalar.init)
        }
    }
}

extension String {
    /// As the text of an element.
    var xmlEscaped: String {
        var output = ""
        for character in unicodeScalars {
            switch character {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            default: output.unicodeScalars.append(character)
            }
        }
        return output
    }
}
