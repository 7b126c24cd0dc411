internal import Domain
internal import Foundation

/// The files of one kind in a tenant's folder: `knowledge/*.md`, `questions/*.yaml`.
struct TenantFiles {
    let tenant: TenantWorkspace
    /// Below the tenant's root.
    let folder: String
    /// Of the files that belong here.
    let suffix: String
    /// What such a file is, for messages: `an article`.
    let what: String

    /// Hands over each file's name without suffix, its text and its path for diagnostics, in order of name. Gives
    /// back what was wrong with the others. A folder that does not exist is an empty one.
    func read(_ each: (_ stem: String, _ text: String, _ file: String) throws(CasebookError) -> Void) -> [Diagnostic] {
        let guarded = tenant.guardedFile
        let url = tenant.root.appending(path: folder, directoryHint: .isDirectory)
        switch guarded.kind(of: url) {
        case .missing: return []
        case .outside: return [guarded.outside(tenant.path(of: folder))]
        case .file, .other: return [TenantFiles.notAFolder(tenant.path(of: folder))]
        case .folder: break
        }
        guard let names = FolderListing.names(in: url) else { return [TenantFiles.unreadable(tenant.path(of: folder))] }
        var diagnostics: [Diagnostic] = []
        for name in names {
            let file = tenant.path(of: "\(folder)/\(name)")
            guard name.hasSuffix(suffix) else {
                diagnostics.append(stray(file))
                continue
            }
            do throws(CasebookError) {
                let text = try guarded.text(of: url.appending(path: name), as: file)
                try each(String(name.dropLast(suffix.count)), text, file)
            } catch {
                diagnostics += error.diagnostics
            }
        }
        return diagnostics
    }

    /// The file's name cannot be an id.
    func badName(_ file: String) -> CasebookError {
        CasebookError(
            .badConfiguration, code: "bad_name", file: file, "the name of \(what) is its id, and this one cannot be",
            remedy: "rename it to at most 100 of a-z, 0-9 and -, as in \"reset-a-password\(suffix)\"")
    }

    private func stray(_ file: String) -> Diagnostic {
        Diagnostic(
            .warning, code: "stray_file", file: file, summary: "this is not read: \(what) ends in \(suffix)",
            remedy: "rename it, or move it away")
    }

    static func notAFolder(_ file: String) -> Diagnostic {
        Diagnostic(
            code: "not_a_folder", file: file, summary: "this is not a folder", remedy: "put a folder in its place")
    }

    static func unreadable(_ file: String) -> Diagnostic {
        Diagnostic(
            code: "unreadable_file", file: file, summary: "the folder cannot be read",
            remedy: "check its permissions")
    }
}
