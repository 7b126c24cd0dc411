import ArgumentParser
import Domain
import Embedding
import Foundation
import Pipeline
import Workspace

/// `casebook retention`: what is too old, and what somebody asked to have erased.
struct RetentionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retention", abstract: "Deletes what is too old, or erases tickets on request.",
        discussion: """
            Without --apply it says what would go, and changes nothing. Give a requester as the exports have it (an \
            address or a name), or "-" to read requesters from standard input, one a line.
            """)

    @OptionGroup var common: WorkspaceOptions

    @Flag(help: "Do it, instead of saying what would be done.")
    var apply = false

    @Option(help: "Erase this ticket (with --tenant; may be given several times).")
    var eraseTicket: [String] = []

    @Option(help: "Erase all tickets of this requester (with --tenant; may be given several times).")
    var eraseRequester: [String] = []

    @Flag(help: "The key of earlier erasures is lost: give them up for this one, which has to name them all again.")
    var lostKey = false

    func run() async throws {
        try await Exit.guarded {
            let workspace = try common.load()
            let tenants = try common.tenants(of: workspace)
            let request = try self.request()
            guard request == nil || tenants.count == 1 else {
                throw CasebookError(
                    .usage, code: "name_a_tenant", "tickets are erased in one tenant at a time",
                    remedy: "add --tenant NAME")
            }
            let console = Console(quiet: common.quiet)
            var facts: [JSONValue] = []
            for tenant in tenants {
                facts.append(try await work(tenant, of: workspace, request: request, console: console))
            }
            if common.format == .json { console.output(["applied": .bool(apply), "tenants": .array(facts)]) }
        }
    }

    /// What is to be erased; `nil` when the rules alone are to be applied.
    private func request() throws -> ErasureRequest? {
        var requesters = eraseRequester.filter { $0 != "-" }
        if requesters.count < eraseRequester.count {
            while let line = readLine() { requesters.append(line) }
        }
        requesters = requesters.filter { !$0.allSatisfy(\.isWhitespace) }
        let tickets = eraseTicket.map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
        guard !tickets.isEmpty || !requesters.isEmpty else {
            guard !lostKey, eraseTicket.isEmpty, eraseRequester.isEmpty else {
                throw CasebookError(
                    .usage, code: "nothing_to_erase", "no ticket and no requester is named",
                    remedy: "add --erase-ticket ID or --erase-requester WHO")
            }
            return nil
        }
        return ErasureRequest(tickets: tickets.map(TicketID.init), requesters: requesters, replacesLostKey: lostKey)
    }

    private func work(
        _ tenant: TenantWorkspace, of workspace: Workspace, request: ErasureRequest?, console: Console
    ) async throws -> JSONValue {
        let session = try TenantSession(workspace: workspace, tenant: tenant, console: console)
        guard session.hasStore else {
            guard request == nil else {
                throw CasebookError(
                    .usage, code: "nothing_ingested", file: "tenants/\(tenant.folder)",
                    "no exports have been read here, so that the tickets cannot be found",
                    remedy: "run \"casebook ingest\" first")
            }
            console.say("\(tenant.folder)  no exports have been read here: nothing to do")
            return ["tenant": .string(tenant.folder), "files": 0, "tickets": 0, "rows": 0]
        }
        // A dry run leaves no trace, not even a lock's file.
        return apply
            ? try await session.locked { try await work(session, request: request) }
            : try await work(session, request: request)
    }

    private func work(_ session: TenantSession, request: ErasureRequest?) async throws -> JSONValue {
        let (tenant, console) = (session.tenant, session.console)
        // Nothing is embedded here: any embedder will do.
        let run = try session.run(embedder: LexicalEmbedder(), chat: nil)
        if let request {
            if apply { try session.forgetBrought() }
            return try await erase(request, by: run, in: tenant, console: console)
        }
        let report = try await run.retain(apply: apply)
        if report.isEmpty {
            console.say("\(tenant.folder)  nothing is too old")
        } else {
            console.say(
                "\(tenant.folder)  \(apply ? "gone" : "would go"): \(report.files) copies of exports "
                    + "(files.retention_days), \(report.tickets) tickets with \(report.rows) rows "
                    + "(tickets.retention_days)" + next)
        }
        return [
            "tenant": .string(tenant.folder), "files": .integer(Int64(report.files)),
            "tickets": .integer(Int64(report.tickets)), "rows": .integer(Int64(report.rows)),
        ]
    }

    private func erase(
        _ request: ErasureRequest, by run: TenantRun, in tenant: TenantWorkspace, console: Console
    ) async throws -> JSONValue {
        let report = try await run.erase(request, apply: apply)
        console.say(
            "\(tenant.folder)  \(apply ? "erased" : "would be erased"): \(report.tickets) tickets with \(report.rows) "
                + "rows, \(report.files) copies of exports" + next)
        if report.isKnown, report.rows == 0 { console.say("\(tenant.folder)  the ledger has this erasure already") }
        return [
            "tenant": .string(tenant.folder), "files": .integer(Int64(report.files)),
            "tickets": .integer(Int64(report.tickets)), "rows": .integer(Int64(report.rows)),
            "known": .bool(report.isKnown),
        ]
    }

    private var next: String {
        apply ? "; the site follows with the next \"casebook build\"" : "; --apply does it"
    }
}
