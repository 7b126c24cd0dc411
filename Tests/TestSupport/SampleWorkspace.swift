public import Foundation

/// Makes workspaces for tests: the example of the project, or one of the test's own.
public enum SampleWorkspace {
    /// A copy of the example workspace, without what runs left in it.
    public static func example(in scratch: Scratch, named name: String = "example") throws -> URL {
        let source = Repository.root.appending(path: "site/example")
        let target = scratch.url.appending(path: name)
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        for entry in try FileManager.default.contentsOfDirectory(atPath: source.path)
        where entry != ".casebook" && entry != "public" {
            try FileManager.default.copyItem(at: source.appending(path: entry), to: target.appending(path: entry))
        }
        for tenant in try FileManager.default.contentsOfDirectory(atPath: target.appending(path: "tenants").path) {
            for left in ["ledger.jsonl", "texts"] {
                try? FileManager.default.removeItem(at: target.appending(path: "tenants/\(tenant)/\(left)"))
            }
        }
        return target
    }

    /// A workspace whose tenants have one export each.
    public static func make(
        in scratch: Scratch, named name: String = "workspace", tenants: [String: [String: Data]],
        configuration: String = "version: 1\n"
    ) throws -> URL {
        let root = scratch.url.appending(path: name)
        try scratch.write("\(name)/casebook.yaml", configuration)
        for (tenant, exports) in tenants {
            try scratch.write("\(name)/tenants/\(tenant)/tenant.yaml", "name: \(tenant)\n")
            let inbox = root.appending(path: "tenants/\(tenant)/inbox")
            try FileManager.default.createDirectory(at: inbox, withIntermediateDirectories: true)
            for (file, bytes) in exports { try bytes.write(to: inbox.appending(path: file)) }
        }
        return root
    }

    /// A small CSV export: `count` tickets about a few invented problems.
    public static func csv(count: Int, seed: Int = 0) -> Data {
        let problems = [
            ("Printer shows paper jam", "The printer on floor", "reports a paper jam though the tray is empty."),
            ("VPN drops after login", "The tunnel closes in office", "a minute after login and must be restarted."),
            ("Cannot open shared mailbox", "Opening the team mailbox fails in room", "with access denied."),
            ("Invoice total is wrong", "The invoice of branch", "adds the tax twice, so the total is too high."),
        ]
        var text = "id,subject,body,created,status\n"
        for number in 0..<count {
            let problem = problems[(number + seed) % problems.count]
            let day = String(format: "%02d", number % 28 + 1)
            let month = String(format: "%02d", number / 28 % 12 + 1)
            let status = number % 3 == 0 ? "Open" : "Closed"
            text += "T-\(seed * 10_000 + number),\(problem.0) \(number % 7),"
            text += "\"\(problem.1) \(number % 11) \(problem.2)\",2025-\(month)-\(day)T10:00:00Z,\(status)\n"
        }
        return Data(text.utf8)
    }
}
