internal import Domain
internal import Foundation
internal import Glibc

/// Reads files that people wrote, without being led out of the folder they belong to.
struct GuardedFile {
    /// The largest file that is read.
    static let limit = 1 << 20

    /// Where the file may lie at most, links followed.
    let boundary: URL
    /// What the boundary is, for messages and codes: `tenant` or `workspace`.
    let boundaryName: String

    /// What is found at a path, links followed.
    enum Kind: Sendable, Hashable {
        case file(size: Int)
        case folder
        case missing
        case outside
        /// A pipe, a device or a socket.
        case other
    }

    func kind(of url: URL) -> Kind {
        guard let real = GuardedFile.realPath(url.path) else { return .missing }
        guard let base = GuardedFile.realPath(boundary.path) else { return .missing }
        // Bytes, not characters: names that look alike are two folders to the system.
        let isInside = real.utf8.starts(with: (base == "/" ? base : base + "/").utf8)
        guard isInside || real.utf8.elementsEqual(base.utf8) else { return .outside }
        var status = stat()
        guard stat(real, &status) == 0 else { return .missing }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .file(size: Int(status.st_size))
        case S_IFDIR: return .folder
        default: return .other
        }
    }

    /// The text of a file of at most 1 MiB in UTF-8, a byte order mark at its start removed.
    func text(of url: URL, as name: String) throws(CasebookError) -> String {
        if let problem = problem(with: kind(of: url), as: name) { throw CasebookError(.badConfiguration, [problem]) }
        let bytes: Data
        do {
            bytes = try Data(contentsOf: url)
        } catch {
            throw CasebookError(
                .badConfiguration, code: "unreadable_file", file: name, "the file cannot be read",
                remedy: "check its permissions")
        }
        guard bytes.count <= GuardedFile.limit else {
            throw CasebookError(.badConfiguration, [GuardedFile.tooLarge(name)])
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CasebookError(
                .badConfiguration, code: "not_utf8", file: name, line: GuardedFile.firstBadLine(of: bytes),
                "the file is not UTF-8 text", remedy: "save the file in the encoding UTF-8")
        }
        return text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
    }

    /// Why something cannot be read as a file of configuration, or `nil` when it can.
    func problem(with kind: Kind, as name: String) -> Diagnostic? {
        switch kind {
        case .file(let size): size > GuardedFile.limit ? GuardedFile.tooLarge(name) : nil
        case .missing:
            Diagnostic(
                code: "missing_file", file: name, summary: "the file does not exist",
                remedy: "create it; \"casebook init\" writes one to start from")
        case .folder, .other:
            Diagnostic(
                code: "not_a_file", file: name, summary: "this is not a plain file",
                remedy: "put a file in its place, or move it away")
        case .outside: outside(name)
        }
    }

    /// A link leads out of the boundary.
    func outside(_ name: String) -> Diagnostic {
        Diagnostic(
            code: "outside_\(boundaryName)", file: name,
            summary: "the link leads out of the \(boundaryName)'s folder",
            remedy: "put a copy of the file in place of the link")
    }

    private static func tooLarge(_ name: String) -> Diagnostic {
        Diagnostic(
            code: "too_large", file: name, summary: "the file is larger than 1 MiB",
            remedy: "split it into smaller files, or move it away")
    }

    private static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The line on which text stops being UTF-8, counted from 1.
    private static func firstBadLine(of bytes: Data) -> Int? {
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        return lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }.map { $0 + 1 }
    }
}

/// Looking into folders.
enum FolderListing {
    /// The names in a folder by UTF-8 bytes, names that begin with a dot left out; `nil` when it cannot be read.
    static func names(in folder: URL) -> [String]? {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
        return names?.filter { !$0.hasPrefix(".") }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}
