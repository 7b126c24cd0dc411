import ArgumentParser
import Domain
import Foundation
import Ledger
import Pipeline
import Workspace

/// `casebook status`: where every tenant stands.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "status", abstract: "Says where every tenant stands.")

    @OptionGroup var options: WorkspaceOptions

    func run() async throws {
        try await Exit.guarded {
            let workspace = try options.load()
            let console = Console(quiet: options.quiet)
            var facts: [JSONValue] = []
            var failure: CasebookError?
            for tenant in try options.tenants(of: workspace) {
                do {
                    let session = try TenantSession(workspace: workspace, tenant: tenant, console: console)
                    let status = try await TenantStatus(session: session)
                    facts.append(status.json)
                    if options.format == .text { console.output(status.text) }
                } catch let error as CasebookError {
                    failure = error
                    for diagnostic in error.diagnostics { console.show(diagnostic) }
                    facts.append(["tenant": .string(tenant.folder), "ok": false])
                }
            }
            if options.format == .json { console.output(["tenants": .array(facts)]) }
            if let failure { throw ExitCode(failure.kind.rawValue) }
        }
    }
}

/// What is known of one tenant without running anything.
struct TenantStatus {
    let folder: String
    let last: CompletedRun?
    let uploads: [StoredUpload]
    /// Exports of the inbox that the last run did not read.
    let waiting: [String]
    let site: URL
    let isPublished: Bool
    /// The last publication to each target, as the ledger has it.
    let publications: [LedgerPublication]
    /// What models cost: today, in the last 30 days, and since the book was begun.
    let spent: [(period: String, charges: [ModelCharge])]

    init(session: TenantSession) async throws {
        folder = session.tenant.folder
        let store = try session.store()
        last = try await store.lastRun()
        uploads = try await store.uploads()
        let known = Set(uploads.map(\.digest))
        waiting = try session.plan().exports.filter { !known.contains($0.digest) }.map(\.name)
        site = session.siteFolder
        spent = try await Self.spent(session)
        // What is wrong with a ledger is for "ledger verify" to say.
        let ledger = try? LedgerCheck.ledger(of: session.tenant)
        publications = (ledger?.state.publications ?? [:]).values
            .sorted { ($0.kind, $0.target) < ($1.kind, $1.target) }
        isPublished = FileManager.default.fileExists(atPath: site.appending(path: "index.html").path)
    }

    private static func spent(_ session: TenantSession) async throws -> [(period: String, charges: [ModelCharge])] {
        guard session.workspace.hasSpendingBook else { return [] }
        let book = try session.workspace.spendingBook()
        let tenant = session.configuration.id
        return [
            ("today", try await book.charges(of: tenant, days: 1)),
            ("30_days", try await book.charges(of: tenant, days: 30)),
            ("all", try await book.charges(of: tenant)),
        ]
    }

    var text: String {
        var lines = ["\(folder)"]
        if let last {
            let facts = last.facts
            lines.append("  tickets   \(facts.tickets) of \(facts.rows) rows, \(facts.rows - facts.tickets) refused")
            lines.append("  clusters  \(last.titles.count)")
            lines.append(
                "  gaps      \(last.gaps.count)"
                    + (last.gaps.isEmpty ? "" : ": " + last.gaps.map(\.rawValue).joined(separator: ", ")))
            if let reviews = last.reviews, reviews.hold + reviews.refused.count > 0 {
                lines.append(
                    "  reviews   \(reviews.hold) hold, \(reviews.refused.count) refused, "
                        + "\(reviews.notHonoured.count) not honoured; \(reviews.approved) texts approved, "
                        + "\(reviews.stale) stale")
            }
            lines.append("  run       \(facts.run), finished \(last.finished), with \(facts.embeddingModel)")
        } else {
            lines.append("  never built: run casebook build")
        }
        for (period, charges) in spent where period == "30_days" {
            for charge in charges { lines.append("  models    30 days: \(charge.text)") }
        }
        lines.append("  site      \(isPublished ? site.path : "not published")")
        for sent in publications {
            lines.append(
                "  sent      to \(sent.kind) \(sent.target): \(sent.files) files, site \(sent.digest.hex.prefix(12))")
        }
        if !waiting.isEmpty { lines.append("  waiting   \(waiting.joined(separator: ", ")): run casebook build") }
        return lines.joined(separator: "\n") + "\n"
    }

    var json: JSONValue {
        var members: [String: JSONValue] = [
            "tenant": .string(folder), "ok": true, "built": .bool(last != nil), "published": .bool(isPublished),
            "site": .string(site.path), "waiting": .array(waiting.map { .string($0) }),
            "uploads": .array(
                uploads.map {
                    ["name": .string($0.name), "sha256": .string($0.digest.hex), "rows": .integer(Int64($0.rows))]
                }),
        ]
        if let last {
            members["tickets"] = .integer(Int64(last.facts.tickets))
            members["rows"] = .integer(Int64(last.facts.rows))
            members["clusters"] = .integer(Int64(last.titles.count))
            members["gaps"] = .array(last.gaps.map { .string($0.rawValue) })
            members["run"] = .integer(Int64(last.facts.run))
            members["finished"] = .string(last.finished.iso8601)
            members["model"] = .string(last.facts.embeddingModel)
            members["chat_model"] = last.facts.chatModel.map { .string($0) } ?? .null
            members["delayed"] = .object(last.facts.delays.mapValues { .integer(Int64($0)) })
            members["last_run_models"] = .array((last.spent ?? []).map(\.json))
        }
        members["publications"] = .array(
            publications.map {
                [
                    "kind": .string($0.kind), "target": .string($0.target), "files": .integer(Int64($0.files)),
                    "site": .string($0.digest.hex),
                ]
            })
        members["models"] = .object(
            Dictionary(uniqueKeysWithValues: spent.map { ($0.period, .array($0.charges.map(\.json))) }))
        return .object(members)
    }
}

