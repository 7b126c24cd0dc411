import Foundation
import Synchronization
import TestSupport
import Testing

/// Workers that share a night's tenants through PostgreSQL.
@Suite(.enabled(if: !PostgresServer.available.isEmpty, "PostgreSQL is missing: make setup-tests installs it"))
struct WorkTests {
    private func tenants(_ summary: [String: Any]) -> [String] {
        (summary["tenants"] as? [[String: Any]] ?? []).compactMap { $0["tenant"] as? String }
    }

    @Test func workersBuildEachTenantOnceAndAsOneBuildWould() throws {
        let shared = try SharedWorkspace(SharedWorkspace.tenants(7))
        let workers = try (0..<3).map { _ in try shared.start("--format", "json") }
        let built = try workers.flatMap { tenants(try $0.json()) }
        #expect(built.sorted() == (0..<7).map { "tenant-\($0)" })
        #expect(try shared.value("SELECT count(*) FROM job WHERE state = 'done' AND attempts = 1") == "7")
        #expect(differences(try shared.results(), try shared.undisturbed()) == [])
        let late = try shared.start("--format", "json")
        #expect(tenants(try late.json()) == [], "a worker that comes late finds nothing to do")
    }

    @Test func anotherWorkerTakesOverFromOneThatWasKilled() throws {
        let shared = try SharedWorkspace(SharedWorkspace.tenants(4))
        for _ in 0..<3 {
            let worker = try shared.start("--lease", "3", "--attempts", "20")
            try shared.wait(until: "EXISTS (SELECT FROM job WHERE state = 'leased' AND worker = '\(worker.name)')")
            Thread.sleep(forTimeInterval: .random(in: 0...0.5))
            worker.send(SIGKILL)
            #expect(try worker.wait().status == SIGKILL)
        }
        let held = try shared.value("SELECT count(*) FROM job WHERE state = 'leased'")
        #expect(held != "0", "no worker was killed at work")
        let heirs = try (0..<2).map { _ in try shared.start("--lease", "3", "--attempts", "20") }
        for heir in heirs {
            let end = try heir.wait()
            #expect(end.status == 0, "\(end.errors)")
        }
        #expect(try shared.value("SELECT count(*) FROM job WHERE state = 'done'") == "4")
        #expect(try shared.value("SELECT count(*) > 0 FROM job WHERE attempts > 1") == "t")
        #expect(try shared.value("SELECT count(*) FROM ticket_row") == "300", "no ticket is lost or doubled")
        #expect(differences(try shared.results(), try shared.undisturbed()) == [])
    }

