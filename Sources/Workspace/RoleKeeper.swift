public import Domain

/// Gives a person a role in `tenant.yaml`.
///
/// The file is edited as text, as `MappingKeeper` does: comments, order and layout stay byte for byte, and what comes
/// out is read again and compared.
public enum RoleKeeper {
    /// The text with the person added to `roles.ROLE`; the same text when the person has the role already.
    ///
    /// - Parameters:
    ///   - role: a key of `roles`.
    ///   - principal: visible ASCII characters, none of which is a quotation mark or a backslash.
    ///   - file: the path in diagnostics.
    /// - Throws: when the text is not valid YAML, or has no place where the person can be added.
    public static func grant(
        _ role: String, to principal: String, in text: String, file: String = "tenant.yaml"
    ) throws(CasebookError) -> String {
        let reader = YAMLReader(file: file)
        let before = try reader.read(text)
        let present = people(with: role, in: before)
        if present.contains(principal) { return text }
        var editor = LineEditor(text)
        guard edit(&editor, root: before, role: role, entry: scalar(principal)),
            let after = try? reader.read(editor.text),
            people(with: role, in: after) == present + [principal], isOtherwiseSame(before, after, role: role)
        else {
            throw CasebookError(
                .badConfiguration, code: "cannot_keep_role", file: file,
                "the role cannot be added to the file as it is laid out",
                remedy:
                    "write \"roles:\" on a line of its own, below it \"  \(role):\", and below that \"    - \(principal)\""
            )
        }
        return editor.text
    }

    private static func people(with role: String, in root: YAMLNode) -> [String] {
        guard case .sequence(let items)? = root["roles"]?[role]?.content else { return [] }
        return items.map { item in
            if case .scalar(let text, _) = item.content { text } else { "" }
        }
    }

    private static func isOtherwiseSame(_ before: YAMLNode, _ after: YAMLNode, role: String) -> Bool {
        let blank = YAMLNode(content: .sequence([]), place: before.place)
        let path = ["roles", role][...]
        return before.setting(path, to: blank).hasSameContent(as: after.setting(path, to: blank))
    }

    /// As it is where that is plain in every reader's eyes, otherwise in double quotes.
    private static func scalar(_ principal: String) -> String {
        let isPlain = principal.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "_-.@+/".utf8.contains(byte)
        }
        let beginsWithLetter = principal.utf8.first.map { (0x41...0x5A).contains($0 & 0xDF) } ?? false
        return isPlain && beginsWithLetter && PlainScalar(principal) == .text
            ? principal : "\"\(principal.replacing("${", with: "$${"))\""
    }

    /// Adds the person; `false` when there is no place.
    private static func edit(_ editor: inout LineEditor, root: YAMLNode, role: String, entry: String) -> Bool {
        guard let roles = root["roles"], let rolesKey = root.place(ofKey: "roles") else {
            editor.append(["roles:", "  \(role):", "    - \(entry)"])
            return true
        }
        guard case .position(let rolesLine, let rolesColumn) = rolesKey else { return false }
        guard let people = roles[role], let roleKey = roles.place(ofKey: role) else {
            guard case .mapping(let children) = roles.content, !children.isEmpty else {
                let lines = LineEditor.indented(["\(role):", "  - \(entry)"], by: rolesColumn + 1)
                return editor.open(line: rolesLine, column: rolesColumn, key: "roles", adding: lines)
            }
            guard case .position(let line, let column) = children[0].key.place, line > rolesLine else { return false }
            editor.insert(LineEditor.indented(["\(role):", "  - \(entry)"], by: column - 1), after: line - 1)
            return true
        }
        guard case .position(let line, let column) = roleKey else { return false }
        guard case .sequence(let items) = people.content, let last = items.last else {
            let lines = LineEditor.indented(["- \(entry)"], by: column + 1)
            return editor.open(line: line, column: column, key: role, adding: lines)
        }
        guard case .position(let listLine, let listColumn) = people.place,
            case .position(let lastLine, let lastColumn) = last.place
        else { return false }
        if editor.character(line: listLine, column: listColumn) == "[" {
            return editor.insert(", \(entry)", before: "]", line: lastLine, column: lastColumn)
        }
        guard editor.character(line: listLine, column: listColumn) == "-" else { return false }
        editor.insert(LineEditor.indented(["- \(entry)"], by: listColumn - 1), after: lastLine)
        return true
    }
}
