import Foundation
import TestSupport
import Testing

/// The example workspace, built by the release binary as a user would.
@Suite struct ExampleTests {
    @Test func buildsTwoSitesAndThenWritesNothing() throws {
        let scratch = try Scratch()
        let workspace = try SampleWorkspace.example(in: scratch)
        let first = try Command.casebook("build", "--format", "json", "--workspace", workspace.path)
        #expect(first.status == 0, "\(first.errors)")
        let report = try RunReportJSON(first.output)
        #expect(report.tenants.count == 2)
        for tenant in report.tenants {
            #expect(tenant.rows == tenant.tickets + tenant.rejects)
            #expect(tenant.tickets >= 900)
            #expect((10...60).contains(tenant.clusters))
            #expect(tenant.gaps.count >= 1)
            let index = workspace.appending(path: "public/\(tenant.tenant)/index.html")
            #expect(FileManager.default.fileExists(atPath: index.path))
        }
        let before = try snapshot(of: workspace.appending(path: "public"))
        let ledgers = try report.tenants.map {
            try Data(contentsOf: workspace.appending(path: "tenants/\($0.tenant)/ledger.jsonl"))
        }
        let second = try Command.casebook("build", "--format", "json", "--workspace", workspace.path)
        #expect(second.status == 0)
        for tenant in try RunReportJSON(second.output).tenants {
            #expect(tenant.unchanged)
            #expect(tenant.files["written"] == 0)
        }
        #expect(try snapshot(of: workspace.appending(path: "public")) == before)
        for (tenant, ledger) in zip(report.tenants, ledgers) {
            #expect(
                try Data(contentsOf: workspace.appending(path: "tenants/\(tenant.tenant)/ledger.jsonl")) == ledger)
        }
        print("example: first build \(first.seconds) s, unchanged \(second.seconds) s")
    }

    @Test func publishesTheSameBytesWithoutItsStateFromTheLedgerAlone() throws {
        let scratch = try Scratch()
        let workspace = try SampleWorkspace.example(in: scratch)
        #expect(try Command.casebook("build", "--workspace", workspace.path).status == 0)
        let before = try snapshot(of: workspace.appending(path: "public"))
        try FileManager.default.removeItem(at: workspace.appending(path: ".casebook"))
        try FileManager.default.removeItem(at: workspace.appending(path: "public"))
        #expect(try Command.casebook("build", "--workspace", workspace.path).status == 0)
        #expect(differences(before, try snapshot(of: workspace.appending(path: "public"))) == [])
    }

    @Test func answersAQuestionWithCitationsAndAbstainsOtherwise() throws {
        let scratch = try Scratch()
        let workspace = try SampleWorkspace.example(in: scratch)
        let tenant = try #require(
            try FileManager.default.contentsOfDirectory(atPath: workspace.appending(path: "tenants").path).sorted()
                .first)
        let absent = try Command.casebook(
            "ask", "What is the boiling point of tungsten hexafluoride?", "--workspace", workspace.path, "--tenant",
            tenant, "--format", "json")
        #expect(absent.status == 0, "\(absent.errors)")
        #expect(absent.output.contains("\"answered\":false"))
        let status = try Command.casebook("status", "--workspace", workspace.path, "--format", "json")
        #expect(status.status == 0)
        #expect(status.output.contains("\"tenants\""))
    }
}

/// The JSON that `build` prints.
struct RunReportJSON: Decodable {
    struct Tenant: Decodable {
        let tenant: String
        let ok: Bool
        let unchanged: Bool
        let rows: Int
        let tickets: Int
        let rejects: Int
        let clusters: Int
        let gaps: [String]
        let files: [String: Int]
    }

    let tenants: [Tenant]

    init(_ text: String) throws { self = try JSONDecoder().decode(Self.self, from: Data(text.utf8)) }
}

/// The paths at which two snapshots differ, at most 20.
func differences(_ left: [String: Data], _ right: [String: Data]) -> [String] {
    Set(left.keys).union(right.keys).filter { left[$0] != right[$0] }.sorted().prefix(20).map { $0 }
}
