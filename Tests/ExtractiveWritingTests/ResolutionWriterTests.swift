import Domain
import ExtractiveWriting
import Testing

@Suite struct ResolutionWriterTests {
    private func tenant() throws -> TenantID { try #require(TenantID("acme")) }

    private func write(_ tickets: [RedactedTicket], keywords: [(String, Int)], articles: [Article] = []) throws
        -> Resolution
    {
        let cluster = Samples.cluster(tickets, keywords: keywords, tenant: try tenant())
        let writer = ResolutionWriter(tickets: Samples.byID(tickets), articles: articles)
        return try #require(writer.write([cluster])[cluster.id])
    }

    private let keywords = [("vpn drops", 4), ("vpn", 5), ("login", 3)]

    @Test func titlesAClusterByTheSubjectThatSpeaksForAll() throws {
        #expect(try write(Samples.vpn, keywords: keywords).title == "VPN drops after login")
    }

    @Test func keepsTheTitleWhenAFewMembersAreAdded() throws {
        let more =
            Samples.vpn + [
                Samples.ticket("V-6", "vpn problem", "The VPN drops on the new laptop.", day: 41),
                Samples.ticket("V-7", "Cannot use the VPN at home office since Monday", "It drops.", day: 42),
            ]
        #expect(try write(more, keywords: keywords).title == "VPN drops after login")
    }

    @Test func summarisesWithWholeSentencesAndACount() throws {
        let resolution = try write(Samples.vpn, keywords: keywords)
        let texts = resolution.summary.map(\.text)
        #expect((3...4).contains(texts.count))
        #expect(texts.last == "5 tickets between 2025-01-03 and 2025-02-10, 1 of them still open.")
        for text in texts {
            #expect(!text.contains("ERROR") && !text.contains("Hi team") && !text.contains("code block"))
            #expect(!text.contains("regards") && !text.contains("[["))
        }
        #expect(resolution.droppedClaims == 0 && resolution.origin == .extractive)
    }

    @Test func citesEveryClaimWithAQuoteThatHolds() throws {
        let resolution = try write(Samples.vpn, keywords: keywords)
        let check = CitationCheck(tickets: Samples.byID(Samples.vpn), articles: [])
        let claims = resolution.summary + resolution.rootCause + resolution.recommendedFix
        #expect(!claims.isEmpty)
        #expect(claims.allSatisfy { check.holds($0) })
    }

    @Test func findsCauseAndTheFixThatMostMembersRecord() throws {
        let resolution = try write(Samples.vpn, keywords: keywords)
        #expect(
            resolution.rootCause.map(\.text) == ["This happens because the old client cannot renew its certificate."])
        let fix = try #require(resolution.recommendedFix.first)
        #expect(fix.text == "Updated the VPN client to version 5.2.")
        #expect(fix.citations.map(\.evidence.description) == ["ticket:V-1", "ticket:V-2", "ticket:V-4"])
        #expect(resolution.automationPotential == .full)
        #expect(resolution.severity == .high)
    }

