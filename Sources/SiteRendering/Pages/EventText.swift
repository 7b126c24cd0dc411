import Domain

/// Events of the ledger as sentences.
extension BookSite {
    /// The events of the last run that changed something, in their order.
    func latestEvents() -> [BookEvent] {
        guard let run = book.history.last?.run else { return [] }
        return book.history.filter { $0.run == run }
    }

    /// `sentence`, the page it leads to, and the run it belongs to.
    func eventFields(_ event: BookEvent) -> Fields {
        var fields: Fields = [
            "kind": event.kind.rawValue, "kindLabel": Self.label(event.kind), "sentence": sentence(event),
            "run": String(event.run), "subject": subject(of: event), "subjectFolder": folder(of: event),
            "hasFolder": !folder(of: event).isEmpty,
        ]
        set("asOf", event.asOf, in: &fields)
        fields.set(
            "others",
            list: event.others.compactMap { id in
                exists(id) ? ["folder": SiteAddress.cluster(id), "title": name(id)] : nil
            })
        return fields
    }

    private func exists(_ id: ClusterID) -> Bool { clusters[id] != nil || book.ended.contains { $0.id == id } }

    private func name(_ id: ClusterID) -> String { clusters[id] == nil ? id.rawValue : title(of: id) }

    private func subject(of event: BookEvent) -> String {
        if let id = event.cluster { return name(id) }
        if let id = event.question {
            return book.assessments.first { $0.question.id == id }?.question.text ?? id.rawValue
        }
        return "The book"
    }

    private func folder(of event: BookEvent) -> String {
        if let id = event.cluster { return exists(id) ? SiteAddress.cluster(id) : "" }
        guard let id = event.question, book.assessments.contains(where: { $0.question.id == id }) else { return "" }
        return SiteAddress.assessment(id)
    }

    static func label(_ kind: BookEvent.Kind) -> String {
        switch kind {
        case .born: "New cluster"
        case .grew: "Grown"
        case .merged: "Merged"
        case .split: "Split"
        case .retired: "Retired"
        case .text: "New text"
        case .accepted: "Review"
        case .approved: "Approved"
        case .stale: "Stale"
        case .ended: "Approval ended"
        case .signer: "Signer"
        case .expired: "Retention"
        case .erased: "Erasure"
        }
    }

    /// What happened, in words and numbers.
    private func sentence(_ event: BookEvent) -> String {
        let said =
            switch event.kind {
            case .born: "Found as a problem of its own"
            case .grew: "Went on with its tickets renewed"
            case .merged: event.others.isEmpty ? "Merged into another cluster" : "Merged"
            case .split: "Split off"
            case .retired: "No longer found among the tickets"
            case .text: event.question == nil ? "Its resolution changed" : "Its answer changed"
            case .accepted: "\(event.actor ?? "Somebody") \(ReviewWords.said(event.word ?? ""))"
            case .approved: "Its text was approved by \(event.actor ?? "a signer") and is frozen"
            case .stale: "Its approved text no longer fits: \(ReviewWords.stale(event.word ?? ""))"
            case .signer: "A key of \(event.actor ?? "somebody") was \(event.word ?? "changed")"
            case .ended: "The approval by \(event.actor ?? "a signer") ended: \(ReviewWords.end(event.word ?? ""))"
            case .expired:
                event.word == "tickets.retention_days"
                    ? "Tickets left the book because of their age"
                    : "Copies of exports were deleted because of their age"
            case .erased: "Tickets were erased on request"
            }
        let numbers = event.numbers.sorted { $0.key < $1.key }.map { key, value in
            "\(key.replacing("_", with: " ")): \(Figures.grouped(value))"
        }
        return numbers.isEmpty ? said + "." : "\(said) (\(numbers.joined(separator: ", ")))."
    }
}
