import ArgumentParser
import Domain
import PostgresStore

/// `casebook db`: the PostgreSQL database that tenants share.
struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db", abstract: "Sets up, updates and checks a PostgreSQL database.",
        discussion: """
            The database is storage.database of casebook.yaml, or CASEBOOK_DATABASE. "init" and "migrate" need the \
            tables' owner: name another user's connection string in CASEBOOK_DATABASE_OWNER.
            """, subcommands: [Init.self, Migrate.self, Status.self, DatabaseCheckCommand.self])

    /// `casebook db init`.
    struct Init: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes the schema, its tables and the role that runs use, where they are missing.")

        @Option(help: "Make this database user a member of the role, so that runs can connect as it.")
        var grantTo: String?

        @OptionGroup var options: WorkspaceFolder

        func run() async throws {
            try await Exit.guarded {
                let settings = try options.load().ownersDatabase()
                let applied = try await DatabaseOwner(settings).initialize(grantingTo: grantTo)
                let console = Console()
                DatabaseCommand.tell(applied, settings, console)
                guard let grantTo else { return }
                console.say("\(grantTo) is a member of \(settings.role)")
            }
        }
    }

    /// `casebook db migrate`.
    struct Migrate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Brings the tables up to date with this release.")

        @OptionGroup var options: WorkspaceFolder

        func run() async throws {
            try await Exit.guarded {
                let settings = try options.load().ownersDatabase()
                DatabaseCommand.tell(try await DatabaseOwner(settings).migrate(), settings, Console())
            }
        }
    }

    private static func tell(_ applied: [String], _ settings: PostgresDatabase.Settings, _ console: Console) {
        console.say(
            applied.isEmpty
                ? "the schema \(settings.schema) is up to date"
                : "the schema \(settings.schema) has \(applied.joined(separator: ", "))")
    }

    /// `casebook db status`.
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says what the database is like: versions, the role, row-level security, pgvector.")

        @OptionGroup var options: WorkspaceFolder

        @Option(help: "text for people, json for programs.")
        var format: OutputFormat = .text

        func run() async throws {
            try await Exit.guarded {
                let state = try await DatabaseOwner(try options.load().ownersDatabase()).state()
                switch format {
                case .json: Console().output(state.json)
                case .text: Console().output(state.text)
                }
            }
        }
    }
}
