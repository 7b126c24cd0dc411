import Domain

extension BookSite {
    /// The texts that wait for a person, and what people decided.
    func approvalsPage() -> Page {
        let waiting = publishedPaths().compactMap { path -> Fields? in
            guard let text = texts[path] else { return nil }
            var fields: Fields = [
                "textTitle": title(of: text), "folder": text.folder, "path": path,
                "generation": String(book.generations[path] ?? 1), "sha256": ContentDigest.of(text.bytes).hex,
                "shortDigest": String(ContentDigest.of(text.bytes).hex.prefix(12)),
            ]
            if case .resolution(let id) = text.subject {
                fields["kind"] = "Resolution"
                fields["weight"] = Figures.count(clusters[id]?.members.count ?? 0, "ticket")
                fields["weightValue"] = String(clusters[id]?.members.count ?? 0)
            } else {
                fields["kind"] = "Answer"
                fields["weight"] = Figures.count(text.sheet.evidence.count, "source")
                fields["weightValue"] = "0"
            }
            return fields
        }
        var fields: Fields = ["waitingCount": Figures.count(waiting.count, "text")]
        fields.set("waiting", list: waiting)
        return Page(
            folder: "approvals/", template: "approvals", title: "Approvals", section: .approvals, fields: fields)
    }

    private func title(of text: PublishedText) -> String {
        if case .resolution(let id) = text.subject { title(of: id) } else { text.title }
    }

    /// Paths of the published texts: resolutions in order of clusters, then answers in order of questions.
    func publishedPaths() -> [String] {
        (book.clusters.map { SiteAddress.resolution($0.id) }
            + book.assessments.map { SiteAddress.answer($0.question.id) }).filter { texts[$0] != nil }
    }
}
