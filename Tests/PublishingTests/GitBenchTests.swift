import Foundation
@testable import Publishing
import TestSupport
import Testing

struct GitBenchTests {
    /// Of nobody who has said how git is to work: what the caller of the tests has said counts for nothing.
    private let clean = [
        "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin", "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_NOSYSTEM": "1",
    ]

    @Test func gitWaitsForNobodyForEver() throws {
        let scratch = try Scratch()
        let bench = try GitBench(workspace: scratch.root, inherited: clean)
        #expect(try bench.git.run(["config", "http.lowSpeedLimit"]).text == "1")
        #expect(try bench.git.run(["config", "http.lowSpeedTime"]).text == "60")
        let ssh = bench.git.environment["GIT_SSH_COMMAND"] ?? ""
        #expect(
            ssh.contains("BatchMode=yes") && ssh.contains("ConnectTimeout=") && ssh.contains("ServerAliveInterval="))
        withExtendedLifetime(bench) {}
    }

    /// What the workspace's repository says of ssh is what is called.
    @Test func sshIsCalledAsTheWorkspaceSays() throws {
        let scratch = try Scratch()
        let seen = scratch.root.appending(path: "seen")
        for arguments in [["init", "--quiet"], ["config", "core.sshCommand", "echo called >\(seen.path); false"]] {
            let git = URL(filePath: "/usr/bin/env")
            #expect(try Command.run(git, ["git", "-C", scratch.root.path] + arguments).status == 0)
        }
        let bench = try GitBench(workspace: scratch.root, inherited: clean)
        #expect(bench.git.environment["GIT_SSH_COMMAND"] == nil)
        #expect(try bench.git.run(["ls-remote", "git@git.example:acme/site.git"]).status != 0)
        #expect(try String(contentsOf: seen, encoding: .utf8) == "called\n")
    }

    /// What the user says of ssh stays as it is, wherever that is said.
    @Test(arguments: ["GIT_SSH_COMMAND", "GIT_SSH", "GIT_CONFIG_GLOBAL"])
    func sshIsCalledAsTheUserSays(variable: String) throws {
        let scratch = try Scratch()
        let seen = scratch.root.appending(path: "seen")
        let call = scratch.root.appending(path: "call")
        try Data("#!/bin/sh\necho called >\(seen.path)\nexit 1\n".utf8).write(to: call)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: call.path)
        let configuration = scratch.root.appending(path: "gitconfig")
        try Data("[core]\n\tsshCommand = \(call.path)\n".utf8).write(to: configuration)
        let value = variable == "GIT_CONFIG_GLOBAL" ? configuration.path : call.path
        let bench = try GitBench(workspace: scratch.root, inherited: clean.merging([variable: value]) { $1 })
        #expect(bench.git.environment["GIT_SSH_COMMAND"] == nil)
        #expect(try bench.git.run(["ls-remote", "git@git.example:acme/site.git"]).status != 0)
        #expect(try String(contentsOf: seen, encoding: .utf8) == "called\n")
    }

    @Test func whatKilledRunsLeftGoesWithTheNext() throws {
        let ended = Process()
        ended.executableURL = URL(filePath: "/bin/true")
        try ended.run()
        ended.waitUntilExit()
        func make(_ process: Int32, hoursOld hours: Double) throws -> URL {
            let folder = FileManager.default.temporaryDirectory
                .appending(path: "casebook-git-\(process)-\(UUID().uuidString)")
            let page = folder.appending(path: "repository/objects/page")
            try FileManager.default.createDirectory(
                at: page.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data("a site".utf8).write(to: page)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -3_600 * hours)], ofItemAtPath: folder.path)
            return folder
        }
        let left = try make(ended.processIdentifier, hoursOld: 2)
        let others = [try make(getpid(), hoursOld: 2), try make(ended.processIdentifier, hoursOld: 0)]
        defer { for folder in others { try? FileManager.default.removeItem(at: folder) } }
        let bench = try GitBench()
        #expect(!FileManager.default.fileExists(atPath: left.path))
        for folder in others + [bench.git.folder] { #expect(FileManager.default.fileExists(atPath: folder.path)) }
    }
}
