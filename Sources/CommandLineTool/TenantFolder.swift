import Domain
import Foundation
import Pipeline
import Workspace

/// The files of a tenant's folder that belong to the tenant, whatever else lies there.
struct TenantFolder {
    let tenant: TenantWorkspace

    /// Paths of the files, in order of bytes.
    private(set) var files: [String] = []
    /// Names of what is left out besides the inbox.
    private(set) var others: [String] = []

    /// - Throws: `.badConfiguration` when a link leads out of the folder.
    init(_ tenant: TenantWorkspace) throws {
        self.tenant = tenant
        let folders = ["", "reviews"] + ArchiveLayout.folders
        for folder in folders {
            for name in try Self.names(in: tenant.root.appending(path: folder)) where !name.hasPrefix(".") {
                let path = folder.isEmpty ? name : "\(folder)/\(name)"
                if folders.contains(path) || path == "inbox" { continue }
                if ArchiveLayout.isTenantFile(path), try isFile(path) {
                    files.append(path)
                } else {
                    others.append(path)
                }
            }
        }
        files.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        others.sort()
    }

    func url(of path: String) -> URL { tenant.root.appending(path: path) }

    private func isFile(_ path: String) throws -> Bool {
        let file = url(of: path).resolvingSymlinksInPath()
        let root = tenant.root.resolvingSymlinksInPath().path + "/"
        func outside(_ what: String) -> CasebookError {
            CasebookError(
                .badConfiguration, code: "outside_tenant", file: tenant.path(of: path), what,
                remedy: "put a copy of the file in place of the link")
        }
        guard file.path.utf8.starts(with: root.utf8) else {
            throw outside("the link leads out of the tenant's folder")
        }
        // A raw export, or anything else that is left out, goes along under no other name.
        guard let target = String(file.path.utf8.dropFirst(root.utf8.count)), ArchiveLayout.isTenantFile(target) else {
            throw outside("the link leads to a file that is no part of the tenant")
        }
        let type = try? FileManager.default.attributesOfItem(atPath: file.path)[.type] as? FileAttributeType
        return type == .typeRegular
    }

    private static func names(in folder: URL) throws -> [String] {
        guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder.path)
    }
}
