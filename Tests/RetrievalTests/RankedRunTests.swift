import Domain
import Retrieval
import Testing

@Suite struct RankedRunTests {
    @Test func writesTRECLinesAndLeavesTheQueryItselfOut() {
        let index = EvidenceIndex(documents: [
            EvidenceDocument(id: .ticket(TicketID("a 1")), title: "login fails", text: "login fails"),
            EvidenceDocument(id: .ticket(TicketID("b")), title: "login fails", text: "login fails"),
            EvidenceDocument(id: .ticket(TicketID("c")), title: "mail", text: "mail"),
        ])
        let run = RankedRun(queries: [(id: "b", text: "login fails")], index: index, top: 10, leavingOutSelf: true)
        let columns = run.trecLines.split(separator: " ").map(String.init)
        #expect(columns.prefix(4) == ["b", "Q0", "a_1", "1"])
        #expect(columns.last == "casebook\n")
        #expect(run.rankings.first?.results.count == 1)
    }
}
