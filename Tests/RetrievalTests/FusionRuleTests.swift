import Testing

@testable import Retrieval

@Suite struct FusionRuleTests {
    @Test func wordsCountForMoreAmongLongDocuments() {
        let rule = FusionRule.semantic
        let units = [5, 15, 30, 60, 400].map { rule.unit(queryWeight: 1, spread: nil, length: $0) }
        #expect(units == units.sorted())
        #expect(units[0] == units[1] && units[3] == units[4])
        #expect(abs(units[3] / units[0] - 1.35) < 1e-12)
    }

    @Test func weighsWordsByTheSquareRootOfWhatTheQueryWeighs() {
        let rule = FusionRule.semantic
        #expect(rule.unit(queryWeight: 4, spread: nil, length: 5) == rule.wordWeight / 2)
        #expect(rule.unit(queryWeight: 400, spread: nil, length: 5) == rule.wordWeight / 20)
        #expect(rule.unit(queryWeight: 0, spread: nil, length: 5) == 0)
    }

    @Test func meetsModelsWhoseCosinesLieCloserTogetherOrFurtherApart() {
        let rule = FusionRule.semantic
        let usual = rule.unit(queryWeight: 1, spread: 0.14, length: 5)
        #expect(usual == rule.wordWeight)
        #expect(abs(rule.unit(queryWeight: 1, spread: 0.05, length: 5) - usual / 2) < 1e-12)
        #expect(abs(rule.unit(queryWeight: 1, spread: 0.4, length: 5) - usual * 2) < 1e-12)
    }

    @Test func putsArticlesForwardAndSignedOnesMore() {
        let rule = FusionRule.semantic
        #expect(rule.precedence(weight: 1) > 1)
        #expect(rule.precedence(weight: 1.4) > rule.precedence(weight: 1))
        #expect(FusionRule.lexical.precedence(weight: 1.4) > rule.precedence(weight: 1.4))
        #expect(FusionRule.vectorsAlone.precedence(weight: 1.4) == 1)
    }
}
