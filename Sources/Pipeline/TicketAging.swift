import Domain
import Ledger

/// Which rows are older than a tenant keeps tickets.
struct TicketAging: Sendable {
    /// Rows whose newest date is not after this are too old; `nil`: none is.
    let horizon: Instant?
    /// The horizon as the ledger has it: what lies before it is known to have gone.
    let known: Instant?
    let days: Int?

    /// The horizon never goes back: what has gone stays away, though the setting or the as-of moment changes.
    ///
    /// - Parameter now: a date in the future, as a slip of the keyboard makes it, must not drive all else out.
    init(plan: TenantPlan, ledger: LedgerState, newest: Instant?, now: Instant) {
        known = ledger.ticketHorizon
        days = plan.retention.ticketDays
        var horizon = known
        if let days, let asOf = plan.asOf ?? newest {
            let own = Instant(seconds: min(asOf, now).seconds - Int64(days) * 86_400)
            horizon = max(horizon ?? own, own)
        }
        self.horizon = horizon
    }

    /// Whether a row is too old. One without any date is not.
    func isPast(_ row: StoredRow) -> Bool {
        guard let horizon, let newest = row.ticket.newest else { return false }
        return newest <= horizon
    }

    /// What the ledger has to learn, if rows are too old that it does not know of.
    ///
    /// - Parameters:
    ///   - past: the rows that are too old.
    ///   - staying: tickets that have a newer row.
    func fact(past: [StoredRow], staying: Set<TicketID>) -> LedgerFact? {
        guard let days, let horizon else { return nil }
        let new = past.filter { row in known.map { (row.ticket.newest ?? $0) > $0 } ?? true }
        guard !new.isEmpty else { return nil }
        let tickets = Set(new.map(\.ticket.id)).subtracting(staying)
        return .retentionApplied(policy: .tickets, days: days, count: tickets.count, before: horizon)
    }
}
