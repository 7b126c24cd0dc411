import Foundation
import TestSupport
import Testing

/// `casebook eval retrieval`, as a user runs it. Words alone, so that no model is needed.
@Suite struct EvalRetrievalTests {
    private let table = """
        id,text
        1,The printer in the hall is offline
        2,Printer offline since Monday
        3,VPN drops every few minutes
        4,Password reset link has expired

        """
    private let queries = """
        id,text
        1,The printer in the hall is offline
        q2,vpn connection drops
        q3,unfindable

        """
    /// Query q4 is judged and never asked; q5 has nothing relevant.
    private let judgements = """
        query_id,doc_id,relevance
        1,2,1
        q2,3,2
        q3,4,1
        q4,1,1
        q5,1,0

        """

    private func evaluate(_ files: [String: String], _ arguments: [String]) throws -> Command {
        let scratch = try Scratch()
        for (name, text) in files { try scratch.write(name, text) }
        let placed = arguments.map { files[$0] == nil ? $0 : scratch.url.appending(path: $0).path }
        return try Command.run(Repository.binary, ["eval", "retrieval", "--format", "json"] + placed)
    }

    private func figures(_ run: Command) throws -> [String: Double] {
        try #require(run.status == 0, "\(run.errors)")
        return try JSONDecoder().decode([String: Double].self, from: Data(run.output.utf8))
    }

    private var files: [String: String] { ["t.csv": table, "q.csv": queries, "j.csv": judgements] }
    private let options = ["--text", "text", "--by", "words", "--k", "1,10", "--judgements", "j.csv"]

    @Test func countsWhatIsNotFoundOrNotAskedAsZero() throws {
        let found = try figures(try evaluate(files, options + ["--input", "t.csv", "--queries", "q.csv"]))
        #expect(found["queries"] == 4 && found["unanswered"] == 2)
        #expect(found["map"] == 0.5 && found["mrr"] == 0.5)
        #expect(found["recall@1"] == 0.5 && found["ndcg@10"] == 0.5 && found["p@10"] == 0.05)
    }

    @Test func letsAQueryFindItselfWhereThatIsWanted() throws {
        let found = try figures(
            try evaluate(files, options + ["--input", "t.csv", "--queries", "q.csv", "--keep-self"]))
        #expect(found["map"] == 0.375)
    }

    @Test func scoresRunsInEitherForm() throws {
        let trec = "1 Q0 3 1 2.5 x\n1 Q0 2 2 1.5 x\nq2 Q0 3 1 9 x\n"
        let table = "query_id,doc_id,rank\n1,2,2\n1,3,1\nq2,3,1\n"
        for run in [trec, table] {
            let found = try figures(
                try evaluate(["j.csv": judgements, "run": run], ["--judgements", "j.csv", "--run", "run"]))
            #expect(found["map"] == 0.375 && found["mrr"] == 0.375 && found["unanswered"] == 2)
        }
    }

    @Test func takesJudgementsOfTREC() throws {
        let found = try figures(
            try evaluate(
                ["j.txt": "1 0 2 1\nq2 0 3 1\n", "run": "1 Q0 2 1 2.5 x\n"],
                ["--judgements", "j.txt", "--run", "run"]))
        #expect(found["queries"] == 2 && found["map"] == 0.5)
    }

    @Test func saysWhatIsWrongWithAFile() throws {
        let broken = try evaluate(
            ["j.csv": judgements, "run": "1 Q0 2 1 2.5 x\n1 Q0 2 1\n"], ["--judgements", "j.csv", "--run", "run"])
        #expect(broken.status == 65 && broken.errors.contains("not_trec"))
        let noNumber = try evaluate(
            ["j.csv": "query_id,doc_id,relevance\n1,2,yes\n", "run": "1 Q0 2 1 2.5 x\n"],
            ["--judgements", "j.csv", "--run", "run"])
        #expect(noNumber.status == 65 && noNumber.errors.contains("not_a_number"))
        #expect(try evaluate(["j.csv": judgements], ["--judgements", "j.csv"]).status == 64)
    }
}
