import Foundation
@testable import Publishing
import TestSupport
import Testing

struct GitBenchTests {
    @Test func gitWaitsForNobodyForEver() throws {
        let scratch = try Scratch()
        let bench = try GitBench(workspace: scratch.root)
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
        let bench = try GitBench(workspace: scratch.root)
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
