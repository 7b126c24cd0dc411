import CloudCredentials
import Domain
import Foundation
import HTTPTransport
import ModelClient
import ModelWriting
import Prompting
import SQLiteStore
import Synchronization
import TestSupport
import Testing

@testable import Pipeline

/// Many calls of a model over HTTP, with a service that fails and a run that is stopped.
@Suite struct ReplyDeskTests {
    private static let count = 10_000
    private static let service = OpenAIServer(.bearer("key"))

    /// A task whose text is its number.
    private struct Numbered: WritingTask {
        let number: Int

        var key: ContentDigest { .of("task \(number)") }
        func request(_ nonce: Nonce) -> ChatRequest {
            ChatRequest(
                [ChatMessage(.user, "number \(number) \(authored: nonce.text)")],
                format: ReplyFormat(
                    "answer", purpose: "a number",
                    schema: [
                        "type": "object", "properties": ["text": ["type": "string"]], "required": ["text"],
                        "additionalProperties": false,
                    ]), longestReply: 64)
        }
        func read(_ reply: JSONValue) -> WritingOutcome<String> {
            WritingOutcome(text: reply["text"]?.string, faults: [])
        }
        func isWorthRepairing(_ outcome: WritingOutcome<String>) -> Bool { outcome.text == nil }
    }

    /// How often each number was answered, and how often the service failed.
    private final class Tally: Sendable {
        let answered = Mutex([Int: Int]())
        let failures = Mutex(0)
        let reached = AsyncStream.makeStream(of: Void.self)
    }

    private func desk(_ server: ScriptedServer, _ store: SQLiteStore, _ book: any SpendingBook, _ tenant: TenantID)
        throws -> ReplyDesk
    {
        let client = APIClient(
            HTTPTransport(userAgent: "casebook/test"),
            retries: RetryPolicy(attempts: 8, base: .milliseconds(1), longest: .milliseconds(4)),
            breaker: CircuitBreaker.Settings(failures: 1_000))
        let model = OpenAIChatModel(
            "m",
            service: .gateway(server.url("/v1"), authorisation: KeyAuthorisation.bearer(Secret("key")), client: client))
        let account = SpendingAccount(
            tenant: tenant, run: "r", tenantLimits: .none, workspaceLimits: BudgetLimits(callsPerDay: 1_000_000))
        let templates = try PromptTemplates(resolution: "{{nonce}}", answer: "{{nonce}}")
        let service = ChatService(
            model: model, templates: templates,
            gate: { book.gate(account, stage: $0, model: "m", price: nil) }, concurrency: 16)
        return ReplyDesk(service: service, stage: "resolve", memo: StageMemo(store: store, ignoreStored: false))
    }

    @Test(.timeLimit(.minutes(5))) func tenThousandCallsAreStoredOnceThoughOneInTenFailsAndTheRunIsStopped()
        async throws
    {
        let scratch = try Scratch()
        let tenant = try #require(TenantID("acme"))
        let tally = Tally()
        let server = try ScriptedServer(keepsRequests: false) { number, request in
            if number % 10 == 9 {
                tally.failures.withLock { $0 += 1 }
                return .json(503, #"{"error":{"code":"busy"}}"#)
            }
            let body = (try? JSONSerialization.jsonObject(with: Data(request.body))) as? [String: Any]
            let message = (body?["messages"] as? [[String: Any]])?.last?["content"] as? String ?? ""
            let asked = Int(message.split(separator: " ")[1]) ?? -1
            let count = tally.answered.withLock { answered in
                answered[asked, default: 0] += 1
                return answered.count
            }
            if count == Self.count / 3 { tally.reached.continuation.yield() }
            return Self.service.chat(request, content: #"{"text":"\#(asked)"}"#)
        }
        let store = try SQLiteStore(file: scratch.url.appending(path: "casebook.sqlite"), tenant: tenant)
        let book = try SQLiteSpendingBook(
            file: scratch.url.appending(path: "spending.sqlite"), clock: .fixed(Instant(seconds: 1_780_000_000)))
        let tasks = (0..<Self.count).map { Numbered(number: $0) }
        let before = try Self.residentMegabytes()

        // The first run is stopped in the middle.
        let stopped = Task { [desk = try desk(server, store, book, tenant)] in
            try await desk.write(tasks) { _, _ in }
        }
        for await _ in tally.reached.stream { break }
        stopped.cancel()
        _ = try? await stopped.value
        let inFlight = 16

        // The second writes the rest, and pays again at most for what was on its way.
        let second = try desk(server, store, book, tenant)
        let written = try await second.write(tasks) { _, _ in }
        #expect(written.count == Self.count)
        #expect(written.enumerated().allSatisfy { $1.text == "\($0)" })
        let answered = tally.answered.withLock { $0 }
        #expect(answered.count == Self.count)
        #expect(answered.values.reduce(0, +) <= Self.count + inFlight, "\(answered.values.filter { $0 > 1 }.count)")
        #expect(tally.failures.withLock { $0 } > Self.count / 20)

        // The third finds all stored.
        let third = try desk(server, store, book, tenant)
        #expect(try await third.write(tasks) { _, _ in }.compactMap(\.text).count == Self.count)
        #expect(third.outcome.calls == 0)
        let grown = try Self.residentMegabytes() - before
        #expect(grown < 300, "\(grown) MB more than before")
    }

    private static func residentMegabytes() throws -> Int {
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
        return (line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0) / 1_024
    }
}