/// `casebook diff`: what changed between two runs.
struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Says what changed between two runs.",
        discussion: "Without arguments, between the last two. A run is named by how far back it lies: 0 is the last.")

    @Argument(help: "The older run, then the newer one, as numbers of runs back.")
    var runs: [Int] = []

    @OptionGroup var options: WorkspaceOptions

    func validate() throws {
        if runs.count > 2 || runs.contains(where: { $0 < 0 }) {
            throw ValidationError("Name at most two runs, as 1 0.")
        }
    }

    func run() async throws {
        try await Exit.guarded {
            let workspace = try options.load()
            let console = Console(quiet: options.quiet)
            var facts: [JSONValue] = []
            for tenant in try options.tenants(of: workspace) {
                let session = try TenantSession(workspace: workspace, tenant: tenant, console: console)
                let stored = try await session.store().runs(limit: 30)
                let older = runs.first ?? 1
                let newer = runs.count > 1 ? runs[1] : 0
                guard stored.indices.contains(newer) else {
                    throw CasebookError(
                        .usage, code: "unknown_run", "\(tenant.folder) has \(stored.count) runs on this machine",
                        remedy: "run casebook build first, or name a nearer run")
                }
                let difference = RunDifference(
                    from: stored.indices.contains(older) ? stored[older] : nil, to: stored[newer])
                facts.append(difference.json(tenant: tenant.folder))
                if options.format == .text { console.output(difference.text(tenant: tenant.folder)) }
            }
            if options.format == .json { console.output(["tenants": .array(facts)]) }
        }
    }
}

/// Two runs compared: clusters by id, tickets by where they stood.
struct RunDifference {
    let born: [ClusterID]
    let ended: [ClusterID]
    /// Size before and after.
    let resized: [(id: ClusterID, before: Int, after: Int)]
    let arrived: Int
    let left: Int
    let moved: Int
    /// The embedding models before and after, when they differ.
    let models: (before: String, after: String)?
    private let titles: [ClusterID: String]

    init(from old: CompletedRun?, to new: CompletedRun) {
        func sizes(_ run: CompletedRun?) -> [ClusterID: Int] {
            var sizes: [ClusterID: Int] = [:]
            for cluster in run?.placements.values.map({ $0 }) ?? [] { sizes[cluster, default: 0] += 1 }
            return sizes
        }
        let before = sizes(old)
        let after = sizes(new)
        born = after.keys.filter { before[$0] == nil }.sorted()
        ended = before.keys.filter { after[$0] == nil }.sorted()
        resized = after.compactMap { id, size in
            before[id].flatMap { $0 == size ? nil : (id: id, before: $0, after: size) }
        }.sorted { $0.id < $1.id }
        let oldPlaces = old?.placements ?? [:]
        arrived = new.facts.tickets - (old?.facts.tickets ?? 0)
        left = oldPlaces.keys.count { new.placements[$0] == nil }
        moved = new.placements.count { ticket, cluster in
            guard let before = oldPlaces[ticket] else { return false }
            return before != cluster
        }
        let model = old?.facts.embeddingModel
        models = model.flatMap { $0 == new.facts.embeddingModel ? nil : (before: $0, after: new.facts.embeddingModel) }
        titles = new.titles.merging(old?.titles ?? [:]) { new, _ in new }
    }

    func text(tenant: String) -> String {
        var lines = ["\(tenant)  \(arrived >= 0 ? "+" : "")\(arrived) tickets, \(moved) moved between clusters"]
        if let models { lines.append("  model    \(models.before) → \(models.after)") }
        for id in born { lines.append("  new      \(id)  \(titles[id] ?? "")") }
        for id in ended { lines.append("  ended    \(id)  \(titles[id] ?? "")") }
        for change in resized {
            lines.append(
                "  changed  \(change.id)  \(change.before) → \(change.after) tickets  \(titles[change.id] ?? "")")
        }
        if lines.count == 1, arrived == 0, moved == 0 { lines = ["\(tenant)  no difference"] }
        return lines.joined(separator: "\n") + "\n"
    }

    func json(tenant: String) -> JSONValue {
        [
            "tenant": .string(tenant), "tickets": .integer(Int64(arrived)), "moved": .integer(Int64(moved)),
            "left_clusters": .integer(Int64(left)),
            "embedding_model": models.map { ["before": .string($0.before), "after": .string($0.after)] } ?? .null,
            "new": .array(born.map { .string($0.rawValue) }),
            "ended": .array(ended.map { .string($0.rawValue) }),
            "changed": .array(
                resized.map {
                    [
                        "cluster": .string($0.id.rawValue), "before": .integer(Int64($0.before)),
                        "after": .integer(Int64($0.after)),
                    ]
                }),
        ]
    }
}
