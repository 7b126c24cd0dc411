/// Scalars that stand on one line: plain, in single or in double quotation marks.
enum YAMLScalar {
    private static let space = UInt8(ascii: " ")

    /// What no plain scalar begins with: flow style, comments, anchors, aliases, tags, block and reserved marks.
    private static let indicators = Set("[]{},#&*!|>%@`'\"".utf8)

    /// The text of a scalar.
    ///
    /// - Parameter bytes: the rest of the line, without spaces before it; not empty.
    static func read(_ bytes: ArraySlice<UInt8>, line: Int) throws(YAMLFault) -> String {
        switch bytes.first {
        case UInt8(ascii: "'"): try quoted(bytes, line: line, singleQuoted)
        case UInt8(ascii: "\""): try quoted(bytes, line: line, doubleQuoted)
        default: try plain(bytes, line: line)
        }
    }

    /// Whether nothing but spaces, or a comment set off by a space, is left.
    static func isBlankOrComment(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let first = bytes.firstIndex(where: { $0 != space }) else { return true }
        return bytes[first] == UInt8(ascii: "#") && first > bytes.startIndex
    }

    private static func plain(_ bytes: ArraySlice<UInt8>, line: Int) throws(YAMLFault) -> String {
        var end = bytes.startIndex
        while end < bytes.endIndex {
            if bytes[end] == UInt8(ascii: "#"), end > bytes.startIndex, bytes[end - 1] == space { break }
            end += 1
        }
        var text = bytes[..<end]
        while text.last == space { text.removeLast() }
        guard let first = text.first, !indicators.contains(first) else {
            throw YAMLFault(
                line, "the value begins with a mark that only flow style, anchors, aliases, tags or comments have")
        }
        let next = text.dropFirst().first
        if [UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":")].contains(first), next == nil || next == space {
            throw YAMLFault(line, "the value begins with a mark of block style")
        }
        guard !text.contains(0x09) else { throw YAMLFault(line, "the line has a tab outside of quotation marks") }
        guard text.last != UInt8(ascii: ":"), text.firstRange(of: [UInt8(ascii: ":"), space]) == nil else {
            throw YAMLFault(line, "the value has a colon that reads as a key: put the value in quotation marks")
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Reads up to the closing mark, after which only a comment may stand.
    private static func quoted(
        _ bytes: ArraySlice<UInt8>, line: Int,
        _ read: (inout ArraySlice<UInt8>, Int) throws(YAMLFault) -> [UInt8]
    ) throws(YAMLFault) -> String {
        var rest = bytes.dropFirst()
        let text = try read(&rest, line)
        guard isBlankOrComment(rest) else {
            throw YAMLFault(line, "something stands after the closing quotation mark")
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func singleQuoted(_ rest: inout ArraySlice<UInt8>, line: Int) throws(YAMLFault) -> [UInt8] {
        var text: [UInt8] = []
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "'") else {
                text.append(byte)
                continue
            }
            guard rest.first == byte else { return text }
            rest = rest.dropFirst()
            text.append(byte)
        }
        throw YAMLFault(line, "the quotation mark is not closed on its line")
    }

    /// Only the escapes that cannot make a character which could not have been written itself.
    private static func doubleQuoted(_ rest: inout ArraySlice<UInt8>, line: Int) throws(YAMLFault) -> [UInt8] {
        var text: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return text
            case UInt8(ascii: "\\"):
                switch rest.popFirst() {
                case UInt8(ascii: "\\"): text.append(byte)
                case UInt8(ascii: "\""): text.append(UInt8(ascii: "\""))
                case UInt8(ascii: "/"): text.append(UInt8(ascii: "/"))
                case UInt8(ascii: "n"): text.append(0x0A)
                case UInt8(ascii: "t"): text.append(0x09)
                default: throw YAMLFault(line, "an escape is none of \\\\ \\\" \\/ \\n \\t")
                }
            default: text.append(byte)
            }
        }
        throw YAMLFault(line, "the quotation mark is not closed on its line")
    }
}
