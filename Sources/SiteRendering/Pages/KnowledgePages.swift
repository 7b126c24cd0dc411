import Domain

extension BookSite {
    /// The tenant's own articles.
    func knowledgeListPage() -> Page {
        var fields: Fields = ["articleCount": Figures.count(book.articles.count, "article")]
        fields.set("articles", list: book.articles.map(articleRow))
        return Page(
            folder: "knowledge/", template: "knowledge", title: "Knowledge base", section: .knowledge, fields: fields)
    }

    /// One article, and the texts that rest on it.
    func articlePage(_ article: Article) -> Page {
        var fields = articleRow(article)
        let (title, body) = SafeMarkdown.splitTitle(article.body.display)
        // The title of the front matter stands on the page already; a different heading is the author's own.
        let isRepeated = title?.collapsedWhitespace == article.title.collapsedWhitespace
        let markdown = isRepeated ? body : article.body.display
        let known = Set(book.articles.map(\.id.rawValue))
        func options(_ suffix: String) -> SafeMarkdown.Options {
            SafeMarkdown.Options(headingShift: 1, headingIDs: true) { link in
                LocalLink.page(link, known: known, suffix: suffix, up: "../")
            }
        }
        fields["html"] = SafeMarkdown.html(markdown, options: options("index.html"))
        fields["markdown"] = MarkdownTwin.text(markdown, options: options("index.md"))
        fields.set(
            "citers",
            list: (citedBy[.article(article.id)] ?? []).map { ["citer": $0.title, "citerFolder": $0.folder] })
        return Page(
            folder: SiteAddress.article(article.id), template: "article", title: article.title, section: .knowledge,
            trail: [("Knowledge base", "knowledge/")], fields: fields)
    }

    private func articleRow(_ article: Article) -> Fields {
        var fields: Fields = [
            "folder": SiteAddress.article(article.id), "id": article.id.rawValue, "articleTitle": article.title,
            "citedCount": Figures.count(citedBy[.article(article.id)]?.count ?? 0, "text"),
        ]
        fields.set("product", article.product)
        set("updated", article.updated, in: &fields)
        fields.set("labels", list: article.labels.map { ["label": $0] })
        setProvenance(article.provenance, in: &fields)
        return fields
    }

    /// Who signed an approved text or a correction.
    private func setProvenance(_ provenance: Provenance?, in fields: inout Fields) {
        fields.set("signedBy", provenance?.signer)
        fields["provenanceTitle"] = provenance.map { $0.kind == .approved ? "Approved text" : "Correction" } ?? ""
        fields["reviewFile"] = provenance?.file ?? ""
        fields["provenanceDigest"] = provenance?.digest.hex ?? ""
        set("signed", provenance?.signedAt, in: &fields)
        var about: (name: String, folder: String)?
        if let id = provenance?.cluster, clusters[id] != nil { about = (title(of: id), SiteAddress.cluster(id)) }
        if let id = provenance?.question, let asked = book.assessments.first(where: { $0.question.id == id }) {
            about = (asked.question.text, SiteAddress.assessment(id))
        }
        fields.set("about", about?.name)
        fields["aboutFolder"] = about?.folder ?? ""
    }
}
