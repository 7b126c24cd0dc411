import Clustering
import Domain
import Testing

struct KeywordsTests {
    private func keywords(_ texts: [String], _ labels: [Int], neighbours: [[Int]]) -> [[String]] {
        Keywords.describe(
            texts: texts.map { RedactedText(restoring: $0) }, labels: labels, clusterNeighbours: neighbours,
            themes: Array(repeating: 0, count: neighbours.count), threads: 2
        ).clusters.map { $0.map(\.phrase) }
    }

    private let texts = [
        "VPN connection drops\nthe client shows error", "VPN connection lost\nplease help",
        "vpn connection unstable\nthanks",
        "VPN connection slow\nsince monday", "Printer offline\nthe client shows error",
        "Printer offline again\nplease help",
        "printer offline\nthanks", "Office printer offline\nsince monday",
    ]

    @Test func namesWhatSetsAClusterApart() {
        let found = keywords(texts, [0, 0, 0, 0, 1, 1, 1, 1], neighbours: [[1], [0]])
        #expect(found[0].first == "VPN connection")
        #expect(found[1].first == "printer offline")
        #expect(!found[0].contains("VPN") && !found[0].contains("connection"))
    }

    @Test func leavesOutMasksStopWordsAndDebris() {
        let texts = [String](
            repeating:
                "mail to [[EMAIL_1]] bounced\n\tat org.apache.mail.Sender.send(Sender.java:10)\n0xdeadbeef01 12345",
            count: 4)
        let found = keywords(texts + ["printer jam", "printer jam"], [0, 0, 0, 0, 1, 1], neighbours: [[1], [0]])
        #expect(found[0].allSatisfy { !$0.contains("email") && !$0.contains("apache") && !$0.contains("12345") })
        #expect(!found[0].isEmpty && found[0].allSatisfy { !$0.hasPrefix("to ") && !$0.hasSuffix(" to") })
    }

    @Test func doesNotCutVersionsAndCompounds() {
        let texts =
            (0..<4).map { "Upgrade netty to 4.1.\($0)\naws-java-sdk-bundle is old" } + ["disk full", "disk full"]
        let found = keywords(texts, [0, 0, 0, 0, 1, 1], neighbours: [[1], [0]])[0]
        #expect(found.allSatisfy { !$0.hasSuffix("4") && !$0.contains("java") })
    }

    @Test func doesNotDependOnTheOrderOfTexts() {
        let order = [5, 2, 7, 0, 3, 6, 1, 4]
        let labels = [0, 0, 0, 0, 1, 1, 1, 1]
        #expect(
            keywords(order.map { texts[$0] }, order.map { labels[$0] }, neighbours: [[1], [0]])
                == keywords(texts, labels, neighbours: [[1], [0]]))
    }

    @Test func speaksForASingleClusterToo() {
        #expect(!keywords(Array(texts[0..<4]), [0, 0, 0, 0], neighbours: [[]])[0].isEmpty)
        #expect(keywords([], [], neighbours: []).isEmpty)
    }
}
