internal import Domain

/// The progress of reading one file: where it is, and everything found wrong so far.
struct Decoding {
    /// The file's path in diagnostics.
    let file: String
    /// What `${NAME}` may name; `nil` where the two signs mean themselves.
    let environment: [String: String]?
    /// The whole file's shape, to tell where a misplaced key belongs.
    let root: Shape
    /// Everything wrong, in the order of reading.
    private(set) var diagnostics: [Diagnostic] = []
    private var path: [String] = []

    init(file: String, environment: [String: String]?, root: Shape) {
        self.file = file
        self.environment = environment
        self.root = root
    }

    /// The dotted path of the place being read, in quotes; empty at the root.
    var key: String { path.isEmpty ? "the file" : "\"\(path.joined(separator: "."))\"" }

    /// Reads what stands below a key.
    mutating func descend<Value>(_ name: String, _ read: (inout Decoding) -> Value) -> Value {
        path.append(name)
        defer { path.removeLast() }
        return read(&self)
    }

    /// Reads an element of a list; it is named by its place in the list, counted from 1.
    mutating func descend<Value>(element index: Int, _ read: (inout Decoding) -> Value) -> Value {
        guard let last = path.popLast() else { return read(&self) }
        path.append("\(last)[\(index + 1)]")
        defer { path[path.count - 1] = last }
        return read(&self)
    }

    /// Notes something wrong at a place.
    mutating func report(_ code: String, at place: YAMLNode.Place, _ summary: String, remedy: String) {
        switch place {
        case .position(let line, let column):
            diagnostics.append(
                Diagnostic(code: code, file: file, line: line, column: column, summary: summary, remedy: remedy))
        case .variable(let name):
            diagnostics.append(
                Diagnostic(code: code, summary: "\(summary), in the environment variable \(name)", remedy: remedy))
        case .option:
            diagnostics.append(Diagnostic(code: code, summary: "\(summary), in an option", remedy: remedy))
        }
    }

    /// Notes that something of another type stands here.
    mutating func reportType(_ node: YAMLNode, expected: String, remedy: String) {
        report("wrong_type", at: node.place, "\(key) must be \(expected), not \(node.kind)", remedy: remedy)
    }
}

extension Decoding {
    /// The code of a variable that is not set.
    static let missingEnvironment = "missing_environment"

    /// The text with each `${NAME}` replaced, and whether there was any; `$${` stands for `${` itself.
    /// Returns `nil` after a report when a variable is missing. An empty variable counts as missing: CI systems
    /// hand over secrets that do not exist as empty text.
    mutating func substituting(_ text: String, at place: YAMLNode.Place) -> (text: String, isSubstituted: Bool)? {
        guard let environment, text.contains("${") else { return (text, false) }
        var output = ""
        var rest = Substring(text)
        var isSubstituted = false
        var isComplete = true
        while let start = rest.firstRange(of: "${") {
            let before = rest[..<start.lowerBound]
            rest = rest[start.upperBound...]
            if before.hasSuffix("$") {
                output += before.dropLast() + "${"
                continue
            }
            output += before
            guard let end = rest.firstIndex(of: "}"), Decoding.isVariableName(rest[..<end]) else {
                report(
                    "bad_value", at: place, "\(key) holds \"${\" without the name of a variable",
                    remedy: "write \"${NAME}\", or \"$${\" where the two signs themselves are meant")
                return nil
            }
            let name = String(rest[..<end])
            rest = rest[rest.index(after: end)...]
            if let value = environment[name], !value.isEmpty {
                output += value
                isSubstituted = true
            } else {
                isComplete = false
                report(
                    Decoding.missingEnvironment, at: place,
                    "\(key) reads the environment variable \(name), which is not set or empty",
                    remedy: "set \(name) in the environment, or remove the key")
            }
        }
        return isComplete ? (output + rest, isSubstituted) : nil
    }

    private static func isVariableName(_ name: Substring) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
        }
    }
}
