import Domain

/// The data that the search page reads. A page opened from `file://` may not fetch, so the data is a script
/// that hands one value to a global function.
extension BookSite {
    private static let textLimit = 200

    var searchDocumentCount: Int {
        book.clusters.count + book.assessments.count + book.articles.count + book.tickets.count
    }

    /// `CasebookSearch.load({…})`: column names, then one array for each document: address relative to the site's
    /// root, kind, title, text, product, state, day. Clusters first, then questions, articles and tickets.
    func searchScript() -> String {
        var output = "CasebookSearch.load({\"v\":1,\"columns\":"
        output += #"["url","kind","title","text","product","state","date"],"rows":["#
        var isFirst = true
        func add(_ cells: [String]) {
            output += isFirst ? "\n" : ",\n"
            isFirst = false
            output += JSONValue.array(cells.map { .string($0) }).canonicalText
        }
        for cluster in book.clusters { add(document(cluster)) }
        for assessment in book.assessments { add(document(assessment)) }
        for article in book.articles {
            add([
                SiteAddress.article(article.id) + "index.html", "article", article.title,
                Excerpt.of(article.body.display, limit: Self.textLimit), article.product ?? "", "",
                day(article.updated),
            ])
        }
        for ticket in book.tickets {
            add([
                folder(of: ticket.id) + "index.html", "ticket",
                "\(ticket.id.rawValue) \(subject(of: ticket.id))",
                Excerpt.of(ticket.body.display, limit: Self.textLimit), ticket.product?.display ?? "",
                ticket.state.rawValue, day(ticket.created),
            ])
        }
        return output + "\n]});\n"
    }

    private func document(_ cluster: Cluster) -> [String] {
        let text = texts[SiteAddress.resolution(cluster.id)]?.parts.first?.claims.first?.text ?? ""
        let phrases = cluster.keywords.map(\.phrase).joined(separator: ", ")
        return [
            SiteAddress.cluster(cluster.id) + "index.html", "cluster", title(of: cluster.id),
            Excerpt.of(phrases + (text.isEmpty ? "" : ". " + text), limit: Self.textLimit), "", "", "",
        ]
    }

    private func document(_ assessment: Assessment) -> [String] {
        let answer = texts[SiteAddress.answer(assessment.question.id)]?.parts.first?.claims.first?.text ?? ""
        return [
            SiteAddress.assessment(assessment.question.id) + "index.html", "assessment", assessment.question.text,
            Excerpt.of(answer, limit: Self.textLimit), assessment.question.product ?? "", "", "",
        ]
    }

    private func day(_ instant: Instant?) -> String { instant.map { calendar.date(of: $0).description } ?? "" }
}
