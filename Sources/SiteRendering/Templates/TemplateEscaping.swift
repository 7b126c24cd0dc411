import Mustache

/// Escapes what HTML and XML templates print.
///
/// swift-mustache has a type of this kind, but it looks at Swift characters and so lets a `<` through that a
/// combining mark follows or a prepending mark precedes.
struct SafeHTMLContent: MustacheContentType {
    func escapeText(_ text: String) -> String { HTMLText.escape(text) }
}

/// Escapes what Markdown templates print.
struct SafeMarkdownContent: MustacheContentType {
    func escapeText(_ text: String) -> String { MarkdownText.escape(text) }
}

/// How a template's values are escaped, by the name of its file.
enum TemplateEscaping {
    /// The library keeps content types in one table for the process; these entries never change.
    private static let registered: Void = {
        MustacheContentTypes.register(SafeHTMLContent(), named: "CASEBOOK_HTML")
        MustacheContentTypes.register(SafeMarkdownContent(), named: "CASEBOOK_MARKDOWN")
    }()

    /// The template with its escaping set first: partials fall back to the library's own escaping otherwise.
    static func prefixed(_ text: String, file: String) -> String {
        _ = registered
        let name = file.hasSuffix(".md.mustache") ? "CASEBOOK_MARKDOWN" : "CASEBOOK_HTML"
        return "{{% CONTENT_TYPE:\(name) }}\n" + text
    }
}
