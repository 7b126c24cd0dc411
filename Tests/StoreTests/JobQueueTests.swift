import Domain
import Foundation
import Pipeline
import PostgresStore
import TestSupport
import Testing

/// What a queue promises workers, on every PostgreSQL that is there.
@Suite struct JobQueueTests {
    private let tenant: TenantID
    private let other: TenantID

    init() throws {
        tenant = try #require(TenantID("acme"))
        other = try #require(TenantID("lumen"))
    }

    /// A queue and the database it is in.
    private func made(
        _ kind: PostgresServer.Kind, lease: Duration = .seconds(60), attempts: Int = 3
    ) async throws -> (JobQueue, PostgresDatabase) {
        let settings = PostgresDatabase.Settings.test(try PostgresServer.shared(kind).database())
        _ = try await DatabaseOwner(settings).initialize()
        let database = PostgresDatabase(settings)
        let queue = JobQueue(
            database, name: "night", settings: JobQueue.Settings(lease: lease, attempts: attempts, worker: "host:1"))
        return (queue, database)
    }

    @Test(arguments: PostgresServer.available) func handsEachJobToOneWorker(_ kind: PostgresServer.Kind) async throws {
        let (queue, _) = try await made(kind)
        #expect(try await queue.enqueue([tenant, other]) == 2)
        #expect(try await queue.enqueue([tenant, other]) == 0)
        let first = try #require(try await queue.take(.tenant, of: [tenant, other]).job)
        let second = try #require(try await queue.take(.tenant, of: [tenant, other]).job)
        #expect(first.tenant == tenant && second.tenant == other && first.attempts == 1)
        let none = try await queue.take(.tenant, of: [tenant, other])
        #expect(none.job == nil && none.finished == [])
        #expect(try await queue.complete(first))
        #expect(try await queue.take(.tenant, of: [tenant, other]).finished == [tenant])
        #expect(try await queue.jobs(of: tenant).map(\.state) == [.done])
    }

