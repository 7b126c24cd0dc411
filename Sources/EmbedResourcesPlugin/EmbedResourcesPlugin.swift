import Foundation
import PackagePlugin

/// Runs `EmbedResources` before the `Resources` target is compiled, again whenever an embedded file changes.
@main
struct EmbedResourcesPlugin: BuildToolPlugin {
    /// Folders of the package, relative to its root, whose files travel inside the binary.
    private static let folders = ["templates", "site/assets", "site/manual"]

    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        let root = context.package.directoryURL
        let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedResources.swift")
        var inputs: [URL] = []
        for folder in Self.folders {
            let base = root.appending(path: folder)
            guard let walker = FileManager.default.enumerator(at: base, includingPropertiesForKeys: [.isRegularFileKey])
            else { continue }
            for case let file as URL in walker
            where try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
                inputs.append(file)
            }
        }
        inputs.sort { $0.path < $1.path }
        return [
            .buildCommand(
                displayName: "Embedding templates, assets and manual",
                executable: try context.tool(named: "EmbedResources").url,
                arguments: [output.path, root.path] + Self.folders,
                inputFiles: inputs,
                outputFiles: [output])
        ]
    }
}
