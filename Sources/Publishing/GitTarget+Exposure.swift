import Domain
import Foundation

extension GitTarget {
    /// Asks for the branches without any credentials, where the repository has an address for browsers.
    ///
    /// - Throws: `.unavailable`, with the code `readers_unknown`, when the answer is none: only the demand to sign in, and
    ///   that there is no such repository, mean that not everybody reads it.
    public func exposure() throws -> String? {
        let bench = try GitBench(workspace: workspace)
        defer { withExtendedLifetime(bench) {} }
        // People's configuration may write another address in its place.
        let real = try bench.git.answer(["ls-remote", "--get-url", branch.repository], place: place).text
        guard let address = GitAddress(real).anonymous else { return nil }
        var git = bench.git
        git.isAnonymous = true
        git.configuration = try Self.route(to: address, by: bench.git)
        let answer = try git.run(["-c", "http.lowSpeedTime=20", "ls-remote", "--heads", "--", address])
        if answer.status == 0 { return "the repository can be read without signing in" }
        guard GitFailure.isClosed(answer.complaint) else {
            throw CasebookError(
                .unavailable, code: "readers_unknown", file: place,
                "the repository did not say whether anybody can read it without signing in",
                remedy: "try again, and check its address and git's http.proxy; if its server cannot be reached like "
                    + "that from here, say \"public: false\" in publish once you know that only your people read it")
        }
        return nil
    }

    /// How the user and the workspace reach an address, without what lets them in there.
    private static func route(
        to address: String, by git: GitProgram
    ) throws(CasebookError) -> [(key: String, value: String)] {
        // Paths may begin with the user's home folder, which is another one for somebody anonymous.
        let keys = [
            ("http.proxy", "no-type"), ("http.proxyAuthMethod", "no-type"), ("http.proxySSLCAInfo", "type=path"),
            ("http.sslCAInfo", "type=path"), ("http.sslCAPath", "type=path"),
        ]
        var route: [(key: String, value: String)] = []
        for (key, type) in keys {
            let found = try git.run(["config", "--\(type)", "--get-urlmatch", key, address])
            if found.status == 0 { route.append((key, found.text)) }
        }
        return route
    }
}
