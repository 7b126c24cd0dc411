import Domain
import Foundation
import Ingestion
import TestSupport
import Testing

@Suite struct RealExportTests {
    private func read(_ path: String) throws -> (proposal: MappingProposal, outcome: Export.Outcome) {
        let bytes = [UInt8](try Data(contentsOf: Repository.shared.appending(path: path)))
        let export = try Export(path, bytes)
        return (try #require(try export.propose()), try export.read())
    }

    @Test(.enabled(if: Repository.has("data/hadoop/export.csv"), "../shared/data is not here"))
    func understandsHadoop() throws {
        let (proposal, outcome) = try read("data/hadoop/export.csv")
        #expect(proposal.mapping.id == "Issue id")
        #expect(outcome.rows == 2_503)
        #expect(outcome.tickets.count == 2_503)
        #expect(outcome.tickets.count { $0.created != nil } == 2_503)
        #expect(outcome.tickets.count { $0.state == .closed } == 1_733)
        #expect(outcome.tickets.count { $0.resolved != nil } == 1_733)
        #expect(outcome.tickets.count { $0.priority?.label == "Major" } == 1_738)
        #expect(outcome.tickets.count { $0.resolution == "Fixed" } == 1_374)
        #expect(outcome.tickets.first?.created?.iso8601 == "2021-09-30T17:20:00Z")
        #expect(Set(outcome.ids).count == 2_503)
    }

    @Test(.enabled(if: Repository.has("data/seamonkey/export.csv"), "../shared/data is not here"))
    func understandsSeaMonkey() throws {
        let (_, outcome) = try read("data/seamonkey/export.csv")
        #expect(outcome.rows == 1_076)
        #expect(outcome.tickets.count + outcome.rejects.count == 1_076)
        #expect(outcome.tickets.count { $0.state == .closed } == 509)
        #expect(outcome.tickets.allSatisfy { $0.state == .closed ? $0.resolved != nil : $0.updated != nil })
        #expect(outcome.tickets.count { $0.priority?.level == .unset } == 961)
    }

    @Test(
        .enabled(if: Repository.has("data/cfpb/tickets.csv"), "../shared/data is not here"),
        arguments: [
            ("cfpb/tickets.csv", 1_532), ("banking77/tickets.csv", 13_083), ("it_helpdesk/tickets.csv.gz", 47_837),
        ])
    func losesNoRow(_ path: String, _ rows: Int) throws {
        let (_, outcome) = try read("data/" + path)
        #expect(outcome.rows == rows)
        #expect(outcome.tickets.count == rows)
    }
}
