import Domain
import ModelWriting
import Prompting
import Synchronization

/// Has a model write texts: each key once, replies kept as they arrive, one repair, and no call after one that says
/// that all others will fail.
final class ReplyDesk: Sendable {
    static let replyStage = "reply/1"
    static let writtenStage = "written/1"

    /// A reply that was paid for.
    struct Reply: Codable, Sendable {
        let text: String
        let json: JSONValue
        let usage: TokenUsage
    }

    /// What came of one task, as it is stored: also that nothing came of it, so that it is not paid for each night.
    struct Written<Text: Codable & Sendable>: Codable, Sendable {
        /// `nil` when no text could be made.
        let text: Text?
        /// Why there is none.
        let delay: WritingDelay?
        let calls: Int
        let usage: TokenUsage
    }

    private struct State {
        var closed: WritingDelay?
        var failure: CasebookError?
        var exhausted: BudgetExhausted?
        var calls = 0
        var spent = TokenUsage.zero
        var failuresInARow = 0
    }

    private let service: ChatService
    private let stage: String
    private let gate: any CallGate
    private let memo: StageMemo
    private let state: Mutex<State>

    init(service: ChatService, stage: String, memo: StageMemo) {
        self.service = service
        self.stage = stage
        self.memo = memo
        gate = service.gate(stage)
        state = Mutex(State(closed: service.closed))
    }

    /// Calls made, what they cost, and why the desk closed.
    var outcome: Outcome {
        state.withLock {
            Outcome(
                calls: $0.calls, spent: $0.spent, closed: $0.closed, failure: $0.failure, exhausted: $0.exhausted)
        }
    }

    struct Outcome: Sendable {
        let calls: Int
        let spent: TokenUsage
        let closed: WritingDelay?
        let failure: CasebookError?
        let exhausted: BudgetExhausted?
    }

    /// The key of a task's text with this model.
    func key(_ task: some WritingTask) -> ContentDigest { .of(fields: [service.digest.hex, task.key.hex]) }

    /// Whether a task's text is stored.
    func isWritten(_ task: some WritingTask) async throws -> Bool {
        try await memo.holds(stage: Self.writtenStage, key: key(task))
    }

    /// The texts of some tasks, in their order; those that could not be written now say why.
    ///
    /// - Parameter advanced: called with the tasks done and their number.
    func write<Task: WritingTask>(
        _ tasks: [Task], advanced: @escaping @Sendable (Int, Int) -> Void
    ) async throws -> [Written<Task.Text>] {
        var results = [Written<Task.Text>?](repeating: nil, count: tasks.count)
        try await withThrowingTaskGroup(of: (Int, Written<Task.Text>).self) { group in
            var next = 0
            var done = 0
            func begin() {
                guard next < tasks.count else { return }
                let index = next
                next += 1
                group.addTask { (index, try await self.write(tasks[index])) }
            }
            for _ in 0..<max(1, service.concurrency) { begin() }
            for try await (index, written) in group {
                results[index] = written
                done += 1
                advanced(done, tasks.count)
                begin()
            }
        }
        return results.compactMap { $0 }
    }

    /// One task's text: the stored one, or a new one.
    func write<Task: WritingTask>(_ task: Task) async throws -> Written<Task.Text> {
        let key = key(task)
        await memo.use(stage: Self.replyStage, key: key)
        await memo.use(stage: Self.replyStage, key: Self.repairKey(key))
        do {
            return try await memo.value(stage: Self.writtenStage, key: key) { try await self.compose(task, key) }
        } catch let passing as PassingDelay {
            return Written(text: nil, delay: passing.delay, calls: 0, usage: .zero)
        }
    }

    /// The call was not made, or came to nothing that is worth storing.
    private struct PassingDelay: Error { let delay: WritingDelay }

    private static func repairKey(_ key: ContentDigest) -> ContentDigest { .of(fields: ["repair", key.hex]) }

    private func compose<Task: WritingTask>(
        _ task: Task, _ key: ContentDigest
    ) async throws -> Written<Task.Text> {
        let request = task.request(.random())
        var usage = TokenUsage.zero
        let first: Reply
        do {
            first = try await reply(to: request, key)
        } catch let unusable as UnusableReply {
            return try await repaired(task, request, key, unusable)
        }
        usage = usage + first.usage
        let outcome = task.read(first.json)
        guard task.isWorthRepairing(outcome) else {
            return Written(text: outcome.text, delay: nil, calls: 1, usage: usage)
        }
        let better = try await repair(
            task, task.repair(request, reply: first.text, faults: outcome.faults), key, instead: outcome)
        return Written(
            text: better.text, delay: better.text == nil ? .unusable : nil, calls: 2, usage: usage + better.usage)
    }

