import Domain
import Redaction

/// Makes the published form of knowledge articles: what a tenant writes is redacted like a ticket.
struct KnowledgeStage {
    let redactor: Redactor

    func articles(_ raw: [RawArticle]) -> [Article] {
        raw.sorted { $0.id < $1.id }.map { article in
            Article(
                id: article.id, title: redactor.redact(text: article.title).text.display,
                body: redactor.redact(text: article.body).text, labels: article.labels, product: article.product,
                updated: article.updated)
        }
    }
}
