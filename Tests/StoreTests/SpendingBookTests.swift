import Domain
import Foundation
import Prompting
import Synchronization
import TestSupport
import Testing

@Suite struct SpendingBookTests {
    private let tenant: TenantID
    private let other: TenantID

    init() throws {
        tenant = try #require(TenantID("acme"))
        other = try #require(TenantID("bolt"))
    }

    private final class Counter: Sendable {
        let value = Mutex(0)
    }

    private func clock(day: Int, hour: Int = 10) throws -> WallClock {
        .fixed(Instant(date: try #require(CivilDate(year: 2026, month: 5, day: day)), hour: hour))
    }

    private func account(
        _ tenant: TenantID, run: String = "r", own: BudgetLimits = .none, all: BudgetLimits = .none
    ) -> SpendingAccount {
        SpendingAccount(tenant: tenant, run: run, tenantLimits: own, workspaceLimits: all)
    }

    @Test(arguments: StoreKind.all) func booksWhatWasUsedAndPricesIt(_ kind: StoreKind) async throws {
        let stores = try await StoreUnderTest(kind)
        let book = try stores.spendingBook(try clock(day: 30))
        let price = ModelPrice(input: 2_500_000, output: 10_000_000, currency: "EUR")
        let gate = book.gate(account(tenant), stage: "resolve", model: "m", price: price)
        let most = TokenUsage(input: 4_000, output: 2_000)
        for _ in 0..<12 {
            try await gate.admit(most)
            await gate.settle(most, used: TokenUsage(input: 1_000, output: 200, cachedInput: 100))
        }
        // A call that was not billed is none.
        try await gate.admit(most)
        await gate.settle(most, used: .zero)
        let charges = try await book.charges(of: tenant)
        #expect(
            charges == [
                ModelCharge(
                    stage: "resolve", model: "m", calls: 12, input: 12_000, cachedInput: 1_200, output: 2_400,
                    cost: 12 * 4_500, currency: "EUR")
            ])
        #expect(try await book.charges(of: other).isEmpty)
        #expect(try await book.averageReply(stage: "resolve", model: "m") == 200)
        #expect(try await book.averageReply(stage: "assess", model: "m") == nil)
    }

    @Test(arguments: StoreKind.all) func booksWhatACancelledRunHasUsed(_ kind: StoreKind) async throws {
        let book = try await StoreUnderTest(kind).spendingBook(try clock(day: 30))
        let gate = book.gate(account(tenant), stage: "resolve", model: "m", price: nil)
        let most = TokenUsage(input: 4_000, output: 2_000)
        try await gate.admit(most)
        let settled = Task {
            while !Task.isCancelled { await Task.yield() }
            await gate.settle(most, used: TokenUsage(input: 10, output: 20))
        }
        settled.cancel()
        await settled.value
        #expect(try await book.charges(of: tenant).map(\.output) == [20])
    }

    @Test(arguments: StoreKind.all) func aCeilingHoldsForAllGatesAtOnceAndAfterARestart(_ kind: StoreKind) async throws
    {
        let stores = try await StoreUnderTest(kind)
        let day = try clock(day: 30)
        let limits = BudgetLimits(tokensPerDay: 10_000)
        let most = TokenUsage(input: 300, output: 100)
        let used = Counter()
        // Two books on one database are two processes.
        for _ in 0..<2 {
            let books = [try stores.spendingBook(day), try stores.spendingBook(day)]
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<60 {
                    let gate = books[number % 2].gate(
                        account(number % 3 == 0 ? other : tenant, run: "\(number)", all: limits), stage: "resolve",
                        model: "m", price: nil)
                    group.addTask {
                        guard (try? await gate.admit(most)) != nil else { return }
                        used.value.withLock { $0 += 400 }
                        await gate.settle(most, used: most)
                    }
                }
            }
            #expect(used.value.withLock { $0 } == 10_000)
        }
        // What a killed run reserved stays counted that day, and not the next.
        let own = BudgetLimits(callsPerDay: 1)
        let killed = try stores.spendingBook(day)
            .gate(account(tenant, own: own), stage: "assess", model: "m", price: nil)
        await #expect(throws: BudgetExhausted.self) { try await killed.admit(most) }
        let next = try stores.spendingBook(try clock(day: 31, hour: 0))
        let fresh = next.gate(account(tenant, own: own), stage: "assess", model: "m", price: nil)
        try await fresh.admit(most)
        let again = next.gate(account(tenant, run: "s", own: own), stage: "assess", model: "m", price: nil)
        await #expect(throws: BudgetExhausted(scope: .tenant, period: .day, unit: .calls, ceiling: 1)) {
            try await again.admit(most)
        }
    }

    @Test(arguments: StoreKind.all) func aRunsCeilingIsItsOwn(_ kind: StoreKind) async throws {
        let stores = try await StoreUnderTest(kind)
        let book = try stores.spendingBook(try clock(day: 30))
        let limits = BudgetLimits(callsPerRun: 2, tokensPerRun: 900)
        let most = TokenUsage(input: 300, output: 100)
        func gate(_ run: String, _ stage: String) -> any CallGate {
            book.gate(account(tenant, run: run, own: limits), stage: stage, model: "m", price: nil)
        }
        try await gate("a", "resolve").admit(most)
        try await gate("a", "assess").admit(most)
        await #expect(throws: BudgetExhausted(scope: .tenant, period: .run, unit: .calls, ceiling: 2)) {
            try await gate("a", "assess").admit(most)
        }
        await #expect(throws: BudgetExhausted(scope: .tenant, period: .run, unit: .tokens, ceiling: 900)) {
            try await gate("b", "resolve").admit(TokenUsage(input: 901, output: 0))
        }
    }
}
