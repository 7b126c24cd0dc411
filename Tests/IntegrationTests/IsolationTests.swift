import Foundation
import TestSupport
import Testing

/// No byte of one tenant reaches another: not its site, its database, nor what the run prints.
@Suite struct IsolationTests {
    @Test func keepsACanaryWithinItsTenant() throws {
        let scratch = try Scratch()
        let canary = "zanzibarcanary"
        let tickets = (0..<40).map {
            "C-\($0),The \(canary) gateway fails \($0 % 3),It shows \(canary) error \($0 % 5) again.,2025-03-04,Open"
        }
        let csv = "id,subject,body,created,status\n" + tickets.joined(separator: "\n") + "\n"
        let root = try SampleWorkspace.make(
            in: scratch,
            tenants: ["first": ["x.csv": Data(csv.utf8)], "second": ["y.csv": SampleWorkspace.csv(count: 80)]])
        try scratch.write("workspace/tenants/first/tenant.yaml", "name: The \(canary) company\n")
        try scratch.write(
            "workspace/tenants/first/knowledge/guide.md", "---\ntitle: About \(canary)\n---\nRestart the \(canary).\n")
        try scratch.write(
            "workspace/tenants/first/questions/why.yaml", "question: Why does the \(canary) gateway fail?\n")
        let build = try Command.casebook("build", "--workspace", root.path, "--tenant", "second")
        #expect(build.status == 0, "\(build.errors)")
        let both = try Command.casebook("build", "--workspace", root.path, "--jobs", "2")
        #expect(both.status == 0, "\(both.errors)")

        let own = try snapshot(of: root.appending(path: "public/first"))
        #expect(own.values.contains { $0.range(of: Data(canary.utf8)) != nil })
        for folder in ["public/second", ".casebook/tenants/second", "tenants/second"] {
            for (path, bytes) in try snapshot(of: root.appending(path: folder)) {
                #expect(bytes.range(of: Data(canary.utf8)) == nil, "\(folder)/\(path)")
                #expect(!path.contains(canary))
            }
        }
        #expect(!build.errors.contains(canary) && !build.output.contains(canary))
        for line in both.errors.split(separator: "\n") where line.contains("second") {
            #expect(!line.contains(canary))
        }
    }

    @Test func oneTenantsFailureDoesNotStopTheOther() throws {
        let scratch = try Scratch()
        let root = try SampleWorkspace.make(
            in: scratch,
            tenants: [
                "broken": ["x.csv": SampleWorkspace.csv(count: 40)], "sound": ["y.csv": SampleWorkspace.csv(count: 40)],
            ])
        try scratch.write("workspace/tenants/broken/tenant.yaml", "name: Broken\ntime_zon: UTC\n")
        let build = try Command.casebook("build", "--workspace", root.path)
        #expect(build.status == 78)
        #expect(build.errors.contains("tenants/broken/tenant.yaml:2"))
        #expect(build.errors.contains("time_zone"))
        #expect(build.errors.contains("failed: broken"))
        #expect(FileManager.default.fileExists(atPath: root.appending(path: "public/sound/index.html").path))
    }

    @Test func aNewPrivacyRuleReachesExportsThatHaveLeftTheInbox() throws {
        let scratch = try Scratch()
        let secret = "Nightjar"
        let old = "id,subject,body,created\nN-1,Project \(secret) fails,The \(secret) build fails again.,2025-02-03\n"
        let root = try SampleWorkspace.make(
            in: scratch, tenants: ["acme": ["a.csv": SampleWorkspace.csv(count: 40), "old.csv": Data(old.utf8)]])
        #expect(try Command.casebook("build", "--workspace", root.path).status == 0)
        let page = root.appending(path: "public/acme/tickets/N-1/index.html")
        #expect(try String(contentsOf: page, encoding: .utf8).contains(secret))
        try FileManager.default.removeItem(at: root.appending(path: "tenants/acme/inbox/old.csv"))
        let file = root.appending(path: "tenants/acme/tenant.yaml")
        let rule = "\nprivacy:\n  deny_list: [\(secret)]\n"
        try Data((String(contentsOf: file, encoding: .utf8) + rule).utf8).write(to: file)
        let build = try Command.casebook("build", "--workspace", root.path)
        #expect(build.status == 0, "\(build.errors)")
        #expect(build.errors.contains("has left the inbox"))
        #expect(try !String(contentsOf: page, encoding: .utf8).contains(secret))
        for (path, bytes) in try snapshot(of: root.appending(path: "public")) {
            #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(path)")
        }
    }
}
