import Domain

/// Guesses which column holds what, by name first and by content where names say nothing.
struct MappingProposer {
    private let columns: [String]
    /// Cells by column of a few rows; may be empty.
    private let samples: [[String]]
    private let dateOrders: [Int: DateOrderEvidence]
    private let candidates: [[ColumnKey]]
    private let tracker: Tracker?
    private var used: Set<String> = []

    private init(columns: [String], samples: [[String]], dateOrders: [Int: DateOrderEvidence]) {
        self.columns = columns
        self.samples = samples
        self.dateOrders = dateOrders
        candidates = columns.map(ColumnKey.all)
        tracker = Tracker.recognise(columns)
    }

    /// Whether a header names an id and a text; cells are not looked at.
    static func isHeader(_ columns: [String]) -> Bool {
        var proposer = MappingProposer(columns: columns, samples: [], dateOrders: [:])
        guard proposer.take(.id) != nil else { return false }
        return proposer.take(.subject) != nil || proposer.take(.body) != nil
    }

    /// The proposal, or `nil` when no id, or neither subject nor body, can be found.
    static func propose(
        columns: [String], samples: [[String]] = [], dateOrders: [Int: DateOrderEvidence] = [:]
    ) -> (mapping: ColumnMapping, unused: [String], dateReason: String?)? {
        var proposer = MappingProposer(columns: columns, samples: samples, dateOrders: dateOrders)
        return proposer.propose()
    }

    private mutating func propose() -> (mapping: ColumnMapping, unused: [String], dateReason: String?)? {
        var mapping = ColumnMapping(tracker: tracker)
        mapping.id = take(.id) ?? takeIDByContent()
        mapping.subject = take(.subject)
        if let body = take(.body) ?? takeTextByContent(beyond: mapping.subject) { mapping.bodies = [body] }
        guard mapping.id != nil, mapping.subject != nil || !mapping.bodies.isEmpty else { return nil }
        for alias in HeaderVocabulary.furtherBodies {
            if let column = take([alias]) { mapping.bodies.append(column) }
        }
        mapping.created = take(.created)
        mapping.resolved = take(.resolved)
        mapping.updated = take(.updated)
        mapping.status = take(.status)
        mapping.priority = take(.priority)
        mapping.product = take(.product)
        mapping.requester = take(.requester)
        mapping.assignee = take(.assignee)
        mapping.resolution = take(.resolution)
        mapping.labels = take(.labels).map { [$0] } ?? []
        for field in HeaderVocabulary.furtherFields {
            if let column = take(field.aliases) { mapping.fields[field.name] = column }
        }
        let order = dateOrder(of: mapping)
        mapping.dateOrder = order?.order
        var seen: Set<String> = []
        let unused = columns.filter { !used.contains($0) && seen.insert($0).inserted }
        return (mapping, unused, order?.reason)
    }

    // MARK: - By name

    private mutating func take(_ field: TicketField) -> String? { take(field.aliases, field: field) }

    /// The best column among those that go by one of the names, marked as used.
    private mutating func take(_ aliases: [String], field: TicketField? = nil) -> String? {
        var best: (column: Int, cost: Int)?
        for (column, keys) in candidates.enumerated() where !used.contains(columns[column]) {
            for key in keys {
                guard let rank = aliases.firstIndex(of: key.text) else { continue }
                guard let doubt = doubt(column, field: field) else { continue }
                let cost = rank + key.cost + doubt
                if best.map({ cost < $0.cost }) ?? true { best = (column, cost) }
            }
        }
        guard let best else { return nil }
        used.insert(columns[best.column])
        return columns[best.column]
    }

    /// What speaks against a column that has the right name: `nil` when its cells cannot be what is looked for.
    private func doubt(_ column: Int, field: TicketField?) -> Int? {
        guard !samples.isEmpty else { return 0 }
        let cells = samples.map { $0[column] }.filter { !EmptyWords.isEmpty(Array($0.utf8)[...]) }
        if cells.isEmpty { return 1_000 }
        switch field {
        case .id?:
            if cells.contains(where: { $0.utf8.count > 200 }) { return nil }
            let distinct = Set(cells).count
            return distinct * 10 < cells.count * 9 || cells.count * 2 < samples.count ? 500 : 0
        case .created?, .updated?, .resolved?:
            var reader = DateReader(order: nil, calendar: .utc)
            let readable = cells.count { reader.read(Array($0.utf8)[...]) != .unreadable }
            return readable * 2 >= cells.count ? 0 : nil
        case .status?, .priority?, .product?, .requester?, .assignee?:
            // Prose is none of these.
            return cells.contains { $0.utf8.count > 300 } ? nil : 0
        default: return 0
        }
    }

