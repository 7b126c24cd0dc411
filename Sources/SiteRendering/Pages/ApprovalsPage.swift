import Domain

extension BookSite {
    /// Feedback that the page lists; all of it counts.
    private static let feedbackLimit = 300

    /// The texts that wait for a person, what people decided, what was refused, and who may decide.
    func approvalsPage() -> Page {
        let paths = publishedPaths()
        let rows = Dictionary(grouping: paths) { state(of: $0) }
        func list(_ state: TextReview.State) -> [Fields] { (rows[state] ?? []).compactMap(textRow) }
        let waiting = (rows[.waiting] ?? []).map { (path: $0, run: publication(of: $0)?.run ?? 0) }
            .enumerated().sorted { ($0.element.run, $0.offset) < ($1.element.run, $1.offset) }
            .compactMap { textRow($0.element.path) }
        var fields: Fields = ["waitingCount": Figures.count(waiting.count, "text")]
        fields.set("waiting", list: waiting)
        fields.set("approved", list: list(.approved))
        fields.set("stale", list: list(.stale))
        fields.set("rejected", list: list(.rejected))
        fields.set("expired", list: list(.expired))
        fields["approvedCount"] = String(rows[.approved]?.count ?? 0)
        fields["staleCount"] = String(rows[.stale]?.count ?? 0)
        fields["rejectedCount"] = String(rows[.rejected]?.count ?? 0)
        fields["expiredCount"] = String(rows[.expired]?.count ?? 0)
        let refused = book.reviews.refused.filter { !$0.isLapsed }
        fields["refusedCount"] = String(refused.count)
        fields.set("refused", list: refused.map(Self.refusalRow))
        fields.set("lapsed", list: book.reviews.refused.filter(\.isLapsed).map(Self.refusalRow))
        // What could not be honoured is never cut off.
        let told = book.reviews.feedback.enumerated().filter {
            $0.offset < Self.feedbackLimit || $0.element.obstacle != nil
        }
        fields.set("feedback", list: told.prefix(Self.feedbackLimit * 2).map { feedbackRow($0.element) })
        let more = book.reviews.feedback.count - min(told.count, Self.feedbackLimit * 2)
        fields.set("moreFeedback", more > 0 ? "\(Figures.grouped(more)) older ones count, too." : nil)
        fields.set("people", list: book.reviews.people.map(personRow))
        return Page(
            folder: "approvals/", template: "approvals", title: "Approvals", section: .approvals, fields: fields)
    }

    /// Paths of the published texts: resolutions in order of clusters, then answers in order of questions.
    func publishedPaths() -> [String] {
        (book.clusters.map { SiteAddress.resolution($0.id) }
            + book.assessments.map { SiteAddress.answer($0.question.id) }).filter { texts[$0] != nil }
    }

    // MARK: Rows

    private func textRow(_ path: String) -> Fields? {
        guard let text = texts[path] else { return nil }
        var fields: Fields = [
            "textTitle": title(of: text), "folder": text.folder, "path": path,
            "generation": String(book.generations[path] ?? 1), "sha256": ContentDigest.of(text.bytes).hex,
            "shortDigest": String(ContentDigest.of(text.bytes).hex.prefix(12)),
            "changed": changed(text, path: path),
        ]
        let published = publication(of: path)
        set("since", published?.asOf, in: &fields)
        fields["sinceRun"] = published.map { String($0.run) } ?? ""
        fields["sinceValue"] = published.map { String($0.run) } ?? "0"
        if case .resolution(let id) = text.subject {
            fields["kind"] = "Resolution"
            fields["weight"] = Figures.count(clusters[id]?.members.count ?? 0, "ticket")
            fields["weightValue"] = String(clusters[id]?.members.count ?? 0)
            fields["historyFolder"] = SiteAddress.history(id)
            fields["hasHistory"] = true
        } else {
            fields["kind"] = "Answer"
            fields["weight"] = Figures.count(text.sheet.evidence.count, "source")
            fields["weightValue"] = "0"
            fields["historyFolder"] = ""
            fields["hasHistory"] = false
        }
        setReview(path, in: &fields)
        return fields
    }

    private func title(of text: PublishedText) -> String {
        if case .resolution(let id) = text.subject { title(of: id) } else { text.title }
    }

