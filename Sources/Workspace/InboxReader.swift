public import Domain
public import Foundation

/// An export that waits in a tenant's inbox.
public struct InboxFile: Sendable, Hashable {
    public let name: String
    public let url: URL
    /// In bytes.
    public let size: Int

    public init(name: String, url: URL, size: Int) {
        self.name = name
        self.url = url
        self.size = size
    }
}

/// The exports of a tenant, and what else was found among them.
public struct InboxListing: Sendable {
    /// By name.
    public let files: [InboxFile]
    public let diagnostics: [Diagnostic]
}

/// Looks into a tenant's `inbox/`.
public enum InboxReader {
    /// The endings of exports, each also with `.gz` behind it.
    public static let suffixes = [".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".xlsx"]

    /// Lists the exports of a tenant. Names that begin with a dot are passed over, other files, folders and links
    /// out of the tenant's folder are diagnosed. An inbox that does not exist is an empty one.
    public static func list(_ tenant: TenantWorkspace) -> InboxListing {
        list(tenant.inbox, path: tenant.path(of: "inbox"), tenant.guardedFile)
    }

    /// The same for a folder that a tenant's exports were brought to.
    public static func list(_ tenant: TenantWorkspace, in folder: URL) -> InboxListing {
        list(folder, path: tenant.path(of: "inbox"), GuardedFile(boundary: folder, boundaryName: "tenant"))
    }

    private static func list(_ inbox: URL, path: String, _ guarded: GuardedFile) -> InboxListing {
        switch guarded.kind(of: inbox) {
        case .missing: return InboxListing(files: [], diagnostics: [])
        case .outside: return InboxListing(files: [], diagnostics: [guarded.outside(path)])
        case .file, .other: return InboxListing(files: [], diagnostics: [TenantFiles.notAFolder(path)])
        case .folder: break
        }
        guard let names = FolderListing.names(in: inbox) else {
            return InboxListing(files: [], diagnostics: [TenantFiles.unreadable(path)])
        }
        var files: [InboxFile] = []
        var diagnostics: [Diagnostic] = []
        for name in names {
            let url = inbox.appending(path: name)
            let kind = guarded.kind(of: url)
            if let problem = problem(with: kind, name: name, file: "\(path)/\(name)", guarded) {
                diagnostics.append(problem)
            } else if case .file(let size) = kind {
                files.append(InboxFile(name: name, url: url, size: size))
            }
        }
        return InboxListing(files: files, diagnostics: diagnostics)
    }

    /// Whether a name is one of a file that lies in an inbox and can be an export's.
    public static func isPlainName(_ name: String) -> Bool {
        // Bytes, not characters: a combining mark would hide the slash before it.
        (1...255).contains(name.utf8.count) && name.utf8.first != 0x2E && !name.utf8.contains(0x2F) && isExport(name)
            && !name.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    private static func isExport(_ name: String) -> Bool {
        var name = name.lowercased()
        if name.hasSuffix(".gz") { name.removeLast(3) }
        return suffixes.contains { name.hasSuffix($0) && name.utf8.count > $0.utf8.count }
    }

    private static func problem(
        with kind: GuardedFile.Kind, name: String, file: String, _ guarded: GuardedFile
    ) -> Diagnostic? {
        let isExport = isExport(name)
        if name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            return Diagnostic(
                code: "bad_name", file: String(Printable.quoted(file).dropFirst().dropLast()),
                summary: "the name holds a control character", remedy: "rename the file")
        }
        switch kind {
        case .file where isExport: return nil
        case .file:
            return Diagnostic(
                .warning, code: "unknown_format", file: file, summary: "no export has this ending, so it is not read",
                remedy: "move it away, or export as \(Printable.list(suffixes)), each also with .gz")
        case .folder where !isExport:
            return Diagnostic(
                .warning, code: "stray_folder", file: file, summary: "folders in the inbox are not read",
                remedy: "move the exports up into the inbox")
        case .outside: return guarded.outside(file)
        case .folder, .other:
            return Diagnostic(
                code: "not_a_file", file: file, summary: "this is not a plain file",
                remedy: "put the export itself in its place, or move it away")
        case .missing:
            return Diagnostic(
                code: "unreadable_file", file: file, summary: "the link leads to nothing",
                remedy: "put the export in its place, or remove the link")
        }
    }
}
