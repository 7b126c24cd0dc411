import Domain
import Synchronization

/// Lets calls of one stage through while no ceiling can be passed.
struct SpendingGate: CallGate {
    let book: any SpendingBook
    let account: SpendingAccount
    let stage: String
    let model: String
    let price: ModelPrice?
    /// On which day a call was let through: it is settled on the same, also after midnight.
    private let open = OpenCalls()

    init(book: any SpendingBook, account: SpendingAccount, stage: String, model: String, price: ModelPrice?) {
        self.book = book
        self.account = account
        self.stage = stage
        self.model = model
        self.price = price
    }

    private final class OpenCalls: Sendable {
        let entries = Mutex<[TokenUsage: [SpendingEntry]]>([:])
    }

    func admit(_ estimate: TokenUsage) async throws {
        let entry = SpendingEntry(
            day: SpendingEntry.day(book.clock.now()), tenant: account.tenant, run: account.run, stage: stage,
            model: model, currency: price?.currency ?? "")
        try await book.admit(estimate, entry, account)
        open.entries.withLock { $0[estimate, default: []].append(entry) }
    }

    func settle(_ estimate: TokenUsage, used: TokenUsage) async {
        guard let entry = open.entries.withLock({ $0[estimate]?.popLast() }) else { return }
        // A task of its own: what was used is booked though the run is cancelled. A book that cannot be written keeps
        // the reservation: the ceiling holds all the same.
        await Task { try? await book.settle(estimate, used: used, cost: price?.cost(of: used) ?? 0, entry) }.value
    }
}
