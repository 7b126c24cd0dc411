import Domain
import Foundation
import Pipeline
import PostgresStore
import Synchronization
import Workspace

/// One process's share of a round of work.
struct Worker: Sendable {
    let round: WorkRound
    let models: RunModels
    let console: Console
    /// Tenants worked on at once.
    let lanes: Int
    /// Whether a tenant is published as soon as it is built.
    let publishes: Bool
    /// Whether it stays until others have done what they took.
    let waits: Bool
    /// When nothing new is taken any more.
    let deadline: ContinuousClock.Instant?

    /// Between two looks for work that others offer or leave behind.
    private static let pause = Duration.seconds(1)
    /// Before a job is tried again that a service was not there for.
    private static let serviceRest = Duration.seconds(30)

    /// What a worker did.
    struct Outcome: Sendable {
        /// The tenants that were built here, by folder.
        var built: [TenantResult] = []
        /// Lots of other workers' tenants that got their vectors here.
        var lots = 0
    }

    private var queue: JobQueue { round.queue }

    /// Works until nothing is left.
    func run() async throws -> Outcome {
        let leases = LeaseKeeper(queue)
        defer { leases.stop() }
        let open = OpenTenants(round.order)
        return try await withThrowingTaskGroup(of: Outcome.self) { group in
            for _ in 0..<lanes { group.addTask { try await lane(open, leases) } }
            var all = Outcome()
            for try await outcome in group {
                all.built += outcome.built
                all.lots += outcome.lots
            }
            all.built.sort { $0.folder < $1.folder }
            return all
        }
    }

    private func lane(_ open: OpenTenants, _ leases: LeaseKeeper) async throws -> Outcome {
        var outcome = Outcome()
        while !Task.isCancelled, deadline.map({ .now < $0 }) ?? true {
            let found = try await queue.take(.tenant, of: open.tenants)
            open.close(found.finished)
            if let job = found.job {
                if let result = try await build(job, leases) { outcome.built.append(result) }
            } else if let job = try await queue.take(.embed, of: open.tenants, model: round.model(models)).job {
                if try await embed(job, leases) { outcome.lots += 1 }
            } else if open.tenants.isEmpty || !waits {
                break
            } else {
                try? await Task.sleep(for: Self.pause)
            }
        }
        return outcome
    }

    /// Builds a tenant and says what became of its job.
    ///
    /// - Returns: `nil` when it was not built here.
    private func build(_ job: Job, _ leases: LeaseKeeper) async throws -> TenantResult? {
        guard let tenant = round.tenants[job.tenant] else { return nil }
        do {
            let report = try await leases.holding(job) {
                var session = try session(tenant)
                session.help = try SharedLots(queue: queue, leases: leases, session: session, models: models)
                let report = try await session.build(through: .render, models: models)
                if publishes { try await publish(session) }
                return report
            }
            RunSummary.say(report, folder: tenant.folder, last: .render, console: console)
            let fault = report.failures.first?.code ?? report.modelFailure?.diagnostics.first?.code
            guard try await queue.complete(job, fault: fault) else {
                console.show(Self.lost(tenant))
                return nil
            }
            return TenantResult(folder: tenant.folder, outcome: .success(report))
        } catch {
            try await putBack(job, of: tenant, after: error)
            return nil
        }
    }

    /// Sends a tenant's site to its target, if it has one.
    private func publish(_ session: TenantSession) async throws {
        let targets = PublishTargets(workspace: round.workspace)
        guard let publication = try targets.publication(of: session.tenant) else { return }
        let done = try await session.locked { try await session.publish(to: publication, dryRun: false) }
        console.say(PublishResult(folder: session.tenant.folder, outcome: .success(done)).text(dryRun: false))
    }

    /// Makes vectors for a tenant that another worker builds.
    ///
    /// - Returns: whether they were made here.
    private func embed(_ job: Job, _ leases: LeaseKeeper) async throws -> Bool {
        guard let tenant = round.tenants[job.tenant] else { return false }
        do {
            let lots = try SharedLots(queue: queue, leases: leases, session: try session(tenant), models: models)
            return try await lots?.embed(job) ?? false
        } catch {
            try await putBack(job, of: tenant, after: error)
            return false
        }
    }

    private func session(_ tenant: TenantWorkspace) throws -> TenantSession {
        var session = try TenantSession(workspace: round.workspace, tenant: tenant, console: console)
        session.threads = 1
        return session
    }

    /// Lets a job be done again, here or elsewhere.
    private func putBack(_ job: Job, of tenant: TenantWorkspace, after error: any Error) async throws {
        if error is LeaseLost {
            console.show(Self.lost(tenant))
            return
        }
        guard !Task.isCancelled else {
            // Not in this task, which may call nothing any more.
            await Task { [queue] in _ = try? await queue.giveBack(job) }.value
            return
        }
        let failure = CasebookError(of: error, tenant: tenant.folder)
        let code = failure.diagnostics.first?.code ?? "unexpected"
        if code == "run_in_progress" {
            // Someone builds it by hand, or the server has not noticed yet that a worker is gone.
            try await queue.giveBack(job, pause: queue.settings.lease / 3)
            return
        }
        for diagnostic in failure.diagnostics { console.show(diagnostic) }
        try await queue.fail(job, fault: code, pause: failure.kind == .unavailable ? Self.serviceRest : .zero)
    }

    private static func lost(_ tenant: TenantWorkspace) -> Diagnostic {
        Diagnostic(
            .warning, code: "lease_lost", file: tenant.folder,
            summary: "this worker was not heard of for too long, and another has its job now",
            remedy: "nothing: the other does it; if this happens often, raise --lease")
    }
}

/// The tenants that may still have work, in the order in which they are looked at.
private final class OpenTenants: Sendable {
    private let state: Mutex<[TenantID]>

    init(_ tenants: [TenantID]) { state = Mutex(tenants) }

    var tenants: [TenantID] { state.withLock { $0 } }

    func close(_ finished: [TenantID]) {
        guard !finished.isEmpty else { return }
        let finished = Set(finished)
        state.withLock { $0.removeAll { finished.contains($0) } }
    }
}
