import Evaluation
import Testing

@Suite struct GroundingScoresTests {
    @Test func whatFailsCountsAgainstTheScore() {
        let scores = GroundingScores([
            .init(id: "a", isAnswerable: true, outcome: .answered, supported: [true, false], citesExpected: true),
            .init(id: "b", isAnswerable: true, outcome: .refused, citesExpected: false),
            .init(id: "c", isAnswerable: true, outcome: .failed), .init(id: "d", isAnswerable: false, outcome: .failed),
            .init(id: "e", isAnswerable: false, outcome: .refused, dropped: 2),
            .init(id: "f", isAnswerable: true, outcome: .answered, supported: [true, true]),
        ])
        #expect(scores.answeredShare == 0.5 && scores.refusedShare == 0.5)
        #expect(scores.supportedShare == 0.75 && scores.dropped == 2 && scores.failed == 2)
        #expect(scores.expectedShare == 0.5)
        let none = GroundingScores([])
        #expect(none.answeredShare == 0 && none.supportedShare == 0 && none.expectedShare == nil)
    }
}
