import ArgumentParser
import Domain
import Foundation
import Pipeline

/// `casebook export`: one tenant as one file.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Writes a tenant to one file, for \"casebook import\".",
        discussion: """
            The file holds the tenant's folder and what the database knows: redacted tickets, vectors, texts of models. \
            The exports themselves stay behind unless --with-uploads is given. The ledger keeps the file's SHA-256.
            """)

    @Argument(help: "The tenant.")
    var tenant: String

    @Option(help: "The file; TENANT.casebook.tar.gz unless given. One that is there is replaced.")
    var output: String?

    @Flag(help: "Take the exports and their kept copies along, with the personal data that is in them.")
    var withUploads = false

    @OptionGroup var folder: WorkspaceFolder

    @Option(help: "text for people, json for programs.")
    var format: OutputFormat = .text

    @Flag(name: .shortAndLong, help: "Say nothing but warnings and errors.")
    var quiet = false

    func run() async throws {
        try await Exit.guarded {
            let workspace = try folder.load()
            let console = Console(quiet: quiet)
            let session = try TenantSession(
                workspace: workspace, tenant: workspace.tenant(named: tenant), console: console)
            let file = ArchiveFile(url: URL(filePath: output ?? "\(tenant).casebook.tar.gz"))
            let report = try await TenantExport(session: session, takesRaw: withUploads).run(to: file)
            tell(report, file, console)
        }
    }

    private func tell(_ report: TenantExport.Report, _ file: ArchiveFile, _ console: Console) {
        let counts = report.facts.counts
        for name in report.leftOut {
            console.say("\(tenant)  left out, as it is no part of a tenant: \(name)")
        }
        console.say(
            "\(tenant)  \(file.url.relativePath): \(counts.rows) rows of \(counts.uploads) exports, \(counts.vectors) "
                + "vectors, \(counts.results) results, \(counts.files) files; \(report.size) bytes")
        console.say("\(tenant)  SHA-256 \(report.digest.hex)")
        if withUploads {
            console.show(
                Diagnostic(
                    .warning, code: "raw_data", file: file.name,
                    summary: "the archive holds the exports themselves, with all personal data that is in them",
                    remedy: "keep it as you keep the exports, and delete it when it has done its work"))
        }
        guard format == .json else { return }
        console.output([
            "tenant": .string(tenant), "file": .string(file.url.relativePath), "sha256": .string(report.digest.hex),
            "bytes": .integer(Int64(report.size)), "raw": .bool(withUploads), "counts": counts.json,
            "left_out": .array(report.leftOut.map { .string($0) }),
        ])
    }
}
