public import ArgumentParser
import Domain
import Foundation

/// The `casebook` command.
public struct Casebook: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "casebook",
        abstract: "Turns a pile of support tickets into a published book of cases.",
        discussion: """
            Run it in a workspace (a folder with casebook.yaml), or name one with --workspace. \
            Everything for people goes to standard error, everything for programs to standard output.

            Exit status: 0 done, 1 a check or a tenant failed, 64 usage, 65 bad input data, 69 a service is \
            unavailable, 74 a file could not be written, 77 refused, 78 bad configuration.
            """,
        version: ProgramVersion.text,
        groupedSubcommands: [
            CommandGroup(
                name: "Everyday",
                subcommands: [
                    InitCommand.self, BuildCommand.self, EstimateCommand.self, StatusCommand.self, DiffCommand.self,
                    ServeCommand.self, PublishCommand.self, AskCommand.self, SearchCommand.self, DoctorCommand.self,
                    EvalCommand.self,
                ]),
            CommandGroup(
                name: "Signed reviews",
                subcommands: [
                    ApproveCommand.self, FeedbackCommand.self, SignCommand.self, VerifyCommand.self, SignerCommand.self,
                ]),
            CommandGroup(
                name: "Single stages",
                subcommands: [
                    IngestCommand.self, ClusterCommand.self, ResolveCommand.self, AssessCommand.self,
                    RenderCommand.self,
                ]),
            CommandGroup(
                name: "Workspace and machine",
                subcommands: [
                    WorkCommand.self, RetentionCommand.self, ExportCommand.self, ImportCommand.self,
                    DatabaseCommand.self, LedgerCommand.self, ModelCommand.self,
                    ThemeCommand.self, SchemaCommand.self,
                ]),
            CommandGroup(
                name: "Plumbing",
                subcommands: [
                    EmbedCommand.self, RedactCommand.self, MarkdownCommand.self, VerifySignatureCommand.self,
                ]),
        ])

    public init() {}

    /// Runs the command that this process's arguments name, and ends the process with its status.
    public static func start() async { await main() }
}

/// The program's version: a part of every run's input, so that a new release builds anew.
enum ProgramVersion {
    static let text = "0.1.0"
}
