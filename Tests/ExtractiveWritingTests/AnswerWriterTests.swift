import Domain
import ExtractiveWriting
import Retrieval
import Testing

@Suite struct AnswerWriterTests {
    private func index() throws -> EvidenceIndex {
        let tickets = [
            Samples.ticket(
                "H-1", "NameNode runs out of heap memory",
                "The NameNode runs out of memory when the heap is full. The heap of the NameNode was 4 GB.",
                resolution: "Increased the NameNode heap to 16 GB, which fixed the out of memory error."),
            Samples.ticket(
                "H-2", "DataNode heartbeat is late", "The DataNode heartbeat is late because the disks are slow."),
            Samples.ticket("H-3", "Distcp fails", "Distcp fails when the snapshot of the source is renamed."),
            Samples.ticket("H-4", "Policy of trash", "The trash policy plan is not honoured by the shell."),
            Samples.ticket("H-5", "Build fails on Debian", "The build of the native client fails on Debian."),
            Samples.ticket(
                "H-7", "Papierstau im Drucker", "Der Drucker meldet einen Papierstau, obwohl kein Papier zu sehen ist.",
                resolution: "Die Walze wurde gereinigt, danach war der Papierstau im Drucker behoben."),
            Samples.ticket("H-6", "Kerberos renewal", "In March 14 tickets of the Kerberos realm expired at once."),
        ]
        let article = Article(
            id: try #require(ArticleID("balancer")), title: "Balancing the cluster",
            body: RedactedText(
                restoring: """
                    # Balancing the cluster

                    The balancer moves blocks between DataNodes until the cluster is even.

                    - Run the balancer at night with a threshold of ten.
                    - Increase the bandwidth of the balancer when it takes too long.
                    """), labels: [], product: nil, updated: nil)
        return EvidenceIndex(
            documents: tickets.map { EvidenceDocument($0) } + [EvidenceDocument(article)])
    }

    private func ask(_ text: String) throws -> Assessment {
        let question = Question(id: try #require(QuestionID("q")), text: text)
        return AnswerWriter().answer(question, index: try index())
    }

    @Test func takesNoEvidenceThatTheFilterLeavesOut() throws {
        let question = Question(
            id: try #require(QuestionID("q")), text: "Why does the NameNode run out of heap memory?")
        let index = try index()
        let all = AnswerWriter().answer(question, index: index)
        #expect(all.evidence.contains { $0.evidence == .ticket(TicketID("H-1")) })
        let filtered = AnswerWriter().answer(question, index: index, filter: EvidenceFilter(product: "Mail"))
        #expect(filtered.evidence.allSatisfy { if case .article = $0.evidence { true } else { false } })
        #expect(claims(filtered).isEmpty)
    }

    private func claims(_ assessment: Assessment) -> [Claim] {
        if case .answered(let claims) = assessment.outcome { claims } else { [] }
    }

    private func missing(_ assessment: Assessment) -> String? {
        if case .abstained(let missing) = assessment.outcome { missing } else { nil }
    }

    @Test func answersWithTheSentenceThatHelped() throws {
        let answer = try ask("How do I fix NameNode heap out of memory?")
        let found = claims(answer)
        #expect(found.contains { $0.text.hasPrefix("Increased the NameNode heap to 16 GB") })
        #expect(found.allSatisfy { CitationCheck(index: (try? index()) ?? EvidenceIndex(documents: [])).holds($0) })
        #expect(answer.evidence.first?.evidence.description == "ticket:H-1")
        #expect(answer.origin == .extractive && answer.droppedClaims == 0)
    }

    @Test func answersFromAnArticle() throws {
        let found = claims(try ask("How can I run the balancer?"))
        #expect(found.first?.citations.first?.evidence.description == "article:balancer")
        #expect(found.contains { $0.text == "Run the balancer at night with a threshold of ten." })
        #expect(found.count <= 5)
    }

    @Test func answersWhyWithASentenceOfCause() throws {
        #expect(
            claims(try ask("Why is the DataNode heartbeat late?")).first?.text
                == "The DataNode heartbeat is late because the disks are slow.")
    }

    @Test func abstainsFromWhatNoEvidenceSpeaksOf() throws {
        #expect(
            missing(try ask("What is the refund policy for annual plans?"))
                == "No ticket or article speaks of “refund” or “annual”.")
        #expect(missing(try ask("Who approves travel expenses?")) != nil)
        #expect(missing(try ask("How do I reset my VPN password?")) != nil)
    }

    @Test func abstainsWhenTheWordsNeverStandTogether() throws {
        let missing = try #require(missing(try ask("Does distcp fail on Debian with Kerberos?")))
        #expect(missing.contains("does not speak of"))
    }

    @Test func neverInventsANumber() throws {
        #expect(missing(try ask("How many tickets are about distcp?")) != nil)
        let kerberos = claims(try ask("How many tickets of the Kerberos realm expired?"))
        #expect(kerberos.map(\.text) == ["In March 14 tickets of the Kerberos realm expired at once."])
    }

    @Test func answersGermanQuestionsFromGermanTickets() throws {
        let found = claims(try ask("Wie lässt sich der Papierstau im Drucker beheben?"))
        #expect(found.contains { $0.text.hasPrefix("Die Walze wurde gereinigt") })
        let missing = missing(try ask("Wie kündige ich das Abonnement für Überweisungen?"))
        #expect(missing?.contains("“Überweisungen”") == true)
    }

    @Test func abstainsFromQuestionsThatNameNothing() throws {
        #expect(missing(try ask("What are the most common problems?")) != nil)
        #expect(missing(try ask("")) != nil)
    }

    @Test func letsAnArticleSpeakBeforeManyTicketsThatRepeatTheQuestion() throws {
        let tickets = (0..<60).map {
            Samples.ticket(
                "L-\($0)", "Account locked, please unlock the account",
                "My account is locked again in office \($0), please unlock the locked account soon.")
        }
        let article = Article(
            id: try #require(ArticleID("lockouts")), title: "Find the device that locks an account",
            body: RedactedText(
                restoring: """
                    A locked account has a device that still tries the old password.

                    - Open the lockout log of the account and look for the device.
                    - Unlock the account last.
                    """), labels: [], product: nil, updated: nil)
        let index = EvidenceIndex(documents: tickets.map { EvidenceDocument($0) } + [EvidenceDocument(article)])
        let question = Question(id: try #require(QuestionID("q")), text: "How do I unlock a locked account?")
        let answer = claims(AnswerWriter().answer(question, index: index))
        #expect(answer.first?.citations.first?.evidence == .article(article.id))
    }
}
