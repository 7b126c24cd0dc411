import Domain
import ExtractiveWriting
import Testing

@Suite struct CitationCheckTests {
    private let check = CitationCheck(tickets: Samples.byID(Samples.vpn), articles: [])

    private func claim(_ text: String, _ id: String, _ quote: String?) -> Claim {
        Claim(text: text, citations: [Citation(evidence: .ticket(TicketID(id)), quote: quote)])
    }

    @Test func keepsClaimsWhoseQuotesStandInTheTicketOrItsResolution() {
        #expect(check.holds(claim("It drops.", "V-3", "whenever I work on the train")))
        #expect(check.holds(claim("Updated.", "V-1", "Updated the VPN client")))
        #expect(check.holds(claim("Counted.", "V-1", nil)))
        #expect(check.holds(claim("Signed.", "V-1", "[person]")))
    }

    @Test func dropsAndCountsClaimsThatCannotBeConfirmed() {
        let claims = [
            claim("Invented ticket.", "V-99", nil), claim("Invented quote.", "V-1", "the moon is full"),
            claim("Empty quote.", "V-1", ""), Claim(text: "No citation.", citations: []),
            claim("", "V-1", nil), claim("Case differs.", "V-3", "WHENEVER I work"),
            Claim(
                text: "One of two.",
                citations: [
                    Citation(evidence: .ticket(TicketID("V-1"))), Citation(evidence: .ticket(TicketID("V-77"))),
                ]),
            claim("Good.", "V-2", "Since the weekend"),
        ]
        let result = check.checked(claims)
        #expect(result.kept.map(\.text) == ["Good."])
        #expect(result.dropped == 7)
    }
}
