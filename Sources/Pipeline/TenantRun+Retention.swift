public import Domain
import Ledger
import Redaction

/// What a tenant's retention rules take away.
public struct RetentionReport: Sendable, Hashable {
    /// Kept copies of exports that are too old.
    public let files: Int
    /// Tickets that are too old, and their rows in the database.
    public let tickets: Int
    public let rows: Int

    public var isEmpty: Bool { files == 0 && rows == 0 }
}

/// Whose tickets, or which, are to be erased.
public struct ErasureRequest: Sendable, Hashable {
    public let tickets: [TicketID]
    /// People as the exports' fields have them, or their tokens.
    public let requesters: [String]
    /// Whether the key of earlier erasures is lost: their marks are given up for those of this one.
    public let replacesLostKey: Bool

    public init(tickets: [TicketID], requesters: [String], replacesLostKey: Bool = false) {
        self.tickets = tickets
        self.requesters = requesters
        self.replacesLostKey = replacesLostKey
    }
}

/// What an erasure takes away.
public struct ErasureReport: Sendable, Hashable {
    /// Tickets in the database.
    public let tickets: Int
    /// Their rows, older versions too.
    public let rows: Int
    /// Kept copies of exports that hold them, or may.
    public let files: Int
    /// Whether the ledger has all of it already.
    public let isKnown: Bool
}

extension TenantRun {
    /// Applies the retention rules to what is stored, or says what they would take.
    public func retain(apply: Bool) async throws -> RetentionReport {
        let ledger = try readLedger(try effects.ledger.load())
        let now = effects.clock.now()
        let uploads = UploadAging(plan: plan, ledger: ledger.state, now: now)
        let copies = try await uploads.past(in: effects.uploads)
        let rows = try await effects.store.rows()
        let aging = TicketAging(
            plan: plan, ledger: ledger.state, newest: rows.compactMap(\.ticket.newest).max(), now: now)
        let past = rows.filter(aging.isPast)
        let staying = rows.filter { !aging.isPast($0) }
        let stayingIDs = Set(staying.map(\.ticket.id))
        func report(files: Int) -> RetentionReport {
            RetentionReport(
                files: files, tickets: Set(past.map(\.ticket.id)).subtracting(stayingIDs).count, rows: past.count)
        }
        guard apply else { return report(files: copies.count) }
        // Nothing brings back what goes from here on: another that works on the tenant may need it.
        try await effects.alone()
        try await effects.uploads?.removeDrafts()
        let deletion = try await UploadDeletion(of: uploads, from: effects.uploads)
        try await record(
            [uploads.fact(deletion.gone), aging.fact(past: past, staying: stayingIDs)].compactMap { $0 }, in: ledger)
        await deletion.settle()
        try await TicketPurge(effects)
            .expire(past, keeping: Set(staying.flatMap(\.textDigests)))
        if let failure = deletion.failure { throw failure }
        return report(files: deletion.gone.count)
    }

    /// Erases tickets from all that is stored, or says what would go. The ledger learns of it first, so that a killed
    /// erasure is completed by the next run.
    ///
    /// The published site has them until the next build.
    public func erase(_ request: ErasureRequest, apply: Bool) async throws -> ErasureReport {
        let ledger = try readLedger(try effects.ledger.load())
        let redactor = redactor
        let tokens = Set(request.requesters.compactMap(redactor.personToken))
        let rows = try await effects.store.rows()
        let wanted = Set(request.tickets)
        let ids = Set(
            rows.filter { row in
                wanted.contains(row.ticket.id) || row.ticket.requesterToken.map(tokens.contains) ?? false
            }.map(\.ticket.id))
        let marks = Set(tokens.map { redactor.erasureMark(requester: $0) })
            .union(wanted.union(ids).map { redactor.erasureMark(ticket: $0.slug) })
        var isKnown = false
        if !request.replacesLostKey {
            let known = try ErasureMarks(ledger.state, redactor: redactor)
            isKnown = marks.allSatisfy(known.contains)
        }
        let purge = TicketPurge(effects)
        let gone = rows.filter { ids.contains($0.ticket.id) }
        let files = try await purge.copies(holding: gone).count
        let report = ErasureReport(tickets: ids.count, rows: gone.count, files: files, isKnown: isKnown)
        guard apply else { return report }
        if !isKnown {
            let erasure = LedgerErasure(
                tickets: ids.count, files: files, key: redactor.erasureKey, marks: marks,
                replacesLostKey: request.replacesLostKey)
            try await record([.erased(erasure)], in: ledger)
        }
        try await effects.alone()
        try await purge.erase(ids, from: rows)
        // The next build fills it anew, without them.
        try await effects.vectors?.deleteAll()
        return report
    }

    /// Writes facts as a run of their own.
    private func record(_ facts: [LedgerFact], in ledger: Ledger) async throws {
        guard !facts.isEmpty else { return }
        let next = try ledger.appending(
            facts + [.run(numbers: [:])], asOf: ledger.state.asOf, at: effects.clock.now()
        ).ledger
        // Another that works on the tenant would have recorded something else.
        try await effects.alone()
        try effects.ledger.replace(with: next.bytes)
    }
}
