import Domain

extension BookSite {
    /// All standing questions, and the gaps that they show.
    func assessmentListPage() -> Page {
        let answered = book.assessments.count { texts[SiteAddress.answer($0.question.id)] != nil }
        var fields: Fields = [
            "questionCount": Figures.count(book.assessments.count, "question"),
            "answeredCount": Figures.grouped(answered),
            "abstainedCount": Figures.grouped(book.assessments.count - answered),
        ]
        fields.set(
            "questions",
            list: book.assessments.map { assessment in
                let text = texts[SiteAddress.answer(assessment.question.id)]
                var row: Fields = [
                    "folder": SiteAddress.assessment(assessment.question.id), "question": assessment.question.text,
                    "id": assessment.question.id.rawValue, "isAnswered": text != nil,
                    "evidenceCount": Figures.count(text?.sheet.evidence.count ?? 0, "source"),
                ]
                row.set("answer", (text?.parts.first?.claims.first?.text).map { Excerpt.of($0, limit: 220) })
                row.set("missing", missing(assessment))
                row.set("product", assessment.question.product)
                return row
            })
        fields.set("gaps", list: knowledgeGaps())
        return Page(
            folder: "assessments/", template: "assessments", title: "Assessments", section: .assessments,
            fields: fields)
    }

    /// One question with its answer or abstention, and what retrieval found.
    func assessmentPage(_ assessment: Assessment) -> Page {
        let question = assessment.question
        var fields: Fields = ["id": question.id.rawValue, "question": question.text]
        fields.set("context", question.context)
        fields.set("product", question.product)
        fields.set("missing", missing(assessment))
        setText(SiteAddress.answer(question.id), in: &fields)
        fields.set("events", list: (eventsOf[.question(question.id)] ?? []).reversed().map(eventFields))
        fields.set(
            "ranked",
            list: assessment.evidence.enumerated().compactMap { index, hit in
                rankedFields(hit, place: index + 1)
            })
        return Page(
            folder: SiteAddress.assessment(question.id), template: "assessment", title: question.text,
            section: .assessments, trail: [("Assessments", "assessments/")], fields: fields)
    }

    private func missing(_ assessment: Assessment) -> String? {
        if case .abstained(let missing) = assessment.outcome { missing } else { nil }
    }

    private func rankedFields(_ hit: RankedEvidence, place: Int) -> Fields? {
        var fields: Fields = ["place": String(place), "passage": Excerpt.of(hit.passage, limit: 400)]
        switch hit.evidence {
        case .ticket(let id):
            guard tickets[id] != nil else { return nil }
            fields["kind"] = "Ticket"
            fields["folder"] = folder(of: id)
            fields["name"] = id.rawValue
            fields["about"] = subject(of: id)
        case .article(let id):
            guard let article = articles[id] else { return nil }
            fields["kind"] = "Article"
            fields["folder"] = SiteAddress.article(id)
            fields["name"] = id.rawValue
            fields["about"] = article.title
        }
        return fields
    }
}