    @Test func whoeverFillsTheQueueEachTenantHasOneJob() throws {
        let shared = try SharedWorkspace(SharedWorkspace.tenants(5))
        let ends = try (0..<4).map { _ in try shared.start("--enqueue") }.map { try $0.wait() }
        for end in ends { #expect(end.status == 0, "\(end.errors)") }
        #expect(ends.count { $0.errors.contains("5 tenants are in the queue night") } == 1)
        #expect(try shared.value("SELECT count(*) FROM job WHERE state = 'waiting'") == "5")
    }

    @Test func givesATenantUpThatAlwaysFailsAndTriesItAgainWhenTold() throws {
        let shared = try SharedWorkspace(SharedWorkspace.tenants(2))
        let ledger = shared.root.appending(path: "tenants/tenant-1/ledger.jsonl")
        try Data("no ledger\n".utf8).write(to: ledger)
        let end = try shared.start("--format", "json").json(status: 1)
        #expect(tenants(end) == ["tenant-0"])
        let counts = try #require((end["counts"] as? [String: Any])?["tenant"] as? [String: Int])
        #expect(counts == ["waiting": 0, "leased": 0, "done": 1, "dead": 1])
        let failed = try #require((end["failed"] as? [[String: Any]])?.first)
        #expect(failed["tenant"] as? String == "tenant-1" && failed["state"] as? String == "dead")
        #expect(failed["attempts"] as? Int == 3)
        let code = try #require(failed["fault"] as? String)
        #expect(code == "bad_json")

        let status = try shared.start("--status").wait()
        #expect(status.status == 0 && status.output.contains("1 done") && status.output.contains("[\(code)]"))
        #expect(!status.output.contains("no ledger"), "what is said of a failure holds nothing of the file")
        #expect(try shared.start().wait().status == 1, "it stays failed")

        try FileManager.default.removeItem(at: ledger)
        let mended = try shared.start("--retry", "--format", "json").json()
        #expect(tenants(mended) == ["tenant-1"])
    }

    @Test func aTenantThatCannotBeReadFailsTheWorkersAndNoOtherTenant() throws {
        let shared = try SharedWorkspace(SharedWorkspace.tenants(2))
        let file = shared.root.appending(path: "tenants/tenant-1/tenant.yaml")
        try Data("nmae: Tenant\n".utf8).write(to: file)
        let end = try shared.start("--format", "json").json(status: 1)
        #expect(tenants(end) == ["tenant-0"])
        let failed = try #require((end["failed"] as? [[String: Any]])?.first)
        #expect(failed["tenant"] as? String == "tenant-1" && failed["fault"] as? String == "unknown_key")
    }

    @Test func aRoundThatWasDoneIsNotDoneAgain() throws {
        let shared = try SharedWorkspace(SharedWorkspace.tenants(2))
        #expect(try shared.start("--for", "0").wait().errors.contains("2 waiting; 0 built here"))
        #expect(try shared.start("--tenant", "tenant-1", "--format", "json").wait().status == 0)
        #expect(try shared.value("SELECT org_id FROM job WHERE state = 'done'") == "tenant-1")
        #expect(tenants(try shared.start("--format", "json").json()) == ["tenant-0"])
        #expect(try shared.start().wait().errors.contains("2 done; 0 built here"))
    }

    @Test func publishesEachTenantThatItBuilds() throws {
        let shared = try SharedWorkspace(
            SharedWorkspace.tenants(2),
            configuration: SharedWorkspace.plain + "publishing: {kind: folder, path: \"../served/{tenant}\"}\n")
        let end = try shared.start("--publish").wait()
        #expect(end.status == 0, "\(end.errors)")
        func sites(_ folder: String) throws -> [String: Data] {
            try snapshot(of: shared.root.appending(path: folder)).filter { !$0.key.contains("/.casebook-site") }
        }
        #expect(differences(try sites("../served"), try sites("public")) == [])
        #expect(try sites("public").count > 100)
    }

    @Test func aBuildOnAnotherMachineIsRefusedWhileAWorkerHasTheTenant() throws {
        let gate = Gate()
        let (shared, _) = try embedding(tickets: 60, gate)
        let worker = try shared.start()
        try gate.waitForVisitors(1)
        let refused = try shared.buildElsewhere()
        #expect(refused.status == 69 && refused.errors.contains("run_in_progress"), "\(refused.errors)")
        gate.open()
        #expect(try worker.wait().status == 0)
        let allowed = try shared.buildElsewhere()
        #expect(allowed.status == 0, "\(allowed.errors)")
    }

    @Test func aWorkerThatIsToldToEndGivesItsTenantBack() throws {
        let gate = Gate()
        let (shared, _) = try embedding(tickets: 60, gate)
        let worker = try shared.start()
        try gate.waitForVisitors(1)
        worker.send(SIGTERM)
        #expect(try worker.wait().status == 128 + SIGTERM)
        #expect(try shared.value("SELECT state || attempts FROM job WHERE kind = 'tenant'") == "waiting0")
        gate.open()
        #expect(try shared.start().wait().status == 0)
    }

    @Test func anIdleWorkerHelpsWithVectorsAndEachIsMadeOnce() throws {
        let gate = Gate()
        // Where questions are asked, titles have vectors too. Tickets of different lots share one.
        let (shared, texts) = try embedding(tickets: 3_000, question: "Which part fails most?", gate)
        let workers = try (0..<2).map { _ in try shared.start("--format", "json", "--lease", "3") }
        try shared.wait(until: "count(DISTINCT worker) = 2 FROM job WHERE kind = 'embed' AND state = 'leased'")
        #expect(try shared.value("SELECT count(*) FROM job WHERE kind = 'embed'") == "3")
        // Longer than the lease: it is kept by a thread that waits for nobody.
        let until = try shared.value("SELECT max(lease_until) FROM job")
        try shared.wait(until: "min(lease_until) > '\(until)'::timestamptz + interval '4 seconds' FROM job")
        #expect(try shared.value("SELECT max(attempts) FROM job") == "1")
        gate.open()
        let ends = try workers.map { try $0.json() }
        #expect(ends.flatMap(tenants) == ["acme"])
        #expect(ends.compactMap { $0["lots"] as? Int }.contains { $0 >= 1 })
        let passages = texts.counts.filter { $0.key.hasPrefix("Fault") }
        #expect(passages.count == 4_500 && passages.values.allSatisfy { $0 == 1 })
        #expect(try shared.value("SELECT count(*) FROM vector") == "4500")
        #expect(try shared.value("SELECT count(*) FROM job WHERE cardinality(row_keys) > 0") == "0")
    }

    @Test(.enabled(if: PostgresServer.Kind.bundled.isAvailable, "make setup-tests installs PostgreSQL"))
    func titlesAreSharedOutWhereEvidenceIsSearchedByAService() throws {
        let gate = Gate()
        // With titles it is more than one lot.
        let (shared, _) = try embedding(tickets: 1_100, storage: "storage: {vectors: {kind: pgvector}}", gate)
        let worker = try shared.start()
        try gate.waitForVisitors(1)
        #expect(try shared.value("SELECT count(*) FROM job WHERE kind = 'embed' AND titles") == "1")
        worker.send(SIGTERM)
        gate.open()
        _ = try worker.wait()
    }

    /// A tenant whose vectors come from a service that answers when the gate is open.
    private func embedding(
        tickets: Int, question: String? = nil, storage: String = "", _ gate: Gate
    ) throws -> (SharedWorkspace, TextCounts) {
        let service = OpenAIServer(.bearer("key-1"))
        let texts = TextCounts()
        let server = try ScriptedServer(keepsRequests: false) { _, request in
            gate.pass()
            return service.embeddings(request) { text in
                texts.add(text)
                return Self.vector(text)
            }
        }
        let configuration = """
            \(storage)
            models:
              embedding:
                provider: openai-compatible
                model: small-1
                endpoint: \(server.url("/v1").absoluteString)
                api_key: ${EMBEDDING_KEY}
                dimension: 16

            """
        var csv = "id,subject,body\n"
        for number in 0..<tickets {
            csv += "T-\(number),Fault \(number % 1_500),\"Part \(number % 13) fails at \(number)\"\n"
        }
        let shared = try SharedWorkspace(
            ["acme": ["a.csv": Data(csv.utf8)]], configuration: configuration, environment: ["EMBEDDING_KEY": "key-1"])
        if let question {
            let folder = shared.root.appending(path: "tenants/acme/questions")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data("question: \(question)\n".utf8).write(to: folder.appending(path: "parts.yaml"))
        }
        texts.keep(server)
        return (shared, texts)
    }

    private static func vector(_ text: String) -> [Float] {
        var values = [Float](repeating: 0.01, count: 16)
        for (index, byte) in text.utf8.enumerated() { values[index % 16] += Float(byte % 32) }
        return values
    }
}

/// Holds up whoever comes until it is opened.
final class Gate: Sendable {
    private let state = Mutex((isOpen: false, visitors: 0))

    func open() { state.withLock { $0.isOpen = true } }

    func pass() {
        state.withLock { $0.visitors += 1 }
        while !state.withLock({ $0.isOpen }) { Thread.sleep(forTimeInterval: 0.01) }
    }

    func waitForVisitors(_ count: Int) throws {
        let end = ContinuousClock.now + .seconds(120)
        while state.withLock({ $0.visitors }) < count {
            try #require(ContinuousClock.now < end, "nobody came")
            Thread.sleep(forTimeInterval: 0.01)
        }
    }
}

/// How often each text was asked for.
final class TextCounts: Sendable {
    private let state = Mutex<[String: Int]>([:])
    private let server = Mutex<ScriptedServer?>(nil)

    var counts: [String: Int] { state.withLock { $0 } }

    func add(_ text: String) { state.withLock { $0[text, default: 0] += 1 } }

    /// Keeps the server that counts.
    func keep(_ server: ScriptedServer) { self.server.withLock { $0 = server } }
}