    /// The run that published the present version of a text.
    private func publication(of path: String) -> BookEvent? {
        events(of: path).last { $0.kind == .text }
    }

    private func events(of path: String) -> [BookEvent] {
        switch texts[path]?.subject {
        case .resolution(let id): eventsOf[.cluster(id)] ?? []
        case .answer(let id): eventsOf[.question(id)] ?? []
        case nil: []
        }
    }

    /// What happened to a text's cluster since the text was written, and which version was approved before it.
    private func changed(_ text: PublishedText, path: String) -> String {
        var sentences: [String] = []
        if case .resolution(let id) = text.subject, let written = publication(of: path) {
            let sizes = events(of: path).filter { $0.run <= written.run }.compactMap { $0.numbers["tickets"] }
            let now = clusters[id]?.members.count ?? 0
            if let then = sizes.last, then != now {
                sentences.append("\(then) tickets when it was written, \(now) now.")
            }
        }
        let review = book.reviews.texts[path]
        let generation = book.generations[path] ?? 1
        if let before = review?.approved?.generation ?? review?.ended?.generation, before != generation {
            sentences.append(
                "Generation \(before) was approved; \(Figures.count(generation - before, "version")) since.")
        } else if generation == 1 {
            sentences.append("Its first version.")
        } else if review?.approved == nil {
            sentences.append("\(Figures.count(generation, "version")), none approved.")
        }
        return sentences.joined(separator: " ")
    }

    private static func refusalRow(_ refusal: RefusedReview) -> Fields {
        var fields: Fields = [
            "file": refusal.file, "code": refusal.code, "summary": refusal.summary, "remedy": refusal.remedy,
        ]
        fields.set("line", refusal.line.map(String.init))
        return fields
    }

    private func feedbackRow(_ given: GivenFeedback) -> Fields {
        var fields = voiceFields(given.voice)
        fields["said"] = ReviewWords.said(given.kind)
        fields.set("word", given.word)
        fields.set("obstacle", given.obstacle)
        var subject: (name: String, folder: String)?
        if let id = given.cluster { subject = clusterReference(id) }
        if let id = given.question {
            let asked = book.assessments.first { $0.question.id == id }
            subject = (asked?.question.text ?? id.rawValue, asked == nil ? "" : SiteAddress.assessment(id))
        }
        fields["subject"] = subject?.name ?? ""
        fields["subjectFolder"] = subject?.folder ?? ""
        fields["hasSubjectPage"] = subject?.folder.isEmpty == false
        let other = given.other.map(clusterReference)
        fields.set("other", other?.name)
        fields["otherFolder"] = other?.folder ?? ""
        fields["hasOtherPage"] = other?.folder.isEmpty == false
        let shown = given.tickets.prefix(8).map(\.rawValue).joined(separator: ", ")
        fields.set("tickets", given.tickets.count > 8 ? "\(shown) and \(given.tickets.count - 8) more" : shown)
        return fields
    }

    /// The name of a cluster, and its page while it has one.
    private func clusterReference(_ id: ClusterID) -> (name: String, folder: String) {
        if clusters[id] != nil { return (title(of: id), SiteAddress.cluster(id)) }
        return (id.rawValue, book.ended.contains { $0.id == id } ? SiteAddress.cluster(id) : "")
    }

    private func personRow(_ person: ReviewPerson) -> Fields {
        var fields: Fields = ["person": person.name]
        fields.set("may", Self.duties(person.roles))
        fields.set(
            "keys",
            list: person.keys.map { key in
                var row: Fields = ["fingerprint": key.fingerprint, "isRevoked": key.isRevoked]
                row["families"] = key.families.isEmpty ? "nothing here" : key.families.joined(separator: " and ")
                set("after", key.validAfter, in: &row)
                set("before", key.validBefore, in: &row)
                return row
            })
        return fields
    }

    private static func duties(_ roles: [String]) -> String {
        roles.map { role in
            switch role {
            case "po": "approves texts"
            case "sme": "gives feedback"
            case "analyst": "asks questions"
            case "admin": "changes signers and configuration"
            default: role
            }
        }.joined(separator: ", ")
    }
}
