import Domain
import Testing

@testable import ExtractiveWriting

@Suite struct HeadlineTests {
    @Test(arguments: [
        ("RE: Fwd: login fails...", "Login fails"), ("[JIRA-123] Login fails", "Login fails"),
        ("HADOOP-17042: Login fails", "Login fails"), ("Bug 752376 - Login fails badly", "Login fails badly"),
        ("#4711 Login fails", "Login fails"), ("INC0012345 login fails", "Login fails"),
        ("Mail from [email] never arrives", "Mail from never arrives"), ("iPhone cannot sync", "iPhone cannot sync"),
        ("dfs.namenode.name.dir is ignored", "dfs.namenode.name.dir is ignored"),
        ("AW: Drucker  kaputt !", "Drucker kaputt"),
        ("{{hadoop fs}} fails", "hadoop fs fails"),
    ])
    func cleansSubjects(_ subject: String, _ title: String) {
        // The first word of a code span has no capital of its own but is not a sentence's beginning either.
        #expect(Headline.cleaned(subject).lowercased() == title.lowercased())
        #expect(Headline.cleaned(subject).unicodeScalars.count <= Headline.limit)
    }

    @Test func shortensAtAWord() {
        let long = String(repeating: "word ", count: 40)
        let title = Headline.cleaned(long)
        #expect(title.hasSuffix("word…") && title.unicodeScalars.count <= 80)
    }

    @Test func readsProseAndNothingElse() {
        var reader = ProseReader()
        let text = """
            Hello everybody,
            We see that the nightly job of the warehouse
            does not finish in time. {code:java}int wait = for(the, job);{code}
            h3. Details
            at org.example.Job.run(Job.java:12)
            | a | table | of | the | job |
            > the job quoted from a mail is not read here
            - The first step of the job takes an hour.

            Expected results:

            The job should end before the morning shift begins.

            See https://example.org/the/page for the rest of it.
            Best regards
            The sender of the mail was somebody from the team.
            """
        let sentences = reader.read(text, evidence: .ticket(TicketID("1")))
        #expect(
            sentences.map(\.text) == [
                "We see that the nightly job of the warehouse does not finish in time.",
                "The first step of the job takes an hour.",
            ])
        #expect(sentences.allSatisfy { text.contains($0.quote) && !$0.quote.contains("\n") })
    }
}
