import Domain
import Mustache

/// What a template prints: text, flags, and lists of the same.
typealias Fields = [String: Any]

/// The page templates, parsed once.
struct TemplateLibrary: Sendable {
    /// One for each thread that renders: the parsed templates are counted references, and threads that share
    /// them wait for one another at every count.
    private let libraries: [MustacheLibrary]

    /// - Parameter templates: text by path, `cluster.html.mustache`.
    /// - Throws: `CasebookError` of kind `badConfiguration` that names every template that is missing, cannot be
    ///   parsed, or uses a template that is not there.
    init(_ templates: [String: String], required: [String], copies: Int) throws(CasebookError) {
        var diagnostics: [Diagnostic] = []
        for name in required where templates[name] == nil {
            diagnostics.append(
                Diagnostic(
                    code: "template_missing", file: name, summary: "The page template is missing.",
                    remedy: "Restore it with `casebook theme eject`, or delete the workspace's own templates."))
        }
        for (file, text) in templates.sorted(by: { $0.key < $1.key }) {
            for name in Self.references(in: text) where templates[name + ".mustache"] == nil {
                diagnostics.append(
                    Diagnostic(
                        code: "template_unknown", file: file, summary: "It uses “\(name)”, which is not there.",
                        remedy: "Write the name of a template without `.mustache`."))
            }
        }
        var libraries: [MustacheLibrary] = []
        for _ in 0..<max(1, copies) where diagnostics.isEmpty {
            libraries.append(Self.library(templates, &diagnostics))
        }
        guard diagnostics.isEmpty else { throw CasebookError(.badConfiguration, diagnostics) }
        self.libraries = libraries
    }

    /// Prints a template. `thread` chooses the copy to read.
    func render(_ name: String, _ fields: Fields, thread: Int = 0) -> String {
        libraries[thread % libraries.count].render(fields, withTemplate: name) ?? ""
    }

    private static func library(_ templates: [String: String], _ diagnostics: inout [Diagnostic]) -> MustacheLibrary {
        var library = MustacheLibrary()
        for (file, text) in templates.sorted(by: { $0.key < $1.key }) {
            do {
                let prefixed = TemplateEscaping.prefixed(text, file: file)
                try library.register(prefixed, named: String(file.dropLast(".mustache".count)))
            } catch {
                let context = (error as? MustacheTemplate.ParserError)?.context
                diagnostics.append(
                    Diagnostic(
                        // The line of escaping that we put first does not count.
                        code: "template_syntax", file: file, line: context.map { max(1, $0.lineNumber - 1) },
                        summary: "The template cannot be read.",
                        remedy: "Close every section, and write only Mustache tags between `{{` and `}}`."))
            }
        }
        return library
    }

    /// The names after `{{>` and `{{<`.
    private static func references(in text: String) -> [String] {
        var names: [String] = []
        for part in text.split(separator: "{{").dropFirst(text.hasPrefix("{{") ? 0 : 1) {
            guard let mark = part.utf8.first, mark == 0x3E || mark == 0x3C, let end = part.firstRange(of: "}}")
            else { continue }
            let name = part[part.index(after: part.startIndex)..<end.lowerBound].filter { $0 != " " }
            if !name.hasPrefix("*") { names.append(String(name)) }
        }
        return names
    }
}

extension Fields {
    /// Sets a text and the flag `has_KEY`. Both are always set: a key that is missing in a section would be
    /// looked up in the page around it.
    mutating func set(_ key: String, _ value: String?) {
        self[key] = value ?? ""
        self["has_" + key] = !(value ?? "").isEmpty
    }

    /// Sets a list and the flag `has_KEY`.
    mutating func set(_ key: String, list: [Fields]) {
        self[key] = list
        self["has_" + key] = !list.isEmpty
    }
}
