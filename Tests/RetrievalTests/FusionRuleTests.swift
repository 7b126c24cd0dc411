import Testing

@testable import Retrieval

@Suite struct FusionRuleTests {
    @Test func believesWordsThatSingleOutOneDocument() {
        let rule = FusionRule.semantic
        #expect(rule.denseWeight(words: 40, standout: 0) == 0.85)
        #expect(rule.denseWeight(words: 40, standout: 0.9) == 0.4)
        let weights = stride(from: 0, through: 1, by: 0.05).map { rule.denseWeight(words: 40, standout: $0) }
        #expect(weights == weights.sorted(by: >))
    }

    @Test func trustsVectorsWithQuestionsOfFewWords() {
        let rule = FusionRule.semantic
        #expect(rule.denseWeight(words: 3, standout: 0.9) == 0.85)
        #expect(rule.denseWeight(words: 8, standout: 0.9) > rule.denseWeight(words: 12, standout: 0.9))
        #expect(FusionRule.lexical.denseWeight(words: 3, standout: 0) == 0.4)
    }
}
