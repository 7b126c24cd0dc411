internal import Domain

/// A text as lines, for edits that leave every other byte as it is.
struct LineEditor {
    /// With their line ends.
    private var lines: [String]
    private let lineEnd: String

    init(_ text: String) {
        var lines: [String] = []
        var current = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            current.append(scalar)
            if scalar == "\n" {
                lines.append(String(current))
                current = String.UnicodeScalarView()
            }
        }
        if !current.isEmpty { lines.append(String(current)) }
        self.lines = lines
        lineEnd = lines.first?.unicodeScalars.suffix(2).elementsEqual("\r\n".unicodeScalars) == true ? "\r\n" : "\n"
    }

    var text: String { lines.joined() }

    /// Lines with spaces before them.
    static func indented(_ lines: [String], by count: Int) -> [String] {
        lines.map { String(repeating: " ", count: count) + $0 }
    }

    /// Adds lines after a line, counted from 1.
    mutating func insert(_ new: [String], after line: Int) {
        let index = min(line, lines.count)
        if index > 0 { endLine(index - 1) }
        lines.insert(contentsOf: new.map { $0 + lineEnd }, at: index)
    }

    /// Adds lines at the end, after an empty one.
    mutating func append(_ new: [String]) {
        let isSeparated = lines.last.map { $0.trimmedWhitespace.isEmpty } ?? true
        insert((isSeparated ? [] : [""]) + new, after: lines.count)
    }

    private mutating func endLine(_ index: Int) {
        if lines[index].unicodeScalars.last != "\n" { lines[index] += lineEnd }
    }

    /// What stands at a place, counted from 1.
    func character(line: Int, column: Int) -> Unicode.Scalar? {
        guard lines.indices.contains(line - 1) else { return nil }
        return lines[line - 1].unicodeScalars.dropFirst(column - 1).first
    }

    /// Puts text into a line, before the first `mark` at or after a column counted from 1. `false` when there is none.
    mutating func insert(_ text: String, before mark: Unicode.Scalar, line: Int, column: Int) -> Bool {
        guard lines.indices.contains(line - 1) else { return false }
        let scalars = Array(lines[line - 1].unicodeScalars)
        guard column >= 1, column <= scalars.count, let place = scalars[(column - 1)...].firstIndex(of: mark) else {
            return false
        }
        lines[line - 1] = String(
            String.UnicodeScalarView(scalars[..<place] + Array(text.unicodeScalars) + scalars[place...]))
        return true
    }

    /// The last line of a block that begins at a line: lines further in than `indent`, and blank ones between.
    func lastLine(from line: Int, indentedBeyond indent: Int) -> Int {
        var last = line
        for index in lines.indices.dropFirst(line) {
            let isBlank = lines[index].trimmedWhitespace.isEmpty
            if isBlank { continue }
            guard lines[index].unicodeScalars.prefix(while: { $0 == " " }).count > indent else { break }
            last = index + 1
        }
        return last
    }

    /// Puts lines below a key that has no value yet, taking away an empty one (`[]`, `{}`, `null`, `~`). Comments
    /// directly below the key stay there. `false` when the key has a value.
    mutating func open(line: Int, column: Int, key: String, adding new: [String]) -> Bool {
        guard lines.indices.contains(line - 1) else { return false }
        let scalars = Array(lines[line - 1].unicodeScalars)
        var position = column - 1 + key.unicodeScalars.count
        while position < scalars.count, scalars[position] != ":" { position += 1 }
        guard position < scalars.count else { return false }
        let head = scalars[...position]
        let rest = scalars[(position + 1)...]
        let value = rest.drop { $0 == " " || $0 == "\t" }
        let token = value.prefix { !$0.properties.isWhitespace && $0 != "#" }
        switch String(String.UnicodeScalarView(token)) {
        case "": break
        case "[]", "{}", "null", "~":
            let tail = value.dropFirst(token.count)
            let isComment = tail.contains("#")
            let kept = isComment ? Array(tail) : Array(tail.drop { $0 == " " || $0 == "\t" })
            lines[line - 1] = String(String.UnicodeScalarView(head + kept))
        default: return false
        }
        var last = line
        for index in lines.indices.dropFirst(line) {
            let indent = lines[index].unicodeScalars.prefix { $0 == " " }.count
            guard indent >= column, lines[index].unicodeScalars.dropFirst(indent).first == "#" else { break }
            last = index + 1
        }
        insert(new, after: last)
        return true
    }
}
