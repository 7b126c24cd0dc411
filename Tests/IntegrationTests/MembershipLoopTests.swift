import Foundation
import TestSupport
import Testing

/// What experts say of which tickets belong together, through the program as a user runs it.
@Suite struct MembershipLoopTests {
    @Test func honoursMovesExclusionsAndNamesInEveryLaterRun() throws {
        var book = try ReviewedWorkspace()
        #expect(try book.build().status == 0)
        let ids = try (0..<4).map { try book.cluster(ofProblem: $0) }
        #expect(Set(ids).count == 4)
        try book.sign(.sam, ids[0], "kind: move\nticket: T-8\nto: \(ids[1])")
        try book.sign(.sam, ids[2], "kind: exclude\nticket: T-10")
        try book.sign(.sam, ids[3], "kind: rename\ntitle: \"Sums & <taxes> of jo@example.com\"")
        let build = try book.build()
        #expect(build.status == 0 && !build.errors.contains("not_honoured"), "\(build.errors)")
        func check() throws {
            let clusters = try book.clusters()
            #expect(clusters[ids[1]]?.contains("T-8") == true)
            #expect(clusters[ids[2]]?.contains("T-10") == false)
            #expect(clusters[ids[2]]?.contains("T-14") == true)
            let page = try book.text("clusters/\(ids[3])/index.html")
            #expect(page.contains("<h1>Sums &amp; &lt;taxes&gt; of [email]"))
        }
        try check()
        let before = try snapshot(of: book.site)
        for folder in [".casebook", "public"] { book.remove(folder) }
        #expect(try book.build().status == 0)
        #expect(try snapshot(of: book.site) == before)
        for turn in 0..<2 {
            try book.write(
                "inbox/more\(turn).csv", at: book.tenant, ReviewedWorkspace.table(80 + turn * 12..<92 + turn * 12))
            #expect(try book.build().status == 0)
            try check()
        }
    }

    @Test func mergesTwoClustersForGood() throws {
        var book = try ReviewedWorkspace()
        #expect(try book.build().status == 0)
        let (from, into) = (try book.cluster(ofProblem: 1), try book.cluster(ofProblem: 2))
        try book.sign(.sam, from, "kind: merge\ninto: \(into)")
        let build = try book.build()
        #expect(build.status == 0 && !build.errors.contains("not_honoured"), "\(build.errors)")
        func check() throws {
            let clusters = try book.clusters()
            #expect(clusters[from] == nil)
            for ticket in ["T-1", "T-2", "T-41", "T-42"] { #expect(clusters[into]?.contains(ticket) == true) }
        }
        try check()
        let merged = try book.events("cluster_merged")
        #expect(merged.first?["cluster"] as? String == from && merged.first?["into"] as? String == into)
        #expect(try book.text("clusters/\(from)/index.html").contains("clusters/\(into)/"))
        #expect(try book.build().errors.contains("nothing changed"))
        try book.write("inbox/more.csv", at: book.tenant, ReviewedWorkspace.table(80..<120))
        book.remove(".casebook")
        #expect(try book.build().status == 0)
        try check()
        #expect(try book.clusters()[into]?.isSuperset(of: ["T-81", "T-82"]) == true)
    }

    @Test func splitsAClusterAndKeepsItsID() throws {
        var book = try ReviewedWorkspace()
        #expect(try book.build().status == 0)
        let id = try book.cluster(ofProblem: 3)
        let leaving = ["T-3", "T-7", "T-11", "T-15"]
        try book.sign(.sam, id, "kind: split\ntickets:\n" + leaving.map { "  - \($0)" }.joined(separator: "\n"))
        let build = try book.build()
        #expect(build.status == 0 && !build.errors.contains("not_honoured"), "\(build.errors)")
        func check() throws -> String {
            let clusters = try book.clusters()
            let homes = Set(leaving.compactMap { ticket in clusters.first { $0.value.contains(ticket) }?.key })
            #expect(homes.count == 1 && !homes.contains(id))
            #expect(clusters[id]?.contains("T-43") == true)
            return homes.first ?? ""
        }
        let new = try check()
        let split = try book.events("cluster_split")
        #expect(split.first?["from"] as? String == id && split.first?["cluster"] as? String == new)
        try book.write("inbox/more.csv", at: book.tenant, ReviewedWorkspace.table(80..<104))
        book.remove(".casebook")
        #expect(try book.build().status == 0)
        #expect(try check() == new)
        // The part turns out to be another problem's.
        let home = try book.cluster(ofProblem: 0)
        try book.sign(.sam, new, "kind: merge\ninto: \(home)")
        for _ in 0..<2 {
            let build = try book.build("--no-cache")
            #expect(build.status == 0 && !build.errors.contains("not_honoured"), "\(build.errors)")
            let clusters = try book.clusters()
            #expect(clusters[home]?.isSuperset(of: leaving) == true && clusters[new] == nil)
            #expect(clusters[id]?.contains("T-43") == true)
        }
    }

    @Test func tellsWhatCannotBeHonoured() throws {
        var book = try ReviewedWorkspace()
        #expect(try book.build().status == 0)
        let ids = try (0..<2).map { try book.cluster(ofProblem: $0) }
        try book.sign(.sam, ids[0], "kind: move\nticket: T-999\nto: \(ids[1])")
        try book.sign(.sam, ids[0], "kind: move\nticket: T-4\nto: \(ids[1])")
        let build = try book.build("--format", "json")
        #expect(build.status == 0)
        #expect(build.errors.contains("[not_honoured]"))
        #expect(build.errors.contains("the ticket it names is no longer among the tickets"))
        #expect(build.output.contains("\"not_honoured\":[{"))
        #expect(try book.text("approvals/index.html").contains("not honoured: the ticket it names"))
        #expect(try book.clusters()[ids[1]]?.contains("T-4") == true)
        // The feedback goes, and what it brought about with it.
        book.remove("tenants/acme/reviews")
        #expect(try book.build().status == 0)
        #expect(try book.clusters()[ids[0]]?.contains("T-4") == true)
    }
}
