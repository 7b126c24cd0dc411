public import Foundation

/// A git server over HTTP with repositories of one test: those below `open/` are read by anybody, others by whoever
/// knows the password.
public final class GitServer: Sendable {
    /// Whether it can be started; if not, its tests are skipped, but for `CI`.
    public static let isThere = PythonServer.has("http.server")

    private let server: PythonServer
    private let folder: URL
    public let password = "pass-\(UUID().uuidString)"

    /// - Parameter scratch: its repositories lie in there.
    public init(_ scratch: Scratch) throws {
        folder = scratch.url.appending(path: "git")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        server = try PythonServer("git_server.py", [folder.path, password])
    }

    /// Makes an empty repository.
    ///
    /// - Parameter path: `closed/site.git`.
    /// - Returns: its address, and its folder.
    public func make(_ path: String) throws -> (address: String, folder: URL) {
        let repository = folder.appending(path: path)
        let git = URL(filePath: "/usr/bin/env")
        for arguments in [
            ["git", "init", "--quiet", "--bare", repository.path],
            ["git", "-C", repository.path, "config", "uploadpack.allowFilter", "true"],
        ] {
            guard try Command.run(git, arguments).status == 0 else { throw CocoaError(.fileWriteUnknown) }
        }
        return ("http://127.0.0.1:\(server.port)/\(path)", repository)
    }
}
