internal import Domain
internal import Yams

/// Reads one YAML document into nodes that know their places. The only file that sees Yams.
///
/// Refused, because configuration is easier to review without them: anchors and aliases (which also multiply
/// their content), explicit tags, keys that are not scalars, several documents, nesting beyond 32 levels.
struct YAMLReader {
    /// The file's path in diagnostics.
    let file: String

    private static let deepest = 32

    /// The document's root, or an empty mapping when there is none.
    func read(_ text: String) throws(CasebookError) -> YAMLNode {
        try refuseDeepFlow(text)
        let root: Node?
        var refusals: [Diagnostic] = []
        let converted: YAMLNode?
        do {
            // The parser keeps the anchors alive that nodes hold weakly, so it must outlive the conversion.
            let parser = try Parser(yaml: text, encoding: .utf8)
            root = try parser.singleRoot()
            converted = withExtendedLifetime(parser) {
                root.map { convert($0, depth: 0, refusals: &refusals) }
            }
        } catch let error as YamlError {
            throw CasebookError(.badConfiguration, [diagnostic(of: error, in: text)])
        } catch {
            throw CasebookError(.badConfiguration, code: "yaml_syntax", file: file, "the YAML could not be read")
        }
        guard refusals.isEmpty else { throw CasebookError(.badConfiguration, refusals) }
        return converted ?? .emptyMapping
    }

    private func convert(_ node: Node, depth: Int, refusals: inout [Diagnostic]) -> YAMLNode {
        let place = YAMLNode.Place.position(line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
        func refuse(_ what: String, _ remedy: String) -> YAMLNode {
            refusals.append(refusal(at: node.mark, what, remedy))
            return YAMLNode(content: .scalar("", isPlain: true), place: place)
        }
        if node.anchor != nil { return refuse("anchors and aliases are not read", "write the value out") }
        guard depth < YAMLReader.deepest else {
            return refuse("more than \(YAMLReader.deepest) levels of nesting", "nest less deeply")
        }
        switch node {
        case .alias: return refuse("anchors and aliases are not read", "write the value out")
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain || scalar.style == .any
            if isPlain ? !scalar.tag.rawValue.isEmpty : scalar.tag.rawValue != Tag.Name.str.rawValue {
                return refuse("explicit tags are not read", "remove the tag; put text in quotes where needed")
            }
            return YAMLNode(content: .scalar(scalar.string, isPlain: isPlain), place: place)
        case .sequence(let sequence):
            if !sequence.tag.rawValue.isEmpty { return refuse("explicit tags are not read", "remove the tag") }
            let items = sequence.map { convert($0, depth: depth + 1, refusals: &refusals) }
            return YAMLNode(content: .sequence(items), place: place)
        case .mapping(let mapping):
            if !mapping.tag.rawValue.isEmpty { return refuse("explicit tags are not read", "remove the tag") }
            var pairs: [(key: YAMLNode.Key, value: YAMLNode)] = []
            for (key, value) in mapping {
                guard case .scalar(let scalar) = key, key.anchor == nil else {
                    refusals.append(refusal(at: key.mark, "a key must be a single word", "write \"key: value\""))
                    continue
                }
                let keyPlace = YAMLNode.Place.position(line: key.mark?.line ?? 1, column: key.mark?.column ?? 1)
                pairs.append(
                    (
                        YAMLNode.Key(name: scalar.string, place: keyPlace),
                        convert(value, depth: depth + 1, refusals: &refusals)
                    ))
            }
            return YAMLNode(content: .mapping(pairs), place: place)
        }
    }

    /// Flow brackets nest by recursion in the parser, so that a file of nothing but `[` would end the process.
    /// Counts them without regard to quotes: no honest file has so many.
    private func refuseDeepFlow(_ text: String) throws(CasebookError) {
        var depth = 0
        var line = 1
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: "}"): depth = max(0, depth - 1)
            case UInt8(ascii: "\n"): line += 1
            default: break
            }
            if depth > 500 {
                throw CasebookError(
                    .badConfiguration, code: "yaml_refused", file: file, line: line, "brackets nest too deeply",
                    remedy: "close the brackets, or write lists with \"- \" lines")
            }
        }
    }

    private func refusal(at mark: Mark?, _ what: String, _ remedy: String) -> Diagnostic {
        Diagnostic(
            code: "yaml_refused", file: file, line: mark?.line, column: mark?.column, summary: what, remedy: remedy)
    }
}

extension YAMLReader {
    private func diagnostic(of error: YamlError, in text: String) -> Diagnostic {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return Diagnostic(
                code: "yaml_syntax", file: file, line: mark.line, column: mark.column, summary: problem,
                remedy: YAMLReader.remedy(for: problem))
        case .reader(_, let offset, _, _):
            let before = text.utf8.prefix(offset ?? 0)
            return Diagnostic(
                code: "yaml_syntax", file: file, line: 1 + before.count { $0 == UInt8(ascii: "\n") },
                summary: "a control character stands here", remedy: "remove the character")
        case .duplicatedKeysInMapping(let keys, let context):
            let key = keys.first ?? ""
            let line = secondLine(of: key, after: context.mark, in: text) ?? context.mark.line
            return Diagnostic(
                code: "duplicate_key", file: file, line: line, column: context.mark.column,
                summary: "the key \(Printable.quoted(key)) stands twice, first on line \(context.mark.line)",
                remedy: "keep one of the two")
        default:
            return Diagnostic(code: "yaml_syntax", file: file, summary: "the YAML could not be read")
        }
    }

    /// The line on which a key of a block mapping comes again: in the same column, with nothing further left
    /// between the two.
    private func secondLine(of key: String, after mark: Mark, in text: String) -> Int? {
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated().dropFirst(mark.line) {
            let indent = line.prefix { $0 == " " }.count
            let body = line.dropFirst(indent)
            if body.isEmpty || body.first == "#" || body.first == "\r" { continue }
            if indent < mark.column - 1 { return nil }
            let rest = String(String.UnicodeScalarView(body))
            let isKey = ["", "\"", "'"].contains { rest.hasPrefix($0 + key + $0 + ":") }
            if indent == mark.column - 1, isKey { return index + 1 }
        }
        return nil
    }

    /// What to do about a problem that libyaml names.
    private static func remedy(for problem: String) -> String {
        if problem.contains("mapping values are not allowed") {
            return "indent the key like its neighbours, or put text that holds \": \" in quotes"
        }
        if problem.contains("cannot start any token") {
            return "indent with spaces, never tabs, and put text that begins with a sign in quotes"
        }
        if problem.contains("did not find expected key") || problem.contains("could not find expected ':'") {
            return "indent the line like its neighbours and write \"key: value\""
        }
        if problem.contains("found unexpected end of stream") { return "close the quotes or brackets above" }
        if problem.contains("expected ',' or") { return "close the bracket, or put a comma between the values" }
        if problem.contains("another document") { return "keep one document and remove the \"---\" line" }
        if problem.contains("undefined alias") { return "put text that begins with \"*\" in quotes" }
        return "mend the YAML at this place"
    }
}
