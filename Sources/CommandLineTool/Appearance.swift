import Domain
import Foundation
import Resources
import SiteRendering
import Workspace

/// What pages look like: the templates, assets and manual that travel in the binary, with the files of the
/// workspace's own `theme/` folder, if it has one, in place of those of the same name.
struct Appearance: Sendable {
    /// By path below `templates/pages`.
    let templates: [String: String]
    let assets: [SiteFile]
    let manual: [SiteFile]
    private let repository: WorkspaceConfiguration.Repository

    /// The folder that `casebook theme eject` writes and that is looked into here.
    static let themeFolder = "theme"

    static func load(for workspace: Workspace) throws -> Appearance {
        let theme = workspace.root.appending(path: themeFolder)
        var templates: [String: String] = [:]
        for file in Resources.files(in: "templates/pages") {
            templates[file.path] = try override(theme.appending(path: "pages/\(file.path)")) ?? file.text
        }
        let assets = try Resources.files(in: "site/assets").map { file in
            SiteFile(
                path: "assets/\(file.path)",
                text: try override(theme.appending(path: "assets/\(file.path)")) ?? file.text)
        }
        let manual =
            workspace.configuration.site.manual
            ? Resources.files(in: "site/manual").map { SiteFile(path: $0.path, text: $0.text) } : []
        return Appearance(
            templates: templates, assets: assets, manual: manual, repository: workspace.configuration.site.repository)
    }

    static func override(_ file: URL) throws -> String? {
        guard FileManager.default.fileExists(atPath: file.path) else { return nil }
        guard let text = String(data: try Data(contentsOf: file), encoding: .utf8) else {
            throw CasebookError(
                .badConfiguration, code: "not_utf8", file: file.path, "the theme's file is not UTF-8 text",
                remedy: "save it as UTF-8, or delete it to use the built-in one")
        }
        return text
    }

    /// Of everything, in order of path.
    var digest: ContentDigest {
        var hasher = ContentDigest.DigestHasher()
        for (path, text) in templates.sorted(by: { $0.key < $1.key }) {
            hasher.update(field: path)
            hasher.update(field: text)
        }
        for file in assets + manual {
            hasher.update(field: file.path)
            hasher.update(field: file.digest.hex)
        }
        for field in [repository.host?.rawValue, repository.url, repository.branch, repository.folder] {
            hasher.update(field: field ?? "")
        }
        return hasher.finish()
    }

    func renderer(reviews: ReviewPlace, threads: Int) throws -> SiteRenderer {
        try SiteRenderer(templates: templates, assets: assets, manual: manual, reviews: reviews, threads: threads)
    }
}
