import Clustering
import Domain
import Testing

struct ThemePhrasesTests {
    private func titles(_ texts: [String], _ labels: [Int], themes: [Int]) -> [[String]] {
        Keywords.describe(
            texts: texts.map { RedactedText(restoring: $0) }, labels: labels,
            clusterNeighbours: themes.map { _ in [] }, themes: themes, threads: 2
        ).themes
    }

    /// Two themes of two clusters: sign-in trouble (a code, a password) and printers (toner, paper).
    private let texts = [
        "Sign-in code never arrives", "sign-in code missing", "The sign-in code is late",
        "Sign-in password rejected", "sign-in password expired", "Sign-in password refused again",
        "Office printer toner empty", "office printer toner smears", "Office printer toner leaks",
        "Office printer paper jam", "office printer paper tray", "Office printer paper stuck",
    ]
    private let labels = [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]

    @Test func beginsWithAPhraseThatItsClustersShare() {
        let found = titles(texts, labels, themes: [0, 0, 1, 1])
        #expect(found[0].first?.lowercased().hasPrefix("sign-in") == true)
        #expect(found[1].first?.lowercased() == "office printer")
    }

    @Test func speaksForClustersThatShareNoPhrase() {
        let texts = [
            "Invoice missing", "invoice missing again", "Invoice missing today", "Charged twice",
            "charged twice for one order", "I was charged twice", "Wifi slow", "wifi slow upstairs", "Wifi slow again",
        ]
        let found = titles(texts, [0, 0, 0, 1, 1, 1, 2, 2, 2], themes: [0, 0, 1])
        #expect(Set(found[0].map { $0.lowercased() }) == ["invoice missing", "charged twice"])
        #expect(found[1].map { $0.lowercased() } == ["wifi slow"])
    }

    @Test func namesThingsRatherThanWhatHappensToThem() {
        let texts = [
            "Charged twice\nthe invoice shows two payments", "charged twice again\nyour invoice is wrong",
            "Twice charged\nI want the invoice corrected", "Twice on the invoice", "Wifi slow\nthe wifi is slow",
            "wifi slow\nour wifi drops",
        ]
        let found = titles(texts, [0, 0, 0, 0, 1, 1], themes: [0, 1])
        #expect(found[0].first == "invoice")
        #expect(found[1].first?.lowercased().hasPrefix("wifi") == true)
    }

    @Test func repeatsNoWordInATitle() {
        for title in titles(texts, labels, themes: [0, 0, 1, 1]) {
            let words = title.flatMap { $0.lowercased().split(separator: " ") }
            #expect(words.count == Set(words).count && !words.isEmpty)
        }
    }

    @Test func givesNoTwoThemesTheSameBeginning() {
        let texts = (0..<4).map { _ in "Backup failed on the server" } + ["disk full", "disk full"]
        let found = titles(texts, [0, 0, 1, 1, 2, 2], themes: [0, 1, 2]).map { $0.first ?? "" }
        #expect(Set(found).count == 3)
    }

    @Test func doesNotDependOnTheOrderOfTexts() {
        let order = [7, 0, 11, 4, 2, 9, 1, 8, 3, 10, 6, 5]
        #expect(
            titles(order.map { texts[$0] }, order.map { labels[$0] }, themes: [0, 0, 1, 1])
                == titles(texts, labels, themes: [0, 0, 1, 1]))
    }

    @Test func saysNothingOfTicketsWithoutWords() {
        #expect(titles(["", ""], [0, 0], themes: [0]) == [[]])
    }
}
