import ArgumentParser
import Domain
import Foundation
import Pipeline
import Workspace

/// `casebook import`: a tenant out of a file.
struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Brings in a tenant that \"casebook export\" has written.",
        discussion: """
            The whole file is checked before anything changes. A tenant that is there is never changed, and an import \
            that was killed can be repeated. The next build makes the site.
            """)

    @Argument(help: "The file.")
    var file: String

    @Option(name: .customLong("as"), help: "The tenant's folder here; the one that it had unless given.")
    var name: String?

    @Flag(help: "Check the file and say what would be brought in; change nothing.")
    var dryRun = false

    @OptionGroup var folder: WorkspaceFolder

    @Option(help: "text for people, json for programs.")
    var format: OutputFormat = .text

    @Flag(name: .shortAndLong, help: "Say nothing but warnings and errors.")
    var quiet = false

    func run() async throws {
        try await Exit.guarded {
            let workspace = try folder.load()
            let console = Console(quiet: quiet)
            let check = try ArchiveCheck(ArchiveFile(url: URL(filePath: file)))
            let name = name ?? check.facts.folder
            guard TenantID(name) != nil else {
                throw CasebookError(
                    .usage, code: "bad_value", "\"\(name)\" cannot be a tenant's folder",
                    remedy: "add --as with 1 to 63 characters of a-z, 0-9 and inner -")
            }
            let work = TenantImport(check: check, workspace: workspace, name: name, console: console)
            // One import at a time. A dry run leaves no trace, not even a lock's file.
            let lock = dryRun ? nil : try RunLock(folder: workspace.stateFolder.appending(path: "imports"))
            defer { lock?.release() }
            let isDone = try work.isDone()
            if !isDone {
                _ = try work.configuration()
                if !dryRun { try await work.land() }
            } else if !dryRun {
                work.clearMark()
            }
            tell(check, name: name, isDone: isDone, workspace: workspace, console)
        }
    }

    private func tell(_ check: ArchiveCheck, name: String, isDone: Bool, workspace: Workspace, _ console: Console) {
        let counts = check.facts.counts
        let what =
            "\(counts.rows) rows of \(counts.uploads) exports, \(counts.vectors) vectors, \(counts.results) results, "
            + "\(counts.files) files" + (check.facts.isRaw ? ", and the exports themselves" : "")
        if isDone {
            console.say("\(name)  this archive was imported before: nothing to do")
        } else if dryRun {
            console.say("\(name)  would bring in \(what), to tenants/\(name)")
        } else {
            console.say("\(name)  brought in \(what), to tenants/\(name); \"casebook build\" makes the site")
        }
        if !isDone, let warning = TokenKeyWarning(check, workspace: workspace).diagnostic { console.show(warning) }
        guard format == .json else { return }
        console.output([
            "tenant": .string(check.facts.tenant.rawValue), "folder": .string(name),
            "sha256": .string(check.digest.hex), "imported": .bool(!isDone && !dryRun), "known": .bool(isDone),
            "raw": .bool(check.facts.isRaw), "counts": counts.json,
        ])
    }
}

/// What it means that the key of person tokens is another one here.
struct TokenKeyWarning {
    let diagnostic: Diagnostic?

    init(_ check: ArchiveCheck, workspace: Workspace) {
        let here = try? workspace.tokenKeyCheck(of: check.facts.tenant)
        guard let there = check.facts.tokenKey, here != there else {
            diagnostic = nil
            return
        }
        let erasures =
            check.ledger.state.erasures.isEmpty
            ? "" : "; and tickets were erased that only that key tells from others, so that builds refuse to run"
        diagnostic = Diagnostic(
            .warning, code: "other_token_key",
            summary: (here == nil ? "this workspace has no token key yet" : "the token key here is another one")
                + " than where the tenant comes from: people in new exports get other tokens than in its tickets, and "
                + "erasing a requester would miss those" + erasures,
            remedy: "before the next run, bring .casebook/token.key from there, or set CASEBOOK_TOKEN_KEY")
    }
}
