import Domain
import Foundation

/// Runs `git` in a bare repository of its own, deaf to everything in the environment that would lead it elsewhere.
struct GitProgram: Sendable {
    struct Outcome: Sendable {
        let status: Int32
        let output: [UInt8]
        /// What git says went wrong, in English. It may quote addresses: it is looked at, and never shown.
        let complaint: String

        var text: String { String(decoding: output, as: UTF8.self).trimmedWhitespace }
    }

    let folder: URL
    /// What git inherits, as far as it may: the process's variables, unless a test says otherwise.
    let inherited: [String: String]
    /// Configuration that must not stand in arguments, which other users of the machine can read.
    var configuration: [(key: String, value: String)] = []
    var environment: [String: String] = [:]
    /// Whether git may use what the user has configured: identities, proxies, credentials.
    var isAnonymous = false

    /// Variables of git that say who the user is and how to reach servers; all others are taken away.
    private static let passed: Set<String> = [
        "GIT_SSH", "GIT_SSH_COMMAND", "GIT_SSH_VARIANT", "GIT_ASKPASS", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM",
        "GIT_CONFIG_NOSYSTEM", "GIT_EXEC_PATH", "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME",
        "GIT_COMMITTER_EMAIL", "GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_SSL_CERT", "GIT_SSL_KEY",
        "GIT_PROXY_COMMAND", "GIT_PROXY_SSL_CAINFO",
    ]

    /// Before every verb. A hook of the user's could stop or change what is sent, and a server that no longer answers
    /// would be waited for without end.
    private static let settings = [
        "-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c",
        "http.sslVerify=true", "-c", "http.lowSpeedLimit=1", "-c", "http.lowSpeedTime=60",
    ]

    /// Nobody is there to answer what ssh would ask, and a server may fall silent.
    private static let ssh =
        "ssh -o BatchMode=yes -o ConnectTimeout=30 -o ServerAliveInterval=15 -o ServerAliveCountMax=4"

    init(folder: URL, inherited: [String: String] = ProcessInfo.processInfo.environment) {
        self.folder = folder
        self.inherited = inherited
    }

    private func variables() -> [String: String] {
        var variables = inherited.filter { !$0.key.hasPrefix("GIT_") || Self.passed.contains($0.key) }
        variables["GIT_TERMINAL_PROMPT"] = "0"
        // Never a helper program that an address could name.
        variables["GIT_ALLOW_PROTOCOL"] = "file:http:https:ssh"
        variables["LC_ALL"] = "C"
        variables["LANGUAGE"] = ""
        var pairs = configuration
        if isAnonymous {
            variables["HOME"] = folder.path
            variables["XDG_CONFIG_HOME"] = folder.path
            variables["GIT_CONFIG_NOSYSTEM"] = "1"
            variables["GIT_CONFIG_GLOBAL"] = "/dev/null"
            for name in ["GIT_ASKPASS", "SSH_ASKPASS", "SSH_AUTH_SOCK", "GIT_SSL_CERT", "GIT_SSL_KEY"] {
                variables[name] = nil
            }
        } else if let count = inherited["GIT_CONFIG_COUNT"].flatMap(Int.init), count >= 0 {
            pairs =
                (0..<count).compactMap { index in
                    guard let key = inherited["GIT_CONFIG_KEY_\(index)"],
                        let value = inherited["GIT_CONFIG_VALUE_\(index)"]
                    else { return nil }
                    return (key, value)
                } + pairs
        }
        variables["GIT_CONFIG_COUNT"] = String(pairs.count)
        for (index, pair) in pairs.enumerated() {
            variables["GIT_CONFIG_KEY_\(index)"] = pair.key
            variables["GIT_CONFIG_VALUE_\(index)"] = pair.value
        }
        return variables.merging(environment) { _, new in new }
    }

    /// Has ssh neither ask nor wait without end, unless the user or the workspace says how it is to be called.
    ///
    /// - Throws: `.unavailable` when there is no git.
    mutating func boundSSH() throws(CasebookError) {
        guard inherited["GIT_SSH_COMMAND"] == nil, inherited["GIT_SSH"] == nil,
            try run(["config", "core.sshCommand"]).status != 0
        else { return }
        environment["GIT_SSH_COMMAND"] = Self.ssh
    }

    /// Runs git to its end, whatever its status.
    ///
    /// - Throws: `.unavailable` when there is no git.
    func run(_ arguments: [String], input: [UInt8] = []) throws(CasebookError) -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["git"] + Self.settings + arguments
        process.currentDirectoryURL = folder
        process.environment = variables()
        let output = Pipe()
        process.standardOutput = output
        let words = folder.appending(path: "casebook-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: words) }
        do {
            try Data(input).write(to: words.appendingPathExtension("in"))
            try Data().write(to: words)
            // Files, not pipes: git may write and read while nobody reads and writes.
            process.standardInput = try FileHandle(forReadingFrom: words.appendingPathExtension("in"))
            process.standardError = try FileHandle(forWritingTo: words)
            try FileManager.default.removeItem(at: words.appendingPathExtension("in"))
            try process.run()
            let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
            process.waitUntilExit()
            // What env(1) says when there is no such program.
            guard process.terminationStatus != 127 else { throw CocoaError(.fileNoSuchFile) }
            return Outcome(
                status: process.terminationStatus, output: Array(bytes),
                complaint: String(decoding: (try? Data(contentsOf: words)) ?? Data(), as: UTF8.self))
        } catch {
            throw CasebookError(
                .unavailable, code: "cannot_run", "git cannot be run",
                remedy: "check that git is installed, and the space in the folder for temporary files")
        }
    }

    /// Runs git, and gives what it answers.
    ///
    /// - Parameter place: the repository, for errors.
    func answer(_ arguments: [String], input: [UInt8] = [], place: String) throws(CasebookError) -> Outcome {
        let outcome = try run(arguments, input: input)
        guard outcome.status == 0 else { throw GitFailure(outcome.complaint).error(arguments[0], place: place) }
        return outcome
    }
}
