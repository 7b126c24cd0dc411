import Domain
import Ledger

/// Which kept copies of exports are older than they are kept.
struct UploadAging: Sendable {
    private let days: Int?
    private let ingestedAt: [ContentDigest: Instant]
    private let now: Instant

    init(plan: TenantPlan, ledger: LedgerState, now: Instant) {
        days = plan.retention.fileDays
        ingestedAt = ledger.ingestedAt
        self.now = now
    }

    private var span: Int64? { days.map { Int64($0) * 86_400 } }

    /// Whether a copy's time is over. A copy that the ledger has not recorded yet is kept.
    func isPast(_ digest: ContentDigest) -> Bool {
        guard let span, let at = ingestedAt[digest] else { return false }
        return now.seconds - at.seconds >= span
    }

    /// The kept copies whose time is over; none while nothing can be deleted.
    func past(in uploads: (any UploadStorage)?) async throws -> [ContentDigest] {
        guard let uploads, uploads.isReachable else { return [] }
        return try await uploads.kept().filter(isPast)
    }

    /// The moment at which the next of these copies is too old.
    func next(_ kept: [ContentDigest]) -> Instant? {
        guard let span else { return nil }
        return kept.filter { !isPast($0) }.map { Instant(seconds: (ingestedAt[$0] ?? now).seconds + span) }.min()
    }

    /// What the ledger has to learn of these deletions.
    func fact(_ past: [ContentDigest]) -> LedgerFact? {
        guard let days, let span, !past.isEmpty else { return nil }
        return .retentionApplied(
            policy: .files, days: days, count: past.count, before: Instant(seconds: now.seconds - span))
    }
}

/// Copies of exports that are deleted before the ledger says so: it must not tell of one that is still there.
struct UploadDeletion: Sendable {
    private(set) var gone: [ContentDigest] = []
    /// What kept the first of those that are still there from being deleted. The others were tried all the same.
    private(set) var failure: (any Error)?

    init(of copies: [ContentDigest], from uploads: (any UploadStorage)?) async {
        for digest in copies {
            do {
                try await uploads?.remove(digest)
                gone.append(digest)
            } catch {
                failure = failure ?? error
            }
        }
    }
}
