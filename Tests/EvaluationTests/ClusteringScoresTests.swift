import Evaluation
import Testing

@Suite struct ClusteringScoresTests {
    private func scores(_ labels: String, _ clusters: String) -> ClusteringScores {
        ClusteringScores(
            labels: labels.map { String($0) }, clusters: clusters.map { $0 == "." ? nil : String($0) })
    }

    @Test func givesOneForTheSamePartitionUnderOtherNames() {
        let scores = scores("aabbcc", "xxyyzz")
        #expect(scores.adjustedMutualInformation == 1)
        #expect(scores.adjustedRandIndex == 1)
        #expect(scores.purity == 1)
    }

    // Expected values: scikit-learn 1.9.1 on the same labellings.
    @Test func agreesWithScikitLearn() {
        let scores = scores("aaabbbcccd", "xxyyyzzzxx")
        #expect(abs(scores.adjustedMutualInformation - 0.1230059112) < 1e-8)
        #expect(abs(scores.adjustedRandIndex - 0.0740740741) < 1e-8)
        #expect(abs(scores.homogeneity - 0.3927720023) < 1e-8)
        #expect(abs(scores.completeness - 0.4739069112) < 1e-8)
    }

    @Test func countsEachRowLeftOutAsAClusterOfItsOwn() {
        let left = scores("aabb", "xx..")
        #expect(left.clusters == 1)
        #expect(left.leftOut == 2)
        #expect(left.adjustedRandIndex == scores("aabb", "xxyz").adjustedRandIndex)
        #expect(left.adjustedMutualInformation < 1)
    }

    @Test func givesNothingForChanceAndForOneCluster() {
        #expect(scores("abababab", "xxxxxxxx").adjustedRandIndex == 0)
        #expect(abs(scores("abababab", "xxxxxxxx").adjustedMutualInformation) < 1e-9)
        #expect(scores("aabbaabb", "xyxyxyxy").adjustedRandIndex < 0)
    }

    @Test func takesNoRowsAndOneRow() {
        #expect(scores("", "").count == 0)
        #expect(scores("a", "x").adjustedMutualInformation == 1)
        #expect(scores("a", ".").leftOut == 1)
    }
}
