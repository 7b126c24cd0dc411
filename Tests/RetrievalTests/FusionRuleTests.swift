import Testing

@testable import Retrieval

@Suite struct FusionRuleTests {
    @Test func weighsWordsByTheSquareRootOfWhatTheQueryWeighs() {
        let rule = FusionRule.semantic
        #expect(rule.unit(queryWeight: 4, spread: nil) == rule.wordWeight / 2)
        #expect(rule.unit(queryWeight: 400, spread: nil) == rule.wordWeight / 20)
        #expect(rule.unit(queryWeight: 0, spread: nil) == 0)
    }

    @Test func meetsModelsWhoseCosinesLieCloserTogetherOrFurtherApart() {
        let rule = FusionRule.semantic
        let usual = rule.unit(queryWeight: 1, spread: 0.14)
        #expect(usual == rule.wordWeight)
        #expect(abs(rule.unit(queryWeight: 1, spread: 0.05) - usual / 2) < 1e-12)
        #expect(abs(rule.unit(queryWeight: 1, spread: 0.4) - usual * 2) < 1e-12)
    }

    @Test func putsArticlesForwardAndSignedOnesMore() {
        let rule = FusionRule.semantic
        #expect(rule.precedence(weight: 1) > 1)
        #expect(rule.precedence(weight: 1.4) > rule.precedence(weight: 1))
        #expect(FusionRule.lexical.precedence(weight: 1.4) > rule.precedence(weight: 1.4))
        #expect(FusionRule.vectorsAlone.precedence(weight: 1.4) == 1)
    }
}