    @Test func takesTheFixFromAnArticleWhenNoTicketTellsOne() throws {
        let tickets = (1...4).map {
            Samples.ticket("P-\($0)", "Printer offline in office \($0)", "The printer in office \($0) shows offline.")
        }
        let article = Article(
            id: try #require(ArticleID("printer-offline")), title: "Printer shows offline",
            body: RedactedText(
                restoring: """
                    # Printer shows offline

                    A printer that shows offline has lost its queue.

                    1. Restart the print spooler on the office server.
                    2. Wait a minute and print a test page.
                    """), labels: [], product: nil, updated: nil)
        let resolution = try write(tickets, keywords: [("printer offline", 4), ("office", 4)], articles: [article])
        #expect(!resolution.recommendedFix.isEmpty)
        #expect(
            resolution.recommendedFix.allSatisfy { claim in
                claim.citations.allSatisfy { $0.evidence.description == "article:printer-offline" }
            })
        #expect(resolution.recommendedFix.contains { $0.text.contains("print spooler") })
        #expect(resolution.automationPotential == .unknown)
    }

    @Test func leavesCauseAndFixEmptyWhenNobodyTells() throws {
        let tickets = (1...3).map {
            Samples.ticket(
                "M-\($0)", "Mail is slow", "Opening the mail takes very long in the morning.", resolution: "Done")
        }
        let resolution = try write(tickets, keywords: [("mail", 3)])
        #expect(resolution.rootCause.isEmpty && resolution.recommendedFix.isEmpty)
    }

    @Test func leavesVainAttemptsOutOfTheFix() throws {
        let tickets = (0..<6).map {
            Samples.ticket(
                "D-\($0)", "Tunnel drops at home", "The tunnel drops at home every few minutes.",
                resolution: "Reinstalling the client did not help. Profile 14 was applied and the tunnel is stable now."
            )
        }
        let resolution = try write(tickets, keywords: [("tunnel", 6)])
        #expect(resolution.recommendedFix.contains { $0.text.hasPrefix("Profile 14 was applied") })
        #expect(!resolution.recommendedFix.contains { $0.text.contains("did not help") })
    }

    @Test func makesTitlesOfSiblingsDistinct() throws {
        let mac = (1...3).map {
            Samples.ticket("A-\($0)", "VPN drops after login", "On macOS the VPN drops after login.")
        }
        let windows = (1...3).map {
            Samples.ticket("B-\($0)", "VPN drops after login", "On Windows the VPN drops after login.")
        }
        let tenant = try tenant()
        let clusters = [
            Samples.cluster(mac, keywords: [("vpn drops", 3), ("macos", 3)], tenant: tenant),
            Samples.cluster(windows, keywords: [("vpn drops", 3), ("windows", 3)], tenant: tenant),
        ]
        let writer = ResolutionWriter(tickets: Samples.byID(mac + windows))
        let written = writer.write(clusters)
        #expect(
            Set(written.values.map(\.title)) == ["VPN drops after login (macOS)", "VPN drops after login (Windows)"])
        #expect(writer.write(clusters.reversed()) == written)
    }

    @Test func titlesByKeyPhrasesWhereSubjectsSayNothing() throws {
        let tickets = ["Help", "Urgent!!", "Question", "???"].enumerated().map { place, subject in
            Samples.ticket("Q-\(place)", subject, "The invoice export to SAP stops with code 12 at night.")
        }
        let title = try write(tickets, keywords: [("invoice export", 4), ("sap", 4), ("export", 4)]).title
        #expect(title == "Invoice export, SAP")
    }

    @Test func writesSomethingForTicketsOfNoProse() throws {
        let tickets = [Samples.ticket("X-1", "", "{code}x = 1{code}"), Samples.ticket("X-2", "kernel panic", "")]
        let resolution = try write(tickets, keywords: [])
        #expect(!resolution.title.isEmpty)
        #expect(resolution.summary.last?.text.hasPrefix("2 tickets") == true)
    }

    @Test func countsRepeatedTickets() throws {
        let tenant = try tenant()
        let cluster = Samples.cluster(Samples.vpn, keywords: keywords, tenant: tenant)
        let groups = [[TicketID("V-1"), TicketID("V-2"), TicketID("V-4")]]
        let writer = ResolutionWriter(tickets: Samples.byID(Samples.vpn), duplicates: groups)
        let resolution = try #require(writer.write([cluster])[cluster.id])
        #expect(resolution.summary.last?.text.hasSuffix("still open; 2 repeat others.") == true)
    }

    @Test func writesGermanClustersInTheirOwnWords() throws {
        let tickets = (1...3).map {
            Samples.ticket(
                "D-\($0)", "AW: Drucker druckt nicht",
                "Guten Tag,\n\nDer Drucker im Büro \($0) druckt seit heute nicht mehr.",
                resolution: "Die Ursache war ein Papierstau. Der Drucker wurde neu gestartet.")
        }
        let resolution = try write(tickets, keywords: [("drucker", 3), ("druckt", 3)])
        #expect(resolution.title == "Drucker druckt nicht")
        #expect(resolution.rootCause.first?.text == "Die Ursache war ein Papierstau.")
        #expect(resolution.recommendedFix.contains { $0.text == "Der Drucker wurde neu gestartet." })
    }
}
