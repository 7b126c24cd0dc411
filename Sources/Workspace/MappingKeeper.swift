public import Domain

/// Keeps a column mapping in `tenant.yaml`, so that the next run need not guess.
///
/// The file is edited as text: comments, order and layout stay byte for byte. What comes out is read again and
/// compared, so that an unusual layout ends in an error and never in a file that means something else.
public enum MappingKeeper {
    /// The text with the mapping added as the last of `ingest.mappings`; the same text when it stands there already.
    ///
    /// - Parameter file: the path in diagnostics.
    /// - Throws: when the text is not valid YAML, has a mapping with the same pattern, or has no place where lines
    ///   can be added (a list in brackets that holds something).
    public static func insert(
        _ mapping: MappingConfiguration, into text: String, file: String = "tenant.yaml"
    ) throws(CasebookError) -> String {
        let reader = YAMLReader(file: file)
        let before = try reader.read(text)
        if let present = try present(matching: mapping.match, in: before, file: file) {
            if present == mapping { return text }
            throw CasebookError(
                .badConfiguration, code: "bad_value", file: file,
                "another mapping matches \(Printable.quoted(mapping.match)) already",
                remedy: "remove the old one from \"ingest.mappings\" to have another proposed")
        }
        var editor = LineEditor(text)
        guard edit(&editor, root: before, entry: MappingWriter.lines(mapping)) else { throw cannotKeep(file) }
        let edited = editor.text
        guard let after = try? reader.read(edited), adds(mapping, from: before, to: after, file: file) else {
            throw cannotKeep(file)
        }
        return edited
    }

    private static func cannotKeep(_ file: String) -> CasebookError {
        CasebookError(
            .badConfiguration, code: "cannot_keep_mapping", file: file,
            "the mapping cannot be added to the file as it is laid out",
            remedy: "write \"ingest:\" and \"mappings:\" on lines of their own, and each mapping as lines below \"- \"")
    }

    private static func mappings(of root: YAMLNode) -> [YAMLNode] {
        if case .sequence(let items) = root["ingest"]?["mappings"]?.content { items } else { [] }
    }

    private static func present(
        matching pattern: String, in root: YAMLNode, file: String
    ) throws(CasebookError) -> MappingConfiguration? {
        for item in mappings(of: root) {
            guard case .scalar(let match, _) = item["match"]?.content else { continue }
            let literal = match.replacing("$${", with: "${")
            if literal == pattern {
                return try MappingConfiguration.schema.read(escapesResolved(item), file: file, environment: nil)
            }
        }
        return nil
    }

    /// `$${` as `${`, without reading the environment: a kept mapping names columns, not secrets.
    private static func escapesResolved(_ node: YAMLNode) -> YAMLNode {
        let content: YAMLNode.Content =
            switch node.content {
            case .scalar(let text, let isPlain): .scalar(text.replacing("$${", with: "${"), isPlain: isPlain)
            case .sequence(let items): .sequence(items.map(escapesResolved))
            case .mapping(let pairs): .mapping(pairs.map { ($0.key, escapesResolved($0.value)) })
            case .override: node.content
            }
        return YAMLNode(content: content, place: node.place)
    }

    /// Whether the second tree is the first with the mapping added, and nothing else.
    private static func adds(
        _ mapping: MappingConfiguration, from before: YAMLNode, to after: YAMLNode, file: String
    ) -> Bool {
        let old = mappings(of: before)
        let new = mappings(of: after)
        guard let added = new.last, new.count == old.count + 1,
            zip(old, new).allSatisfy({ $0.hasSameContent(as: $1) }),
            let kept = try? MappingConfiguration.schema.read(escapesResolved(added), file: file, environment: nil),
            kept == mapping
        else { return false }
        let blank = YAMLNode(content: .sequence([]), place: before.place)
        let path = ["ingest", "mappings"][...]
        return before.setting(path, to: blank).hasSameContent(as: after.setting(path, to: blank))
    }

    /// Adds the lines of an entry; `false` when there is no place for them.
    private static func edit(_ editor: inout LineEditor, root: YAMLNode, entry: [String]) -> Bool {
        guard let ingest = root["ingest"], let ingestKey = root.place(ofKey: "ingest") else {
            guard case .mapping(let pairs) = root.content else { return false }
            var indent = 0
            if case .position(_, let column) = pairs.first?.key.place { indent = column - 1 }
            editor.append(LineEditor.indented(["ingest:", "  mappings:"] + entry.map { "    " + $0 }, by: indent))
            return true
        }
        guard case .position(let ingestLine, let ingestColumn) = ingestKey else { return false }
        guard let mappings = ingest["mappings"], let mappingsKey = ingest.place(ofKey: "mappings") else {
            guard case .mapping(let children) = ingest.content, !children.isEmpty else {
                let lines = LineEditor.indented(["mappings:"] + entry.map { "  " + $0 }, by: ingestColumn + 1)
                return editor.open(line: ingestLine, column: ingestColumn, key: "ingest", adding: lines)
            }
            guard case .position(let line, let column) = children[0].key.place, line > ingestLine else { return false }
            editor.insert(
                LineEditor.indented(["mappings:"] + entry.map { "  " + $0 }, by: column - 1), after: ingestLine)
            return true
        }
        guard case .position(let line, let column) = mappingsKey else { return false }
        guard case .sequence(let items) = mappings.content, let last = items.last else {
            let lines = LineEditor.indented(entry, by: column + 1)
            return editor.open(line: line, column: column, key: "mappings", adding: lines)
        }
        guard case .position(let firstLine, let dash) = mappings.place, case .position(let lastLine, _) = last.place,
            firstLine > line, editor.character(line: firstLine, column: dash) == "-"
        else { return false }
        editor.insert(
            LineEditor.indented(entry, by: dash - 1), after: editor.lastLine(from: lastLine, indentedBeyond: dash - 1))
        return true
    }
}
