public import Domain
internal import Foundation

/// A knowledge article as its author wrote it, before redaction.
public struct KnowledgeArticle: Sendable, Hashable {
    public let id: ArticleID
    public let title: String
    /// Markdown. A first heading that is the title is not repeated here.
    public let body: String
    /// Trimmed, unique, sorted.
    public let labels: [String]
    public let product: String?
    public let updated: Instant?

    public init(
        id: ArticleID, title: String, body: String, labels: [String] = [], product: String? = nil,
        updated: Instant? = nil
    ) {
        self.id = id
        self.title = title
        self.body = body
        self.labels = labels
        self.product = product
        self.updated = updated
    }
}

/// The articles of a tenant, and what was wrong with those that are missing.
public struct KnowledgeReading: Sendable {
    /// In order of id.
    public let articles: [KnowledgeArticle]
    public let diagnostics: [Diagnostic]
}

/// Reads `knowledge/*.md`.
public enum KnowledgeReader {
    /// Reads every article of a tenant. An article that cannot be read is left out and diagnosed.
    ///
    /// - Parameter calendar: whose clocks a date without an offset is meant by.
    public static func read(_ tenant: TenantWorkspace, calendar: TenantCalendar = .utc) -> KnowledgeReading {
        var articles: [KnowledgeArticle] = []
        let files = TenantFiles(tenant: tenant, folder: "knowledge", suffix: ".md", what: "an article")
        let diagnostics = files.read { stem, text, file throws(CasebookError) in
            guard let id = ArticleID(stem) else { throw files.badName(file) }
            articles.append(try article(id: id, text: text, file: file, calendar: calendar))
        }
        return KnowledgeReading(articles: articles.sorted { $0.id < $1.id }, diagnostics: diagnostics)
    }

    private static func article(
        id: ArticleID, text: String, file: String, calendar: TenantCalendar
    ) throws(CasebookError) -> KnowledgeArticle {
        let document = try MarkdownDocument(text, file: file)
        let node = try YAMLReader(file: file).read(document.frontMatter)
        let matter = try FrontMatter.schema.read(node, file: file, environment: nil)
        let heading = document.firstHeading
        guard let title = matter.title ?? heading?.text else {
            throw CasebookError(
                .badConfiguration, code: "missing_key", file: file, line: 1, "the article has no title",
                remedy: "begin it with a heading (\"# Title\"), or with front matter that has \"title: …\"")
        }
        let labels = Set(matter.labels.map(\.trimmedWhitespace))
        return KnowledgeArticle(
            id: id, title: title.collapsedWhitespace,
            body: heading?.text.collapsedWhitespace == title.collapsedWhitespace
                ? document.bodyWithoutLeadingHeading : document.body,
            labels: labels.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) },
            product: matter.product?.trimmedWhitespace,
            updated: matter.updated.flatMap { WrittenDate($0) }?.instant(in: calendar))
    }
}

/// What may stand between the `---` lines of an article.
struct FrontMatter: Sendable {
    var title: String?
    var labels: [String] = []
    var product: String?
    var updated: String?

    static let schema = Schema(
        "Front matter of a knowledge article", blank: FrontMatter(),
        [
            Field(
                "title", \.title, ValueType<String>.text(.filled).optional,
                "The article's title; its first heading unless given."),
            Field("labels", \.labels, .list(.text(.filled)), "Words to find it by."),
            Field("product", \.product, ValueType<String>.text(.filled).optional, "The product it is about."),
            Field(
                "updated", \.updated, ValueType<String>.text(.date).optional,
                "The day, or the moment, its content was last right: 2026-05-30."),
        ])
}
