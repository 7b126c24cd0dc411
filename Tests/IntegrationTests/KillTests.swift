import Foundation
import TestSupport
import Testing

/// A run that is killed at any moment leaves the old site or the new one, and the next run finishes the work.
@Suite struct KillTests {
    @Test func survivesTwentyFiveKillsAtRandomMoments() throws {
        let scratch = try Scratch()
        let old = SampleWorkspace.csv(count: 120)
        let new = SampleWorkspace.csv(count: 80, seed: 3)
        let environment = ["SOURCE_DATE_EPOCH": "1760000000"]
        // Token keys are made at random: both workspaces use one, so that only the kills differ.
        let configuration = "version: 1\nprivacy:\n  token_key: \"\(String(repeating: "5a", count: 32))\"\n"
        func fresh(_ name: String) throws -> URL {
            let root = try SampleWorkspace.make(
                in: scratch, named: name, tenants: ["acme": ["a.csv": old]], configuration: configuration)
            let build = try Command.casebook("build", "--workspace", root.path, environment: environment)
            #expect(build.status == 0, "\(build.errors)")
            return root
        }
        let undisturbed = try fresh("undisturbed")
        let site = undisturbed.appending(path: "public")
        let oldSite = try snapshot(of: site)
        let inbox = "tenants/acme/inbox/b.csv"
        try new.write(to: undisturbed.appending(path: inbox))
        let whole = try Command.casebook("build", "--workspace", undisturbed.path, environment: environment)
        #expect(whole.status == 0, "\(whole.errors)")
        let newSite = try snapshot(of: site)
        #expect(oldSite != newSite)

        var random = SystemRandomNumberGenerator()
        var killed = 0
        for attempt in 0..<25 {
            let root = try fresh("killed-\(attempt)")
            try new.write(to: root.appending(path: inbox))
            let after = Double.random(in: 0...whole.seconds * 1.05, using: &random)
            if try Self.buildAndKill(root, after: after, environment: environment) { killed += 1 }
            let left = try snapshot(of: root.appending(path: "public/acme"))
            let isOld = left == Self.tenantFiles(oldSite)
            let isNew = left == Self.tenantFiles(newSite)
            #expect(isOld || isNew, "after \(after) s the site is neither the old nor the new one")
            let next = try Command.casebook("build", "--workspace", root.path, environment: environment)
            #expect(next.status == 0, "after \(after) s: \(next.errors)")
            let finished = try snapshot(of: root.appending(path: "public"))
            #expect(differences(finished, newSite) == [], "after \(after) s")
            for file in ["ledger.jsonl", "tenant.yaml"] {
                #expect(
                    try Data(contentsOf: root.appending(path: "tenants/acme/\(file)"))
                        == Data(contentsOf: undisturbed.appending(path: "tenants/acme/\(file)")),
                    "\(file) after \(after) s")
            }
            try FileManager.default.removeItem(at: root)
        }
        print("killed \(killed) of 25 builds before their end (a build takes \(whole.seconds) s)")
    }

    private static func tenantFiles(_ site: [String: Data]) -> [String: Data] {
        Dictionary(
            uniqueKeysWithValues: site.compactMap { path, data in
                path.hasPrefix("acme/") ? (String(path.dropFirst(5)), data) : nil
            })
    }

    /// Starts a build and kills it; returns whether it was still running.
    private static func buildAndKill(_ root: URL, after seconds: Double, environment: [String: String]) throws -> Bool {
        let process = Process()
        process.executableURL = Repository.binary
        process.arguments = ["build", "--quiet", "--workspace", root.path]
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        Thread.sleep(forTimeInterval: seconds)
        let running = process.isRunning
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        return running && process.terminationReason == .uncaughtSignal
    }
}
