import Domain
import ExtractiveWriting
import Ledger
import Retrieval
import SiteRendering
import Testing

@testable import Pipeline
@testable import Reviews

/// What signed reviews add to the knowledge base and to drafts, and when an approved text no longer fits.
@Suite struct LearnedKnowledgeTests {
    private let samples: ReviewSamples
    private let text = """
        # Blank labels

        Resolution of cluster `c-aaaaaaaa`, tenant `acme`.

        - Severity: high

        No language model wrote this text: every sentence is taken from a ticket or an article.

        ## What happens

        - The printer feeds blank labels \\[always\\]. [\\[1\\]](#evidence) [\\[2\\]](#evidence)

        ## Root cause

        The evidence does not tell the cause.

        ## Recommended fix

        - Write to me@\u{2060}acme.example and clean the head. [\\[2\\]](#evidence)

        ## Evidence

        1. Ticket [A-1](../../tickets/A-1/index.md): “feeds blank” … “labels”
        2. Article [printer](../../knowledge/printer/index.md)

        """

    init() throws { samples = try ReviewSamples() }

    private func frozen(_ record: LedgerApproval? = nil) throws -> FrozenText {
        let bytes = Array(text.utf8)
        let approval = try samples.decided(.approve, on: samples.a, text: text, by: "alice@acme.example", 1)
        let digest = ContentDigest.of(bytes)
        return FrozenText(
            subject: .resolution(samples.a), bytes: bytes, approvals: [approval],
            record: record
                ?? LedgerApproval(
                    digest: digest, generation: 1, review: "r", signer: "alice@acme.example", basis: [], size: 10),
            isNew: true)
    }

    private func knowledge(_ feedback: [Feedback]) throws -> LearnedKnowledge {
        LearnedKnowledge(frozen: [try frozen()], feedback: feedback, redactor: try samples.redactor()) { _ in "Blank" }
    }

