public import ArgumentParser
import Domain
import Foundation
import Publishing
import Resources
public import Workspace

/// `casebook init`: lays out a workspace.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Lays out a workspace with a tenant. Existing files are left as they are.")

    @Argument(help: "The folder.")
    var folder = "."

    @Option(help: "The first tenant's key: a folder name of a-z, 0-9 and -.")
    var tenant = "acme"

    @Option(help: "The first tenant's name.")
    var name: String?

    @Option(help: "Write the workflows of a CI system: github, gitlab or azure.")
    var ci: ContinuousIntegration?

    @Option(help: "Write the configuration of a web server that lets in only who may read: nginx.")
    var hosting: WebServer?

    @Option(help: "Who decides about signers, roles and workflows, for CODEOWNERS: \"@acme/admins @alice\".")
    var owners: String?

    func run() async throws {
        try await Exit.guarded {
            guard let id = TenantID(tenant) else {
                throw CasebookError(
                    .usage, code: "bad_value", "--tenant is not a tenant key",
                    remedy: "use 1 to 63 characters of a-z, 0-9 and inner -")
            }
            let templates = Resources.files(in: "templates/workspace").map { ($0.path, $0.text) }
            let scaffold = WorkspaceScaffold(templates: Dictionary(uniqueKeysWithValues: templates))
            let files = try scaffold.plan(
                tenant: id, name: name ?? tenant, ci: ci, server: hosting,
                owners: owners ?? ContinuousIntegration.unnamedOwners)
            let result = try WorkspaceScaffold.write(files, to: URL(filePath: folder))
            let console = Console()
            for path in result.written { console.say("wrote  \(path)") }
            for path in result.kept { console.say("kept   \(path) (it exists)") }
            if owners == nil, let file = files.first(where: { $0.path.hasSuffix("CODEOWNERS") }) {
                console.say(
                    "Put the people who decide about signers into \(file.path), in place of "
                        + ContinuousIntegration.unnamedOwners)
            }
            console.say(
                "Next: run casebook model fetch once, put ticket exports into \(folder)/tenants/\(tenant)/inbox, "
                    + "and run casebook build.")
        }
    }
}

extension ContinuousIntegration: ExpressibleByArgument {}
extension WebServer: ExpressibleByArgument {}

/// `casebook schema`: the JSON Schemas of the configuration files.
struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Writes the JSON Schemas of the configuration files, for editors.")

    @Argument(help: "One schema's name (casebook, tenant, question, article), to standard output.")
    var name: String?

    @Option(help: "A folder to write all of them to.")
    var output: String?

    func run() async throws {
        try await Exit.guarded {
            let schemas = ConfigurationSchemas.all
            if let output {
                for schema in schemas {
                    try AtomicFile.write(schema.bytes, to: URL(filePath: output).appending(path: schema.path))
                }
                return
            }
            guard let schema = schemas.first(where: { $0.path == "\(name ?? "casebook").schema.json" }) else {
                throw CasebookError(
                    .usage, code: "unknown_schema", "there is no schema of that name",
                    remedy: "name one of casebook, tenant, question, article")
            }
            Console().output(String(decoding: schema.bytes, as: UTF8.self))
        }
    }
}

/// `casebook theme eject`: the built-in templates and assets, to be changed.
struct ThemeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "theme", abstract: "The look of the sites.", subcommands: [Eject.self])

    struct Eject: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Writes the built-in templates and assets into the workspace's theme folder.",
            discussion: """
                Files in theme/pages, theme/assets and theme/prompts are used in place of the built-in ones of the same name. \
                Delete what you did not change: it then follows new releases. Existing files are left as they are.
                """)

        @OptionGroup var options: WorkspaceOptions

        func run() async throws {
            try await Exit.guarded {
                let workspace = try options.load()
                let theme = workspace.root.appending(path: Appearance.themeFolder)
                var files = Resources.files(in: "templates/pages").map {
                    SiteFile(path: "pages/\($0.path)", text: $0.text)
                }
                files += Resources.files(in: "site/assets").map { SiteFile(path: "assets/\($0.path)", text: $0.text) }
                files += Resources.files(in: "templates/prompts").map {
                    SiteFile(path: "prompts/\($0.path)", text: $0.text)
                }
                let result = try WorkspaceScaffold.write(files, to: theme)
                Console(quiet: options.quiet).say(
                    "wrote \(result.written.count) files to \(theme.path), kept \(result.kept.count)")
            }
        }
    }
}
