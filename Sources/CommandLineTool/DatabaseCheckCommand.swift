import ArgumentParser
import Domain
import Embedding
import Pipeline
import PostgresStore
import Workspace

/// `casebook db check`: the database proved against this release and the workspace.
struct DatabaseCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Checks that tenants are kept apart, and that no rows are missing.",
        discussion: """
            Looks at the tables, the policies and the role, and counts each tenant's rows against what was read. With \
            --repair exports whose rows do not agree are read again.
            """)

    @Flag(help: "Read exports again whose rows do not agree.")
    var repair = false

    @OptionGroup var options: WorkspaceOptions

    func run() async throws {
        try await Exit.guarded {
            let workspace = try options.load()
            let console = Console(quiet: options.quiet)
            let settings = try workspace.ownersDatabase()
            let state = try await DatabaseOwner(settings).state()
            var faults = state.faults
            var facts: [JSONValue] = []
            // Where the tables are not this release's, no tenant's rows can be counted.
            for tenant in state.isCurrent ? try options.tenants(of: workspace) : [] {
                let session = try TenantSession(workspace: workspace, tenant: tenant, console: console)
                let check = try await TenantRowCheck(session: session, settings: settings)
                faults += repair ? try await check.repair() : check.faults
                facts.append(check.json)
            }
            for fault in faults { console.show(fault) }
            if options.format == .json {
                console.output([
                    "ok": .bool(faults.isEmpty), "faults": .array(faults.map(\.json)), "tenants": .array(facts),
                ])
            } else if faults.isEmpty {
                console.output("the database holds: \(state.tables.count) tables, \(facts.count) tenants\n")
            }
            if !faults.isEmpty { throw ExitCode(CasebookError.Kind.checkFailed.rawValue) }
        }
    }
}

/// One tenant's rows, counted against its uploads.
struct TenantRowCheck {
    let session: TenantSession
    private let store: PostgresStore
    private let uploads: [StoredUpload]
    private let discrepancies: [UploadDiscrepancy]

    /// - Parameter settings: of the user that checks; rows are read as the role all the same.
    init(session: TenantSession, settings: PostgresDatabase.Settings) async throws {
        self.session = session
        store = PostgresStore(session.database ?? PostgresDatabase(settings), tenant: session.configuration.id)
        uploads = try await store.uploads()
        discrepancies = try await store.discrepancies()
    }

    private var folder: String { session.tenant.folder }

    var faults: [Diagnostic] { faults(discrepancies) }

    private func faults(_ discrepancies: [UploadDiscrepancy]) -> [Diagnostic] {
        discrepancies.map {
            Diagnostic(
                code: "rows_missing", file: session.tenant.path(of: "inbox/\($0.name)"),
                summary: "\($0.expected) rows were read from the export, and \($0.found) are in the database",
                remedy: "run \"casebook db check --repair\"")
        }
    }

    var json: JSONValue {
        [
            "tenant": .string(folder), "uploads": .integer(Int64(uploads.count)),
            "rows": .integer(Int64(uploads.reduce(0) { $0 + $1.rows })),
            "differing": .array(
                discrepancies.map {
                    [
                        "upload": .string($0.name), "expected": .integer(Int64($0.expected)),
                        "found": .integer(Int64($0.found)),
                    ]
                }),
        ]
    }

    /// Reads again what does not agree.
    ///
    /// - Returns: what could not be repaired.
    func repair() async throws -> [Diagnostic] {
        guard !discrepancies.isEmpty else { return [] }
        guard session.database != nil else {
            throw CasebookError(
                .badConfiguration, code: "no_database", file: "casebook.yaml",
                "storage.database is not configured: builds, and so repairs, would use this machine's own file",
                remedy: "set storage.database, or CASEBOOK_DATABASE, to where builds keep their state")
        }
        let digests = Dictionary(uniqueKeysWithValues: uploads.map { ($0.name, $0.digest) })
        let kept = Set(try await session.uploads().kept())
        let present = Set(try session.plan().exports.map(\.digest))
        return try await session.locked {
            var left: [Diagnostic] = []
            for discrepancy in discrepancies {
                let digest = digests[discrepancy.name]
                guard let digest, present.contains(digest) || kept.contains(digest) else {
                    left.append(
                        Diagnostic(
                            code: "export_missing", file: session.tenant.path(of: "inbox/\(discrepancy.name)"),
                            summary: "rows of the export are missing, and it is no longer here to be read again",
                            remedy: "put it back into the inbox, then repair again"))
                    continue
                }
                try await store.outdate(upload: discrepancy.name)
                session.console.say("\(folder)  \(discrepancy.name) is read again")
            }
            // Nothing is embedded here: any embedder will do.
            let report = try await session.run(embedder: LexicalEmbedder(), chat: nil).build(through: .ingest)
            let missing = Set(left.compactMap(\.file))
            let differing = faults(try await store.discrepancies()).filter { $0.file.map(missing.contains) != true }
            return left + report.failures + differing
        }
    }
}
