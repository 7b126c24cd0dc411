import ArgumentParser
import Domain
import PostgresStore
import Workspace

/// A round of work: a queue, and the tenants of the workspace that have jobs in it.
struct WorkRound: Sendable {
    let workspace: Workspace
    let queue: JobQueue
    let tenants: [TenantID: TenantWorkspace]
    /// Largest inbox first: what takes longest must not begin last.
    let order: [TenantID]
    /// Why tenants, by folder, have no jobs.
    let unusable: [(folder: String, error: CasebookError)]

    init(workspace: Workspace, tenants: [TenantWorkspace], queue: JobQueue) throws {
        self.workspace = workspace
        self.queue = queue
        var usable: [TenantID: TenantWorkspace] = [:]
        var unusable: [(folder: String, error: CasebookError)] = []
        for tenant in tenants {
            switch tenant.configuration {
            case .success(let configuration): usable[configuration.id] = tenant
            case .failure(let error): unusable.append((folder: tenant.folder, error: error))
            }
        }
        self.tenants = usable
        self.unusable = unusable
        let sizes = usable.mapValues { InboxReader.list($0).files.reduce(0) { $0 + $1.size } }
        order = usable.keys.sorted { left, right in
            let (first, second) = (sizes[left] ?? 0, sizes[right] ?? 0)
            return first == second ? left < right : first > second
        }
    }

    /// What this workspace's vectors are made with; `nil` without a tenant.
    func model(_ models: RunModels) throws -> ContentDigest? {
        let tenant = try order.first.flatMap { tenants[$0] }?.configuration.get()
        return try tenant.map { try models.embedder(for: $0).model.digest }
    }

    /// Where the queue stands, in order of tenant.
    private func jobs() async throws -> [JobStatus] {
        var jobs: [JobStatus] = []
        for tenant in order.sorted() { jobs += try await queue.jobs(of: tenant) }
        return jobs
    }

    private func folder(of job: JobStatus) -> String { tenants[job.tenant]?.folder ?? job.tenant.rawValue }

    /// `casebook work --status`.
    func tell(console: Console, format: OutputFormat) async throws {
        let jobs = try await jobs()
        if format == .json {
            console.output([
                "queue": .string(queue.name), "counts": counts(jobs),
                "jobs": .array(jobs.filter { $0.kind == .tenant }.map(json)),
            ])
            return
        }
        console.output(
            "queue \(queue.name): \(tally(jobs, of: .tenant))\n")
        for job in jobs where job.kind == .tenant { console.output("  " + line(job) + "\n") }
        if jobs.contains(where: { $0.kind == .embed }) {
            console.output("lots of vectors: \(tally(jobs, of: .embed))\n")
        }
    }

    /// What the workers of this round came to, and the exit status that earns: 1 if some tenant failed, whoever built it.
    ///
    /// - Parameter outcome: what was done here.
    func conclude(_ outcome: Worker.Outcome, console: Console, format: OutputFormat) async throws {
        let jobs = try await jobs()
        let failed = jobs.filter { $0.kind == .tenant && $0.hasFailed }
        if format == .json {
            console.output([
                "queue": .string(queue.name), "counts": counts(jobs),
                "failed": .array(failed.map(json) + unusable.map(json)),
                "tenants": .array(
                    outcome.built.compactMap { result in
                        (try? result.outcome.get()).map { RunSummary.json($0, folder: result.folder) }
                    }), "lots": .integer(Int64(outcome.lots)),
            ])
        }
        let lots = outcome.lots == 0 ? "" : ", and vectors of \(outcome.lots) lots made for others"
        console.say("queue \(queue.name): \(tally(jobs, of: .tenant)); \(outcome.built.count) built here\(lots)")
        for job in failed { console.say("failed: " + line(job)) }
        for (folder, error) in unusable { console.say("failed: \(folder)  [\(error.diagnostics[0].code)]") }
        guard failed.isEmpty, unusable.isEmpty else { throw ExitCode(CasebookError.Kind.checkFailed.rawValue) }
    }

    /// `38 done, 1 leased, 1 dead`.
    private func tally(_ jobs: [JobStatus], of kind: Job.Kind) -> String {
        let states = Job.State.allCases.reversed().compactMap { state -> String? in
            let count = jobs.count { $0.kind == kind && $0.state == state }
            return count == 0 ? nil : "\(count) \(state.rawValue)"
        }
        return states.isEmpty ? "empty" : states.joined(separator: ", ")
    }

    private func counts(_ jobs: [JobStatus]) -> JSONValue {
        .object(
            Dictionary(
                uniqueKeysWithValues: Job.Kind.allCases.map { kind in
                    let states = Job.State.allCases.map { state in
                        (state.rawValue, JSONValue.integer(Int64(jobs.count { $0.kind == kind && $0.state == state })))
                    }
                    return (kind.rawValue, .object(Dictionary(uniqueKeysWithValues: states)))
                }))
    }

    private func line(_ job: JobStatus) -> String {
        var parts = ["\(folder(of: job))  \(job.state.rawValue)"]
        if job.attempts > 1 { parts.append("attempt \(job.attempts)") }
        if job.state != .waiting, let worker = job.worker { parts.append("by \(worker)") }
        if let until = job.leasedUntil { parts.append("until \(until)") }
        if let fault = job.fault { parts.append("[\(fault)]") }
        return parts.joined(separator: ", ")
    }

    private func json(_ job: JobStatus) -> JSONValue {
        [
            "tenant": .string(folder(of: job)), "state": .string(job.state.rawValue),
            "attempts": .integer(Int64(job.attempts)), "worker": job.worker.map { .string($0) } ?? .null,
            "leased_until": job.leasedUntil.map { .string($0) } ?? .null,
            "fault": job.fault.map { .string($0) } ?? .null,
        ]
    }

    /// A tenant for which no job could be made.
    private func json(_ unusable: (folder: String, error: CasebookError)) -> JSONValue {
        [
            "tenant": .string(unusable.folder), "state": "unusable", "attempts": 0, "worker": .null,
            "leased_until": .null, "fault": .string(unusable.error.diagnostics[0].code),
        ]
    }
}