    @Test(arguments: PostgresServer.available) func showsATenantItsOwnJobsAlone(_ kind: PostgresServer.Kind)
        async throws
    {
        let (queue, database) = try await made(kind)
        _ = try await queue.enqueue([tenant, other])
        let server = try PostgresServer.shared(kind)
        let connection = database.settings.server.connection.value
        let seen = { (setting: String) in
            try server.psql(
                "SET ROLE casebook_app; SET search_path = casebook; \(setting) SELECT string_agg(org_id, ',') FROM job",
                connection)
        }
        #expect(try seen("SET app.org_id = 'lumen';") == "lumen")
        #expect(try seen("") == "", "without a tenant there are no jobs")
        #expect(throws: (any Error).self) {
            try seen("SET app.org_id = 'lumen'; UPDATE job SET org_id = 'acme';")
        }
    }

    @Test(arguments: PostgresServer.available) func buriesAJobWhoseWorkersFallSilent(
        _ kind: PostgresServer.Kind
    ) async throws {
        let (queue, _) = try await made(kind, lease: .zero, attempts: 2)
        _ = try await queue.enqueue([tenant])
        let first = try #require(try await queue.take(.tenant, of: [tenant]).job)
        let second = try #require(try await queue.take(.tenant, of: [tenant]).job)
        #expect(second.attempts == 2)
        #expect(try await !queue.complete(first), "who lost the lease can no longer end the job")
        let third = try await queue.take(.tenant, of: [tenant])
        #expect(third.job == nil && third.finished == [tenant])
        let status = try #require(try await queue.jobs(of: tenant).first)
        #expect(status.state == .dead && status.fault == "worker_lost" && status.hasFailed)
        #expect(try await queue.retry([tenant]) == 1)
        #expect(try await queue.take(.tenant, of: [tenant]).job?.attempts == 1)
    }

    @Test(arguments: PostgresServer.available) func countsFailuresAndNotWhatWasGivenBack(
        _ kind: PostgresServer.Kind
    ) async throws {
        let (queue, _) = try await made(kind, attempts: 2)
        _ = try await queue.enqueue([tenant])
        for _ in 0..<3 { try await queue.giveBack(try #require(try await queue.take(.tenant, of: [tenant]).job)) }
        let first = try #require(try await queue.take(.tenant, of: [tenant]).job)
        #expect(try await queue.fail(first, fault: "disk_full", pause: .zero))
        let second = try #require(try await queue.take(.tenant, of: [tenant]).job)
        #expect(try await queue.fail(second, fault: "disk_full", pause: .zero))
        #expect(try await queue.jobs(of: tenant).map(\.state) == [.dead])
        #expect(try await queue.jobs(of: tenant).map(\.fault) == ["disk_full"])
    }

    @Test(arguments: PostgresServer.available) func keepsVectorsOnlyOfALotThatIsStillThere(
        _ kind: PostgresServer.Kind
    ) async throws {
        let (queue, database) = try await made(kind)
        let store = PostgresStore(database, tenant: tenant)
        let model = ContentDigest.of("model")
        let lots = [RowLot(rows: ["a", "b"], titles: true), RowLot(rows: ["c"], titles: false)]
        try await queue.offer(lots, of: tenant, model: model)
        #expect(try await queue.take(.embed, of: [tenant], model: .of("other")).job == nil)
        var taken: [Job] = []
        for _ in lots { taken.append(try #require(try await queue.take(.embed, of: [tenant], model: model).job)) }
        var found: Set<RowLot> = []
        for job in taken { found.insert(try await queue.lot(of: job)) }
        #expect(found == Set(lots))
        #expect(try await queue.complete(taken[0], vectors: [(text: .of("a"), values: [1, 2])], model: model))
        // Rows are erased: what is being made of them must not come back.
        try await store.purge([], vectors: .allBut([]), results: true)
        #expect(try await !queue.complete(taken[1], vectors: [(text: .of("c"), values: [3, 4])], model: model))
        #expect(try await store.vectors(of: [.of("a"), .of("c")], model: model).isEmpty)
        #expect(try await queue.take(.embed, of: [tenant], model: model).finished == [tenant])
    }

    @Test(arguments: PostgresServer.available) func waitsForNoLotOfAnotherModel(
        _ kind: PostgresServer.Kind
    ) async throws {
        let (queue, _) = try await made(kind)
        try await queue.offer([RowLot(rows: ["a"], titles: false)], of: tenant, model: .of("old"))
        // Its worker is gone, and nobody who works on the tenant now can take it.
        _ = try #require(try await queue.take(.embed, of: [tenant], model: .of("old")).job)
        try await queue.offer([RowLot(rows: ["a"], titles: false)], of: tenant, model: .of("new"))
        let job = try #require(try await queue.take(.embed, of: [tenant], model: .of("new")).job)
        #expect(try await queue.complete(job, vectors: [], model: .of("new")))
        #expect(try await queue.take(.embed, of: [tenant], model: .of("new")).finished == [tenant])
    }

    @Test(arguments: PostgresServer.available) func offersAgainOnlyWhatNobodyHas(
        _ kind: PostgresServer.Kind
    ) async throws {
        let (queue, _) = try await made(kind)
        let model = ContentDigest.of("model")
        try await queue.offer([RowLot(rows: ["a"], titles: false)], of: tenant, model: model)
        let job = try #require(try await queue.take(.embed, of: [tenant], model: model).job)
        let all = [RowLot(rows: ["a"], titles: false), RowLot(rows: ["b"], titles: false)]
        try await queue.offer(all, of: tenant, model: model)
        #expect(
            try await queue.jobs(of: tenant).map(\.state).sorted { $0.rawValue < $1.rawValue } == [.leased, .waiting])
        #expect(try await queue.complete(job, vectors: [], model: model))
    }
}
