/// A piece of configuration and where it came from.
struct YAMLNode: Sendable {
    /// Where a value was written.
    enum Place: Sendable, Hashable {
        /// In the file being read, counted from 1.
        case position(line: Int, column: Int)
        /// In an environment variable that overrides the file.
        case variable(String)
        /// On the command line, which overrides both.
        case option
    }

    /// A key of a mapping.
    struct Key: Sendable, Hashable {
        let name: String
        let place: Place
    }

    enum Content: Sendable {
        /// Plain scalars may stand for numbers, truth values and nothing; quoted and block ones are text.
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        case mapping([(key: Key, value: YAMLNode)])
        /// The text of an override. The field it is for decides how to read it.
        case override(String)
    }

    let content: Content
    let place: Place

    /// An empty document.
    static let emptyMapping = YAMLNode(content: .mapping([]), place: .position(line: 1, column: 1))

    /// Whether nothing stands here: `key:` alone, `~` or `null`.
    var isNull: Bool {
        if case .scalar(let text, isPlain: true) = content { PlainScalar(text) == .null } else { false }
    }

    /// What stands here, in words for a message.
    var kind: String {
        switch content {
        case .scalar(let text, isPlain: true): PlainScalar(text).rawValue
        case .scalar, .override: "text"
        case .sequence: "a list"
        case .mapping: "a group of keys"
        }
    }

    /// The value of a key.
    subscript(key: String) -> YAMLNode? {
        guard case .mapping(let pairs) = content else { return nil }
        return pairs.first { $0.key.name == key }?.value
    }

    /// Where a key stands.
    func place(ofKey key: String) -> Place? {
        guard case .mapping(let pairs) = content else { return nil }
        return pairs.first { $0.key.name == key }?.key.place
    }

    /// A mapping with one of its keys alone, if that is there.
    func keeping(_ key: String) -> YAMLNode {
        guard case .mapping(let pairs) = content else { return self }
        return YAMLNode(content: .mapping(pairs.filter { $0.key.name == key }), place: place)
    }

    /// Whether two nodes say the same, wherever they stand. The order of keys says nothing.
    func hasSameContent(as other: YAMLNode) -> Bool {
        switch (content, other.content) {
        case (.scalar(let left, let leftIsPlain), .scalar(let right, let rightIsPlain)):
            return left == right && leftIsPlain == rightIsPlain
        case (.override(let left), .override(let right)): return left == right
        case (.sequence(let left), .sequence(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { $0.hasSameContent(as: $1) }
        case (.mapping(let left), .mapping(let right)):
            return left.count == right.count
                && left.allSatisfy { pair in other[pair.key.name].map(pair.value.hasSameContent) ?? false }
        default: return false
        }
    }

    /// This node with another value at a path. Where something other than a mapping stands in the way it stays:
    /// decoding reports it.
    func setting(_ path: ArraySlice<String>, to value: YAMLNode) -> YAMLNode {
        guard let name = path.first else { return value }
        var pairs: [(key: Key, value: YAMLNode)] = []
        if case .mapping(let present) = content { pairs = present } else if !isNull { return self }
        let rest = path.dropFirst()
        if let index = pairs.firstIndex(where: { $0.key.name == name }) {
            pairs[index].value = pairs[index].value.setting(rest, to: value)
        } else {
            let empty = YAMLNode(content: .mapping([]), place: value.place)
            pairs.append((Key(name: name, place: value.place), empty.setting(rest, to: value)))
        }
        return YAMLNode(content: .mapping(pairs), place: place)
    }
}

/// What a scalar without quotes stands for: the core schema of YAML 1.2, and the words that YAML 1.1 reads as
/// truth values, since other programs that read the same file still do.
enum PlainScalar: String {
    case null = "nothing"
    case truth = "a truth value"
    case integer = "a whole number"
    case number = "a number"
    case text = "text"

    private static let truths: Set<String> = ["true", "false", "yes", "no", "on", "off", "y", "n"]

    init(_ text: String) {
        if text.isEmpty || text == "~" || text == "null" || text == "Null" || text == "NULL" {
            self = .null
        } else if text.utf8.count <= 5, PlainScalar.truths.contains(text.lowercased()) {
            self = .truth
        } else {
            self = PlainScalar.numeric(Array(text.utf8))
        }
    }

    private static func numeric(_ bytes: [UInt8]) -> PlainScalar {
        var rest = bytes[...]
        if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        let isDigit: (UInt8) -> Bool = { (0x30...0x39).contains($0) }
        if !rest.isEmpty, rest.allSatisfy(isDigit) { return .integer }
        if rest.count > 2, rest.first == 0x30 {
            let body = rest.dropFirst(2)
            switch rest[rest.startIndex + 1] {
            case UInt8(ascii: "x") where body.allSatisfy({ isDigit($0) || (0x61...0x66).contains($0 | 0x20) }),
                UInt8(ascii: "o") where body.allSatisfy({ (0x30...0x37).contains($0) }):
                return .integer
            default: break
            }
        }
        let word = String(decoding: rest, as: UTF8.self).lowercased()
        if word == ".inf" || word == ".nan" { return .number }
        // Digits with at most one point, then an exponent perhaps.
        let mantissa = rest.prefix { isDigit($0) || $0 == UInt8(ascii: ".") }
        guard mantissa.contains(where: isDigit), mantissa.filter({ $0 == UInt8(ascii: ".") }).count <= 1 else {
            return .text
        }
        var tail = rest[mantissa.endIndex...]
        if tail.isEmpty { return .number }
        guard tail.first.map({ $0 | 0x20 }) == UInt8(ascii: "e") else { return .text }
        tail = tail.dropFirst()
        if tail.first == UInt8(ascii: "-") || tail.first == UInt8(ascii: "+") { tail = tail.dropFirst() }
        return !tail.isEmpty && tail.allSatisfy(isDigit) ? .number : .text
    }
}
