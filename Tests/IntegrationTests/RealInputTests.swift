import Foundation
import TestSupport
import Testing

/// Two trackers' real exports, unedited.
@Suite struct RealInputTests {
    static let available = Repository.has("data/hadoop/export.csv") && Repository.has("data/seamonkey/export.csv")

    private func workspace(in scratch: Scratch) throws -> URL {
        var tenants: [String: [String: Data]] = [:]
        for tenant in ["hadoop", "seamonkey"] {
            let export = Repository.shared.appending(path: "data/\(tenant)/export.csv")
            tenants[tenant] = ["export.csv": try Data(contentsOf: export)]
        }
        return try SampleWorkspace.make(in: scratch, tenants: tenants)
    }

    @Test(.enabled(if: available, "../shared/data is not here"))
    func losesNoRowAndUnderstandsItsColumns() throws {
        let scratch = try Scratch()
        let workspace = try workspace(in: scratch)
        let build = try Command.casebook("build", "--format", "json", "--workspace", workspace.path)
        #expect(build.status == 0, "\(build.errors)")
        let tenants = try RunReportJSON(build.output).tenants
        #expect(tenants.map(\.rows) == [2_503, 1_076])
        for tenant in tenants {
            #expect(tenant.rows == tenant.tickets + tenant.rejects)
            #expect(tenant.tickets > tenant.rows * 98 / 100)
            let csv = try String(
                contentsOf: workspace.appending(path: "public/\(tenant.tenant)/data/tickets.csv"), encoding: .utf8)
            let header = csv.prefix { $0 != "\n" }
            for column in ["created", "resolved", "status", "priority", "resolution"] {
                #expect(header.contains(column), "\(tenant.tenant): \(column)")
            }
            let kept = try String(
                contentsOf: workspace.appending(path: "tenants/\(tenant.tenant)/tenant.yaml"), encoding: .utf8)
            #expect(kept.contains("Issue id"))
        }
        let again = try Command.casebook("build", "--format", "json", "--workspace", workspace.path)
        #expect(try RunReportJSON(again.output).tenants.allSatisfy { $0.unchanged && $0.files["written"] == 0 })
        print("hadoop and seamonkey: first build \(build.seconds) s, unchanged \(again.seconds) s")
    }

    @Test(.enabled(if: available, "../shared/data is not here"))
    func rewritesOnlyWhatNewTicketsTouch() throws {
        let scratch = try Scratch()
        let source = try Data(contentsOf: Repository.shared.appending(path: "data/seamonkey/export.csv"))
        let workspace = try SampleWorkspace.make(in: scratch, tenants: ["seamonkey": ["export.csv": source]])
        #expect(try Command.casebook("build", "--workspace", workspace.path).status == 0)
        let extra = """
            Summary,Issue id,Status,Priority,Resolution,Created,Resolved,Description
            Crash when opening the address book,9900001,NEW,P3,,2022-05-01 10:00:00+00:00,,Crashes each time.
            Mail filter ignores the second rule,9900002,NEW,P3,,2022-05-01 11:00:00+00:00,,Only the first rule runs.

            """
        try Data(extra.utf8).write(to: workspace.appending(path: "tenants/seamonkey/inbox/extra.csv"))
        let build = try Command.casebook("build", "--format", "json", "--workspace", workspace.path)
        let tenant = try #require(try RunReportJSON(build.output).tenants.first)
        let written = tenant.files["written"] ?? 0
        let unchanged = tenant.files["unchanged"] ?? 0
        print("two new tickets among \(tenant.tickets): \(written) files written, \(unchanged) unchanged")
        #expect(written > 0)
        #expect(unchanged > 3 * written)
    }
}
