/// The lines of a document, one after another, comments and blank lines passed over.
struct YAMLLines {
    /// A line that says something.
    struct Line {
        /// Counted from 1.
        let number: Int
        /// Spaces before the content; more than stand in the file where a dash stood before it.
        let indent: Int
        let content: ArraySlice<UInt8>

        /// Whether it begins an item of a sequence.
        var isItem: Bool {
            content.first == UInt8(ascii: "-") && (content.count == 1 || content.dropFirst().first == 0x20)
        }
    }

    private let lines: [ArraySlice<UInt8>]
    private var position = 0
    /// What is left of the line at `position` after the dashes before it.
    private var remainder: Line?

    /// - Parameter bytes: a text that ends with LF, or nothing.
    init(_ bytes: [UInt8]) {
        lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast(bytes.last == 0x0A ? 1 : 0)
    }

    /// The number of the line that is looked at, or of the last.
    var number: Int { min(position + 1, max(lines.count, 1)) }

    /// The next line that says something, left in place.
    mutating func peek() throws(YAMLFault) -> Line? {
        if let remainder { return remainder }
        while position < lines.count {
            let line = lines[position]
            let indent = line.prefix { $0 == 0x20 }.count
            let content = line.dropFirst(indent)
            if content.first == 0x09 { throw YAMLFault(position + 1, "the line is indented with a tab") }
            if let first = content.first, first != UInt8(ascii: "#") {
                return Line(number: position + 1, indent: indent, content: content)
            }
            position += 1
        }
        return nil
    }

    /// Passes the line.
    mutating func advance() {
        remainder = nil
        position += 1
    }

    /// Leaves what stands after the dash of an item as a line of its own.
    mutating func stepInto(_ content: ArraySlice<UInt8>, indent: Int) {
        remainder = Line(number: position + 1, indent: indent, content: content)
    }

    /// The text of a block literal whose header stands on the line that was just passed.
    ///
    /// - Parameters:
    ///   - parent: the indentation that all of its lines exceed.
    ///   - chomping: `-`, `+`, or nothing for one LF at the end.
    mutating func literal(deeperThan parent: Int, chomping: UInt8?) throws(YAMLFault) -> String {
        var texts: [ArraySlice<UInt8>] = []
        var indent: Int?
        var widestBlank = 0
        while position < lines.count {
            let line = lines[position]
            let spaces = line.prefix { $0 == 0x20 }.count
            let isBlank = spaces == line.count
            if indent == nil, isBlank { widestBlank = max(widestBlank, spaces) }
            if indent == nil, !isBlank, spaces > parent {
                guard widestBlank <= spaces else {
                    throw YAMLFault(position + 1, "a blank line before this text is indented more than the text")
                }
                indent = spaces
            }
            if !isBlank, spaces < indent ?? .max { break }
            texts.append(line.dropFirst(indent ?? spaces))
            position += 1
        }
        let trailing = texts.reversed().prefix { $0.isEmpty }.count
        let text = Array(texts.dropLast(trailing).joined(separator: [0x0A]))
        let ends = chomping == UInt8(ascii: "+") ? (text.isEmpty ? trailing : trailing + 1) : text.isEmpty ? 0 : 1
        return String(decoding: text, as: UTF8.self)
            + (chomping == UInt8(ascii: "-") ? "" : String(repeating: "\n", count: ends))
    }
}
