import Domain

extension BookSite {
    /// The runs before the last that the page lists.
    private static let earlierLimit = 20

    /// What the last run changed, and the runs before it in short.
    func changesPage() -> Page {
        let latest = latestEvents()
        var fields: Fields = ["run": String(latest.last?.run ?? book.facts.run)]
        set("asOf", latest.last?.asOf ?? book.asOf, in: &fields)
        let order: [BookEvent.Kind] = [
            .accepted, .approved, .stale, .ended, .born, .merged, .split, .retired, .grew, .text, .signer,
            .expired, .erased,
        ]
        fields.set(
            "kinds",
            list: order.compactMap { kind in
                let events = latest.filter { $0.kind == kind }
                guard !events.isEmpty else { return nil }
                var group: Fields = [
                    "groupLabel": Self.heading(kind), "groupCount": Figures.grouped(events.count),
                    "kind": kind.rawValue,
                ]
                group.set("events", list: events.map(eventFields))
                return group
            })
        fields.set("earlier", list: earlierRuns())
        return Page(folder: "changes/", template: "changes", title: "Changes", section: .changes, fields: fields)
    }

    private static func heading(_ kind: BookEvent.Kind) -> String {
        switch kind {
        case .born: "New clusters"
        case .grew: "Clusters that went on"
        case .merged: "Merged clusters"
        case .split: "Split clusters"
        case .retired: "Retired clusters"
        case .text: "New texts"
        case .accepted: "Signed reviews"
        case .approved: "Approved texts"
        case .stale: "Approved texts that became stale"
        case .ended: "Approvals that ended"
        case .signer: "Who may sign"
        case .expired: "What was too old to be kept"
        case .erased: "Tickets erased on request"
        }
    }

    private func earlierRuns() -> [Fields] {
        runs().dropFirst().prefix(Self.earlierLimit).map { run in
            var fields: Fields = ["run": String(run.number), "summary": Self.summary(run.events)]
            set("asOf", run.asOf, in: &fields)
            return fields
        }
    }

    /// Runs that changed something, newest first.
    func runs() -> [(number: Int, asOf: Instant?, events: [BookEvent])] {
        var runs: [(number: Int, asOf: Instant?, events: [BookEvent])] = []
        for event in book.history.reversed() {
            if runs.last?.number == event.run {
                runs[runs.count - 1].events.append(event)
            } else {
                runs.append((event.run, event.asOf, [event]))
            }
        }
        return runs.map { ($0.number, $0.asOf, $0.events.reversed()) }
    }

    /// `3 born, 1 merged, 4 texts`.
    static func summary(_ events: [BookEvent]) -> String {
        let words: [(BookEvent.Kind, String, String)] = [
            (.born, "new cluster", "new clusters"), (.merged, "merger", "mergers"), (.split, "split", "splits"),
            (.retired, "cluster retired", "clusters retired"), (.grew, "cluster renewed", "clusters renewed"),
            (.text, "new text", "new texts"), (.accepted, "signed review", "signed reviews"),
            (.approved, "text approved", "texts approved"), (.stale, "text stale", "texts stale"),
            (.ended, "approval ended", "approvals ended"), (.signer, "key changed", "keys changed"),
            (.expired, "retention", "retentions"), (.erased, "erasure", "erasures"),
        ]
        return words.compactMap { kind, one, many in
            let count = events.count { $0.kind == kind }
            return count == 0 ? nil : Figures.count(count, one, many)
        }.joined(separator: ", ")
    }
}
