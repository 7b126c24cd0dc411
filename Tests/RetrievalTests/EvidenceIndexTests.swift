import Domain
import Retrieval
import Testing

@Suite struct EvidenceIndexTests {
    private func ticket(
        _ id: String, _ title: String, _ body: String = "", product: String? = nil, date: Int64? = nil,
        state: TicketState? = .open
    ) -> EvidenceDocument {
        EvidenceDocument(
            id: .ticket(TicketID(id)), title: title, text: body.isEmpty ? title : title + "\n" + body,
            product: product, date: date.map { Instant(seconds: $0) }, state: state)
    }

    private func article(_ id: String, _ title: String, _ body: String) throws -> EvidenceDocument {
        EvidenceDocument(id: .article(try #require(ArticleID(id))), title: title, text: body)
    }

    private func ids(_ results: [RankedEvidence]) -> [String] { results.map { $0.evidence.description } }

    @Test func ranksTheDocumentWithTheRarestWordsFirst() {
        let index = EvidenceIndex(documents: [
            ticket("1", "Printer is offline", "The printer shows offline after the update."),
            ticket("2", "VPN disconnects", "The VPN drops the connection after the update."),
            ticket("3", "Mail is slow", "Opening mail takes minutes."),
        ])
        #expect(ids(index.search("printers offline", top: 5)) == ["ticket:1"])
        #expect(ids(index.search("update of the VPN", top: 5)) == ["ticket:2", "ticket:1"])
        #expect(index.search("refund", top: 5).isEmpty)
        #expect(index.search("", top: 5).isEmpty)
    }

    @Test func findsGermanFormsInAMixedCollection() {
        let index = EvidenceIndex(documents: [
            ticket("1", "Drucker druckt nicht", "Die Verbindungen zu den Druckern sind seit heute gestört."),
            ticket("2", "Printer is dead", "The printer does not print and it is not the cable."),
            ticket("3", "Passwort vergessen", "Ich habe mein Passwort vergessen und kann mich nicht anmelden."),
        ])
        #expect(ids(index.search("Verbindung gestört", top: 3)) == ["ticket:1"])
        #expect(ids(index.search("Wie setze ich das Passwort zurück?", top: 3)).first == "ticket:3")
    }

    @Test func doesNotDependOnTheOrderOfDocuments() {
        let documents = (0..<40).map {
            ticket("\($0)", "Case \($0 % 7) of login", "Login fails with code \($0 % 5) on host \($0 % 3).")
        }
        let rows: [[Float]] = (0..<40).map { [Float($0 % 7), 1, Float($0 % 3)] }.map { row in
            let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
            return row.map { $0 / length }
        }
        let order = (0..<40).map { ($0 * 17 + 5) % 40 }
        let straight = EvidenceIndex(documents: documents, vectors: EmbeddingMatrix(rows: rows, dimension: 3))
        let shuffled = EvidenceIndex(
            documents: order.map { documents[$0] },
            vectors: EmbeddingMatrix(rows: order.map { rows[$0] }, dimension: 3))
        for query in ["login code 3", "case 2 host 1", "host"] {
            let vector: [Float] = [0.6, 0.8, 0]
            #expect(
                straight.search(query, vector: vector, top: 12) == shuffled.search(query, vector: vector, top: 12))
            #expect(straight.search(query, top: 12) == shuffled.search(query, top: 12))
        }
    }

    @Test func ordersEqualScoresById() {
        let index = EvidenceIndex(documents: [ticket("10", "login fails x"), ticket("9", "login fails y")])
        #expect(ids(index.search("login fails", top: 2)) == ["ticket:9", "ticket:10"])
    }

    @Test func putsAnArticleAheadOfATicketThatMatchesAsWell() throws {
        let text = "Reset the router and sign in again."
        let index = EvidenceIndex(documents: [
            ticket("1", "Router", text), try article("router", "Router", "Router\n" + text + " Then wait."),
            ticket("2", "Mail", "Nothing here."),
        ])
        #expect(ids(index.search("reset router", top: 2)).first == "article:router")
    }

    @Test func leavesOutNearDuplicatesUnlessAsked() {
        let documents = [
            ticket("1", "Screen flickers", "The screen flickers at night."),
            ticket("2", "Screen flickers!", "The SCREEN flickers; at night."),
            ticket("3", "Screen is black", "The screen stays black."),
        ]
        let index = EvidenceIndex(documents: documents)
        #expect(ids(index.search("screen", top: 3)).count == 2)
        #expect(index.search("screen", top: 3, suppressingDuplicates: false).count == 3)

        let rows: [[Float]] = [[1, 0], [0, 1], [0.9999, 0.0141]]
        let dense = EvidenceIndex(documents: documents, vectors: EmbeddingMatrix(rows: rows, dimension: 2))
        #expect(ids(dense.search("screen", vector: [1, 0], top: 3)).count == 1)
    }

    @Test func stillReturnsEnoughWhenDuplicatesCrowdTheTop() {
        let copies = (0..<300).map { ticket("c\($0)", "Login fails", "Login fails with code 5.") }
        let others = (0..<4).map { ticket("o\($0)", "Other \($0) login", "Something about login number \($0).") }
        let index = EvidenceIndex(documents: copies + others)
        #expect(index.search("login fails", top: 5).count == 5)
    }

    @Test func filtersByProductDateAndState() throws {
        let index = EvidenceIndex(documents: [
            ticket("1", "login", product: "Mail", date: 100, state: .open),
            ticket("2", "login page", product: "Shop", date: 200, state: .closed),
            ticket("3", "login form", product: nil, date: nil),
            try article("login", "login", "How to login."),
        ])
        func found(_ filter: EvidenceFilter) -> Set<String> { Set(ids(index.search("login", top: 9, filter: filter))) }
        #expect(found(EvidenceFilter(product: "mail")) == ["ticket:1", "article:login"])
        #expect(found(EvidenceFilter(from: Instant(seconds: 150))) == ["ticket:2", "article:login"])
        #expect(found(EvidenceFilter(until: Instant(seconds: 200))) == ["ticket:1", "article:login"])
        #expect(found(EvidenceFilter(state: .closed)) == ["ticket:2", "article:login"])
        #expect(found(.none).count == 4)
    }

    @Test func findsAPassageDeepInALongDocument() {
        let filler = (0..<60).map { "Paragraph number \($0) speaks of budgets and meetings at some length." }
        var lines = filler
        lines.insert("The quorum of the zookeeper ensemble was lost because two disks were full.", at: 45)
        let index = EvidenceIndex(documents: [
            ticket("1", "Minutes of the week", lines.joined(separator: " ")),
            ticket("2", "Minutes of the other week", filler.joined(separator: " ")),
        ])
        let result = index.search("zookeeper quorum lost", top: 3)
        #expect(ids(result) == ["ticket:1"])
        #expect(result.first?.passage.contains("quorum of the zookeeper") == true)
        #expect((result.first?.passage.unicodeScalars.count ?? 999) <= 300)
    }

    @Test func aLongDocumentThatHasAllWordsInDifferentPassagesComesBeforeOneThatHasSome() {
        let filler = (0..<60).map { "Paragraph number \($0) speaks of budgets and meetings at some length." }
        func lines(_ first: String, _ last: String) -> String {
            ([first] + filler + [last]).joined(separator: " ")
        }
        let index = EvidenceIndex(documents: [
            ticket("1", "Minutes", lines("The zookeeper was asked.", "Nothing else was said.")),
            ticket("2", "Minutes", lines("The zookeeper was asked.", "The quorum was there.")),
        ])
        #expect(ids(index.search("zookeeper quorum", top: 2, suppressingDuplicates: false)).first == "ticket:2")
        // Both have one of the words in one passage alone: the best passage cannot tell them apart.
        #expect(ids(index.search("zookeeper", top: 2, suppressingDuplicates: false)).count == 2)
    }

    @Test func addsWhatVectorsFindAndSurvivesVectorsOfAnotherSize() {
        let documents = [ticket("1", "Printer offline"), ticket("2", "Paper jam"), ticket("3", "Payroll run")]
        let rows: [[Float]] = [[1, 0], [0.8, 0.6], [0, 1]]
        let index = EvidenceIndex(
            documents: documents, vectors: EmbeddingMatrix(rows: rows, dimension: 2), fusion: .semantic)
        #expect(ids(index.search("device trouble", vector: [1, 0], top: 2)) == ["ticket:1", "ticket:2"])
        #expect(ids(index.search("payroll", vector: [1, 0, 0], top: 2)) == ["ticket:3"])
        #expect(index.search("nothing", vector: [0, 0], top: 2).isEmpty)
    }

    @Test func copesWithNoDocumentsAndEmptyOnes() {
        #expect(EvidenceIndex(documents: []).search("login", top: 3).isEmpty)
        let index = EvidenceIndex(documents: [ticket("1", ""), ticket("2", "login")])
        #expect(ids(index.search("login", top: 3)) == ["ticket:2"])
    }

    @Test func tellsTheTermsOfAQueryWithWhatIsKnownOfThem() {
        let index = EvidenceIndex(documents: [ticket("1", "NameNode heap"), ticket("2", "heap dump")])
        let terms = index.terms(of: "Is the NameNode heap of Refunds?")
        #expect(terms.map(\.word) == ["NameNode", "heap", "Refunds"])
        #expect(terms.map { $0.term == nil } == [false, false, true])
        #expect(terms[2].weight > terms[0].weight && terms[0].weight > terms[1].weight)
    }
}
