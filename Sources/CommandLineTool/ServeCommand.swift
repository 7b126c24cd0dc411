import ArgumentParser
import DevelopmentServer
import Domain
import Foundation
import Pipeline
import Workspace

/// `casebook serve`: the sites on loopback, rebuilt and reloaded as files change.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serves the sites on this machine, rebuilt and reloaded as files change.")

    @OptionGroup var options: RunOptions

    @Option(help: "The port on 127.0.0.1; 0 takes a free one.")
    var port: UInt16 = 8765

    @Flag(help: "Serve what is published; do not watch for changes.")
    var noWatch = false

    func run() async throws {
        try await Exit.guarded {
            let workspace = try options.common.load(overrides: options.output.map { ["site.output": $0] } ?? [:])
            let console = Console(quiet: options.common.quiet)
            let version = SiteVersion()
            let server = SiteServer(root: workspace.outputFolder, port: port, version: version)
            let watched = ["casebook.yaml", "tenants", Appearance.themeFolder].map {
                workspace.root.appending(path: $0)
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await server.run { console.say("Serving on http://127.0.0.1:\($0)/ (stop with Ctrl-C)") }
                }
                if !noWatch {
                    group.addTask {
                        try await FolderWatcher(watched).run { _ in
                            console.say("A file changed: building…")
                            try? await options.run(through: .render)
                            version.bump()
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
    }
}