    /// The second attempt after a reply that was no reply of the format.
    private func repaired<Task: WritingTask>(
        _ task: Task, _ request: ChatRequest, _ key: ContentDigest, _ first: UnusableReply
    ) async throws -> Written<Task.Text> {
        guard first.isWorthRepairing else {
            return Written(text: nil, delay: first.delay, calls: 1, usage: first.usage)
        }
        let better = try await repair(
            task, task.request(.random()), key, instead: WritingOutcome(text: nil, faults: []))
        return Written(
            text: better.text, delay: better.text == nil ? .unusable : nil, calls: 2,
            usage: first.usage + better.usage)
    }

    /// The better of what there is and of a second reply.
    private func repair<Task: WritingTask>(
        _ task: Task, _ request: ChatRequest, _ key: ContentDigest, instead first: WritingOutcome<Task.Text>
    ) async throws -> (text: Task.Text?, usage: TokenUsage) {
        do {
            let second = try await reply(to: request, Self.repairKey(key))
            let outcome = task.read(second.json)
            let isBetter = outcome.text != nil && (first.text == nil || outcome.faults.count < first.faults.count)
            return (isBetter ? outcome.text : first.text, second.usage)
        } catch let unusable as UnusableReply {
            return (first.text, unusable.usage)
        } catch let passing as PassingDelay {
            // What is there is good enough; where nothing is, the next run repairs.
            guard first.text != nil else { throw passing }
            return (first.text, .zero)
        }
    }

    /// The provider answered, with nothing that keeps the format.
    private struct UnusableReply: Error {
        let usage: TokenUsage
        let isWorthRepairing: Bool
        let delay: WritingDelay
    }

    /// A stored reply, or a call.
    private func reply(to request: ChatRequest, _ key: ContentDigest) async throws -> Reply {
        try await memo.value(stage: Self.replyStage, key: key) { try await self.call(request) }
    }

    private func call(_ request: ChatRequest) async throws -> Reply {
        if let closed = state.withLock({ $0.closed }) { throw PassingDelay(delay: closed) }
        var request = request
        request.temperature = service.temperature
        let ceiling = request.ceiling
        do {
            try await gate.admit(ceiling)
        } catch let exhausted as BudgetExhausted {
            close(.budget) { $0.exhausted = exhausted }
            throw PassingDelay(delay: .budget)
        }
        state.withLock { $0.calls += 1 }
        let reply: ChatReply
        do throws(ModelFailure) {
            reply = try await service.model.reply(to: request)
        } catch {
            // What may have been billed counts as the most that it can have been.
            await settle(ceiling, error.kind == .ambiguous ? ceiling : error.usage ?? .zero)
            throw try failed(error)
        }
        await settle(ceiling, reply.usage)
        state.withLock { $0.failuresInARow = 0 }
        return Reply(text: reply.text, json: reply.json ?? .null, usage: reply.usage)
    }

    private func settle(_ ceiling: TokenUsage, _ used: TokenUsage) async {
        await gate.settle(ceiling, used: used)
        state.withLock { $0.spent = $0.spent + used }
    }

    private func failed(_ failure: ModelFailure) throws -> any Error {
        switch failure.kind {
        case .cancelled: return CancellationError()
        case .filtered, .promptTooLong:
            return UnusableReply(usage: failure.usage ?? .zero, isWorthRepairing: false, delay: .refused)
        case .empty, .notJSON, .outsideFormat:
            return UnusableReply(usage: failure.usage ?? .zero, isWorthRepairing: true, delay: .unusable)
        case .cutShort:
            return UnusableReply(usage: failure.usage ?? .zero, isWorthRepairing: false, delay: .unusable)
        case .ambiguous:
            // It may have been billed, and is asked for again by the next run, not by this one.
            return PassingDelay(delay: .unavailable)
        case .rateLimited, .unauthorised:
            close(.unavailable) { $0.failure = $0.failure ?? failure.error }
            return PassingDelay(delay: .unavailable)
        case .refused, .unavailable, .malformed:
            // One call may have had bad luck; several in a row have not.
            let isLasting = state.withLock { state in
                state.failuresInARow += 1
                return state.failuresInARow >= Self.mostFailuresInARow
            }
            if isLasting { close(.unavailable) { $0.failure = $0.failure ?? failure.error } }
            return PassingDelay(delay: .unavailable)
        }
    }

    private static let mostFailuresInARow = 3

    private func close(_ delay: WritingDelay, _ note: (inout State) -> Void) {
        state.withLock { state in
            state.closed = state.closed ?? delay
            note(&state)
        }
    }
}
