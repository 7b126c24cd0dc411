import Domain
import Ledger

/// Which kept copies of exports are older than they are kept.
struct UploadAging: Sendable {
    private let days: Int?
    private let ledger: LedgerState
    private let now: Instant

    init(plan: TenantPlan, ledger: LedgerState, now: Instant) {
        days = plan.retention.fileDays
        self.ledger = ledger
        self.now = now
    }

    private var span: Int64? { days.map { Int64($0) * 86_400 } }

    /// Copies that were recorded up to this moment are too old; `nil`: none is.
    var horizon: Instant? { span.map { Instant(seconds: now.seconds - $0) } }

    /// Whether the ledger has recorded an export.
    func isKnown(_ digest: ContentDigest) -> Bool { ledger.ingestedAt[digest] != nil }

    /// The last run that the ledger has.
    var run: Int { ledger.run }

    /// Whether a run after this one recorded that copies up to this moment went.
    func isRecorded(after run: Int, before: Instant) -> Bool { ledger.copiesGone[before].map { $0 > run } ?? false }

    /// Whether a copy's time is over. A copy that the ledger has not recorded yet is kept.
    func isPast(_ digest: ContentDigest) -> Bool {
        guard let horizon, let at = ledger.ingestedAt[digest] else { return false }
        return at <= horizon
    }

    /// The kept copies whose time is over; none while nothing can be deleted.
    func past(in uploads: (any UploadStorage)?) async throws -> [ContentDigest] {
        guard let uploads, uploads.isReachable else { return [] }
        return try await uploads.kept().filter(isPast)
    }

    /// The moment at which the next of these copies is too old.
    func next(_ kept: [ContentDigest]) -> Instant? {
        guard let span else { return nil }
        return kept.filter { !isPast($0) }.map { Instant(seconds: (ledger.ingestedAt[$0] ?? now).seconds + span) }.min()
    }

    /// What the ledger has to learn of these deletions.
    func fact(_ past: [ContentDigest]) -> LedgerFact? {
        guard let days, let horizon, !past.isEmpty else { return nil }
        return .retentionApplied(policy: .files, days: days, count: past.count, before: horizon)
    }
}