    @Test func anApprovedTextBecomesAnArticleWithItsProvenance() throws {
        let article = try #require(try knowledge([]).articles.first)
        #expect(article.id.rawValue == "approved-c-aaaaaaaa" && article.title == "Blank labels")
        #expect(
            article.body.display == """
                ## What happens

                - The printer feeds blank labels [always].

                ## Recommended fix

                - Write to [email] and clean the head.

                """)
        let provenance = try #require(article.provenance)
        #expect(provenance.kind == .approved && provenance.signer == "alice@acme.example")
        #expect(provenance.file == "reviews/1.yaml" && provenance.digest == .of(text))
        #expect(provenance.cluster == samples.a)
    }

    @Test func anExpertsWordsTakeThePlaceOfTheirPartAndAreCited() throws {
        let learned = try knowledge([
            try samples.said(
                .correction(
                    section: .recommendedFix, text: "1. Clean the *head* of pat@acme.example.\n2. Calibrate it."),
                on: samples.a, 7)
        ])
        let draft = Resolution(
            cluster: samples.a, title: "t", summary: [Claim(text: "s", citations: [])], rootCause: [],
            recommendedFix: [Claim(text: "old", citations: [])], automationPotential: .none, severity: .low,
            origin: .extractive, droppedClaims: 0)
        let corrected = CorrectionWriting(corrections: learned.corrections).corrected(draft)
        #expect(corrected.recommendedFix.map(\.text) == ["Clean the head of [email].", "Calibrate it."])
        #expect(corrected.summary == draft.summary)
        let article = try #require(learned.articles.first { $0.id.rawValue.hasPrefix("correction-") })
        let check = CitationCheck(tickets: [:], articles: [article])
        #expect(check.checked(corrected.recommendedFix).kept.count == 2)
        #expect(article.provenance?.kind == .correction && article.title == "Recommended fix: Blank")
    }

    @Test func anArticleOfTheTenantsOwnDoesNotPassForASignedOne() throws {
        let id = try #require(ArticleID("approved-c-aaaaaaaa"))
        let other = try #require(ArticleID("printer"))
        let own = [id, other].map {
            Article(
                id: $0, title: "mine", body: RedactedText(restoring: "mine"), labels: [], product: nil, updated: nil)
        }
        let all = try knowledge([]).joined(with: own)
        #expect(all.map(\.id) == [id, other])
        #expect(all[0].title == "Blank labels" && all[1].title == "mine")
    }

    @Test func signedKnowledgeOutranksTicketsAndRatingsWeigh() throws {
        let article = try #require(try knowledge([]).articles.first)
        func weight(_ ratings: [FeedbackContent.Rating]) throws -> Double {
            let feedback = try ratings.enumerated().map { try samples.said(.rating($1), on: samples.a, $0) }
            return EvidenceDocument(try #require(try knowledge(feedback).articles.first)).weight
        }
        #expect(try weight([.helpful]) > weight([]))
        #expect(try weight([.unhelpful, .unhelpful]) < weight([]))
        #expect(try weight([.helpful, .unhelpful]) == weight([]))
        #expect(try weight(Array(repeating: .unhelpful, count: 30)) > 1)
        let ticket = EvidenceDocument(
            id: .ticket(TicketID("A-1")), title: "Blank labels",
            text: "Blank labels\n" + article.body.display)
        let index = EvidenceIndex(documents: [ticket, EvidenceDocument(article)])
        let found = index.search("printer feeds blank labels", top: 2, suppressingDuplicates: false)
        #expect(found.first?.evidence == .article(article.id))
    }

    @Test func rejectionsAndUnhelpfulRatingsGuideTheNextDraft() throws {
        let rejection = try samples.decided(
            .reject, on: samples.a, text: "t", by: "bob@acme.example", 3,
            comment: "Name the model, ask pat@acme.example.")
        let outcome = ReviewStage.Outcome(
            verdicts: [], decisions: [.resolution(samples.a): .init([rejection])],
            feedback: [
                try samples.said(.rating(.unhelpful), on: samples.a, 4, comment: "Too vague."),
                try samples.said(.rating(.helpful), on: samples.b, 5, comment: "Nice."),
            ], facts: [], changesAt: nil, ends: [:])
        let guidance = ReviewWork.Guidance(outcome, redactor: try samples.redactor())
        #expect(guidance.clusters[samples.a]?.display == "Name the model, ask [email].\nToo vague.")
        #expect(guidance.clusters[samples.b] == nil && guidance.questions.isEmpty)
    }

    // MARK: Drift

    private func cluster(_ members: [TicketID]) throws -> Cluster {
        Cluster(
            id: samples.a, members: members.map { .init(ticket: $0, strength: 1) },
            exemplars: Array(members.prefix(40)),
            keywords: [], theme: ThemeID(largest: samples.a), founded: ReviewSamples.start,
            trend: Trend(kind: .unknown, recent: 0, expected: 0), neighbours: [])
    }

    private func reason(_ members: [TicketID], vectors: [String: [Float]] = [:]) throws -> StaleReason? {
        let basis = ReviewSamples.tickets("A", 0..<10).map { EvidenceID.ticket($0).description }
        let record = LedgerApproval(
            digest: .of("t"), generation: 1, review: "r", signer: "s", basis: basis, size: 10)
        let drift = ClusterDrift(limits: DriftLimits()) { ticket in
            (vectors[String(ticket.rawValue.prefix(1))] ?? [1, 0])[...]
        }
        return drift.judge(record, cluster: try cluster(members))?.reason
    }

    @Test func anApprovedTextFitsUntilItsClusterDriftsTooFar() throws {
        let tickets = ReviewSamples.tickets
        #expect(try reason(tickets("A", 0..<10)) == nil)
        #expect(try reason(tickets("A", 0..<20)) == nil)
        #expect(try reason(tickets("A", 0..<21)) == .volume)
        #expect(try reason(tickets("A", 4..<10)) == nil)
        #expect(try reason(tickets("A", 5..<10) + tickets("B", 0..<5)) == .exemplars)
        #expect(
            try reason(tickets("B", 0..<9) + tickets("A", 4..<10), vectors: ["A": [1, 0], "B": [0.2, 1]]) == .centroid)
        #expect(try reason(tickets("B", 0..<9) + tickets("A", 4..<10), vectors: ["B": [0.9, 0.1]]) == nil)
    }

    @Test func anAnswerFitsWhileMostOfItsEvidenceIsFound() {
        let record = LedgerApproval(
            digest: .of("t"), generation: 1, review: "r", signer: "s", basis: ["a", "b", "c", "d", "e"], size: 0)
        let drift = ClusterDrift(limits: DriftLimits()) { _ in nil }
        #expect(drift.judge(record, found: ["e", "d", "x", "c"]) == nil)
        #expect(drift.judge(record, found: ["e", "d", "x"])?.reason == .evidence)
    }
}
