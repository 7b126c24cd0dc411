import Domain
import Testing

@testable import Retrieval

@Suite struct WordPartsTests {
    private func parts(_ text: String) -> [String] {
        var parts: [String] = []
        WordScanner.scanWithParts(text) { if $1 { parts.append(String(decoding: $0, as: UTF8.self)) } }
        return parts
    }

    @Test func splitsIdentifiersAtCapitals() {
        #expect(parts("NameNodeRpcServer") == ["name", "node", "rpc", "server"])
        #expect(parts("parseHTTPHeader") == ["parse", "http", "header"])
        #expect(parts("readUTF8File") == ["read", "utf", "file"])
    }

    @Test func leavesOrdinaryWordsWhole() {
        #expect(parts("Printer OFFLINE vpn2 iOS? log4j Über-Äpfel 3.4.1 don't").filter { $0 != "os" }.isEmpty)
        #expect(parts("VPN drops").isEmpty)
    }

    @Test func findsAPartOfAnIdentifierAndPrefersTheWhole() {
        func ticket(_ id: String, _ text: String) -> EvidenceDocument {
            EvidenceDocument(id: .ticket(TicketID(id)), title: "", text: text)
        }
        let index = EvidenceIndex(documents: [
            ticket("1", "FairScheduler loses its queue"), ticket("2", "the scheduler is fair"), ticket("3", "mail"),
        ])
        func found(_ words: String) -> [String] { index.search(words, top: 3).map { $0.evidence.description } }
        #expect(Set(found("scheduler")) == ["ticket:1", "ticket:2"])
        #expect(found("FairScheduler").first == "ticket:1")
    }

    /// Near duplicates are told by words, which capitals do not change.
    @Test func countsTextsThatDifferInCapitalsAsEqual() {
        let index = EvidenceIndex(documents: [
            EvidenceDocument(id: .ticket(TicketID("1")), title: "", text: "NameNode is down"),
            EvidenceDocument(id: .ticket(TicketID("2")), title: "", text: "namenode is DOWN"),
        ])
        #expect(index.search("namenode", top: 2).count == 1)
    }
}
