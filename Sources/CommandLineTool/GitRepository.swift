import Domain
import Foundation

/// The git repository that a workspace lies in. Reads by plumbing commands, whose answers no filter and no
/// configuration changes.
struct GitRepository: Sendable {
    let folder: URL

    /// Runs git in the folder.
    ///
    /// - Parameters:
    ///   - input: what git reads from standard input.
    /// - Throws: `.badInput` with the command's own name when it fails; never git's output, which may quote files.
    @discardableResult
    func run(
        _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]
    ) throws(CasebookError) -> [UInt8] {
        let result = try ChildProcess.run("git", arguments, in: folder, input: input, environment: environment)
        guard result.status == 0 else {
            throw CasebookError(
                .badInput, code: "git_failed", "git \(arguments.first ?? "") ended with status \(result.status)",
                remedy: "check that the workspace is a git repository and that the revisions exist")
        }
        return result.output
    }

    func text(_ arguments: [String]) throws(CasebookError) -> String {
        String(decoding: try run(arguments), as: UTF8.self).trimmedWhitespace
    }

    /// The commit that a revision names.
    func commit(_ revision: String) throws(CasebookError) -> String {
        try text(["rev-parse", "--verify", "--end-of-options", "\(revision)^{commit}"])
    }

    /// Commits one new file on top of HEAD, on a branch that must not exist yet. Neither the working tree nor its index
    /// is touched, and no filter changes a byte.
    ///
    /// - Parameter path: within the folder.
    func commit(
        _ bytes: [UInt8], at path: String, onNewBranch branch: String, message: String
    ) throws(CasebookError) {
        let head = try commit("HEAD")
        let blob = String(
            decoding: try run(["hash-object", "-w", "--no-filters", "--stdin"], input: bytes), as: UTF8.self)
        let place = try text(["rev-parse", "--show-prefix"]) + path
        let index = FileManager.default.temporaryDirectory.appending(path: "casebook-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: index) }
        let alone = ["GIT_INDEX_FILE": index.path]
        try run(["read-tree", head], environment: alone)
        try run(
            ["update-index", "--add", "--cacheinfo", "100644,\(blob.trimmedWhitespace),\(place)"], environment: alone)
        let tree = String(decoding: try run(["write-tree"], environment: alone), as: UTF8.self).trimmedWhitespace
        let made = try run(["commit-tree", tree, "-p", head, "-F", "-"], input: Array(message.utf8))
        let none = String(repeating: "0", count: head.utf8.count)
        try run(
            [
                "update-ref", "-m", "casebook: signed review", "refs/heads/\(branch)",
                String(decoding: made, as: UTF8.self).trimmedWhitespace, none,
            ])
    }

    /// The bytes of blobs, in order, by one process for all.
    func blobs(_ hashes: [String]) throws(CasebookError) -> [[UInt8]] {
        let answer = try run(["cat-file", "--batch"], input: Array(hashes.map { $0 + "\n" }.joined().utf8))
        var blobs: [[UInt8]] = []
        var rest = answer[...]
        // Of each: `HASH blob SIZE`, LF, the bytes, LF.
        while blobs.count < hashes.count {
            guard let end = rest.firstIndex(of: 0x0A),
                let size = Int(String(decoding: rest[..<end], as: UTF8.self).split(separator: " ").last ?? ""),
                rest.distance(from: end, to: rest.endIndex) > size + 1
            else {
                throw CasebookError(
                    .badInput, code: "git_failed", "git cat-file did not give a file of the range",
                    remedy: "fetch the whole history: a shallow or partial clone does not hold it")
            }
            blobs.append(Array(rest[(end + 1)..<(end + 1 + size)]))
            rest = rest[(end + 2 + size)...]
        }
        return blobs
    }

    /// An answer of entries that end in NUL, taken apart.
    func paths(_ arguments: [String]) throws(CasebookError) -> [String] {
        try run(arguments).split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }
}

/// Runs other programs and waits for them.
enum ChildProcess {
    struct Outcome: Sendable {
        let status: Int32
        let output: [UInt8]
    }

    /// Runs a program found on the path. Standard error goes where ours goes, so that people see its questions.
    static func run(
        _ program: String, _ arguments: [String], in folder: URL, input: [UInt8]? = nil,
        environment: [String: String] = [:]
    ) throws(CasebookError) -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        let output = Pipe()
        process.standardOutput = output
        do {
            // A file, not a pipe: a program that reads late would stop a writer that has not yet begun to read.
            if let input { process.standardInput = try inputFile(input) }
            try process.run()
            let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            return Outcome(status: process.terminationStatus, output: Array(bytes))
        } catch {
            throw CasebookError(
                .unavailable, code: "cannot_run", "\(program) cannot be run",
                remedy: "check that \(program) is installed")
        }
    }

    private static func inputFile(_ bytes: [UInt8]) throws -> FileHandle {
        let file = FileManager.default.temporaryDirectory.appending(path: "casebook-\(UUID().uuidString)")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try FileHandle(forReadingFrom: file)
    }
}
