import Evaluation
import Testing

@Suite struct RetrievalScoresTests {
    private func scores(_ relevant: [String: Set<String>], _ rankings: [String: [String]]) -> RetrievalScores {
        RetrievalScores(relevant: relevant, rankings: rankings, places: [1, 3, 10])
    }

    /// Expected values by hand: relevant at places 2 and 4 of three relevant documents.
    @Test func givesTheTextbookFigures() {
        let found = scores(["q": ["a", "b", "c"]], ["q": ["x", "a", "y", "b"]])
        #expect(abs(found.averagePrecision - (0.5 + 0.5) / 3) < 1e-12)
        #expect(found.reciprocalRank == 0.5)
        #expect(found.cutoffs.map(\.place) == [1, 3, 10])
        #expect(found.cutoffs[0].recall == 0 && found.cutoffs[0].hit == 0 && found.cutoffs[0].gain == 0)
        #expect(abs(found.cutoffs[1].precision - 1 / 3.0) < 1e-12 && abs(found.cutoffs[1].recall - 1 / 3.0) < 1e-12)
        #expect(abs(found.cutoffs[2].recall - 2 / 3.0) < 1e-12 && found.cutoffs[2].hit == 1)
        // (1/log2(3) + 1/log2(5)) / (1/log2(2) + 1/log2(3) + 1/log2(4))
        #expect(abs(found.cutoffs[2].gain - 0.4981892575855) < 1e-9)
    }

    @Test func givesOneToAPerfectRanking() {
        let found = scores(["q": ["a", "b"]], ["q": ["b", "a", "x"]])
        #expect(found.averagePrecision == 1 && found.reciprocalRank == 1)
        #expect(found.cutoffs.allSatisfy { $0.hit == 1 && abs($0.gain - 1) < 1e-12 })
        #expect(found.cutoffs[0].recall == 0.5)
    }

    @Test func countsAQueryWithoutARankingAsZero() {
        let found = scores(["q": ["a"], "lost": ["b"], "empty": ["c"]], ["q": ["a"], "empty": []])
        #expect(found.queries == 3 && found.unanswered == 2)
        #expect(abs(found.averagePrecision - 1 / 3.0) < 1e-12)
        #expect(abs(found.cutoffs[0].precision - 1 / 3.0) < 1e-12)
    }

    @Test func leavesOutQueriesWithNothingRelevantAndCountsARepeatedDocumentOnce() {
        let found = scores(["q": ["a", "b"], "none": []], ["q": ["a", "a", "b"], "none": ["a"]])
        #expect(found.queries == 1)
        #expect(found.averagePrecision == 1)
        #expect(scores([:], ["q": ["a"]]).queries == 0)
        #expect(scores([:], [:]).averagePrecision == 0)
    }
}