    // MARK: - By content

    /// A column whose name has a word of an id, and whose cells are short, filled and different.
    private mutating func takeIDByContent() -> String? {
        let words: Set<String> = [
            "id", "key", "number", "no", "nr", "num", "ref", "reference", "ticket", "case", "code",
        ]
        guard samples.count >= 3 else { return nil }
        for (column, name) in columns.enumerated() where !used.contains(name) {
            let parts = ColumnNames.normalised(name).split(separator: " ").map(String.init)
            guard parts.contains(where: words.contains) else { continue }
            let cells = samples.map { $0[column] }
            let isCode = cells.allSatisfy { (1...60).contains($0.utf8.count) && $0.utf8.contains { 0x30...0x39 ~= $0 } }
            guard isCode, Set(cells).count == cells.count else { continue }
            used.insert(name)
            return name
        }
        return nil
    }

    /// The column with the longest texts, if they are prose; beside a subject they must be longer than it.
    private mutating func takeTextByContent(beyond subject: String?) -> String? {
        guard samples.count >= 3 else { return nil }
        func meanLength(_ column: Int) -> Int { samples.reduce(0) { $0 + $1[column].utf8.count } / samples.count }
        let floor = subject.flatMap { columns.firstIndex(of: $0) }.map { meanLength($0) * 2 } ?? 0
        var best: (column: Int, length: Int)?
        for column in columns.indices where !used.contains(columns[column]) {
            let length = meanLength(column)
            let words = samples.reduce(0) { $0 + $1[column].utf8.count { $0 == 0x20 } } / samples.count
            guard length >= max(40, floor), words >= 5, length > best?.length ?? 0 else { continue }
            best = (column, length)
        }
        guard let best else { return nil }
        used.insert(columns[best.column])
        return columns[best.column]
    }

    /// The order that all date columns share: one program wrote them.
    private func dateOrder(of mapping: ColumnMapping) -> (order: DateOrder, reason: String)? {
        let names = Set([mapping.created, mapping.updated, mapping.resolved].compactMap { $0 })
        var evidence = DateOrderEvidence()
        for (column, found) in dateOrders where names.contains(columns[column]) { evidence.add(found) }
        return evidence.verdict
    }
}

/// A name that a column goes by, and how much less telling it is than the column's own.
struct ColumnKey {
    let text: String
    let cost: Int

    /// The column's name; of a path of JSON keys also the name without the objects that only wrap it.
    static func all(_ column: String) -> [ColumnKey] {
        let whole = ColumnNames.normalised(column)
        var parts = column.split(separator: ".").map { ColumnNames.normalised(String($0)) }.filter { !$0.isEmpty }
        guard parts.count > 1 else { return [ColumnKey(text: whole, cost: 0)] }
        // `resolution.description` is the description of a word, not of this ticket's resolution.
        let nested = 60
        var keys = [ColumnKey(text: whole, cost: nested)]
        var cost = 0
        while parts.count > 1, HeaderVocabulary.wrappers.contains(parts[0]) {
            parts.removeFirst()
            cost += 1
            keys.append(ColumnKey(text: parts.joined(separator: " "), cost: parts.count > 1 ? nested + cost : cost))
        }
        if parts.count > 1, let last = parts.last, let rank = HeaderVocabulary.valueMembers.firstIndex(of: last) {
            parts.removeLast()
            keys.append(ColumnKey(text: parts.joined(separator: " "), cost: 40 + cost + rank))
        }
        // The text of a document in Jira's format hangs below its field.
        if let document = ColumnRoles.documentRoot(of: column), document != column {
            keys += all(document).map { ColumnKey(text: $0.text, cost: $0.cost + nested) }
        }
        return keys
    }
}
