import Foundation
import TestSupport
import Testing

/// Retention and erasure as an operator runs them.
@Suite struct RetentionTests {
    /// A workspace of one tenant whose tickets have requesters.
    fileprivate struct Book {
        let scratch: Scratch
        let root: URL
        /// Seconds since the epoch.
        var now = 1_780_000_000

        var tenant: URL { root.appending(path: "tenants/acme") }
        var state: URL { root.appending(path: ".casebook/tenants/acme") }

        /// - Parameter tenant: lines of `tenant.yaml`.
        init(tenant lines: String = "", workspace: String = "") throws {
            scratch = try Scratch()
            root = scratch.url.appending(path: "workspace")
            try write("casebook.yaml", "version: 1\nmodels:\n  embedding:\n    provider: lexical\n" + workspace)
            try write("tenants/acme/tenant.yaml", "name: Acme\n" + lines)
            try write("tenants/acme/inbox/a.csv", Self.table(0..<60))
            try write("tenants/acme/questions/blank.yaml", "question: Why does the label printer feed blank labels?\n")
        }

        /// Tickets T-0, T-1 and so on, one for each day from 2026-01-01. Those whose number ends in 7 are Zora's, and
        /// only they hold the word "quizzaciously".
        static func table(_ numbers: Range<Int>) -> String {
            var text = "id,subject,body,requester,created,status\n"
            let problems = [
                ("Label printer feeds blank labels", "The label printer in the warehouse feeds blank labels"),
                ("VPN tunnel closes after login", "The remote access tunnel of the laptop closes after login"),
                ("Shared mailbox denies access", "The team mailbox in the mail client denies access"),
            ]
            for number in numbers {
                let (subject, body) = problems[number % 3]
                let isZora = number % 10 == 7
                let word = isZora ? "quizzaciously " : ""
                text += "T-\(number),\(subject) \(word)at desk \(number % 9),"
                text += "\"\(body) \(word)since Monday. Desk \(number % 7) reports it again.\","
                text += "\(isZora ? "zora.quill@acme.example" : "jo.\(number % 4)@acme.example"),"
                let day = String(format: "2026-%02d-%02d", number / 28 + 1, number % 28 + 1)
                text += "\(day)T10:00:00Z,\(number % 2 == 0 ? "Open" : "Closed")\n"
            }
            return text
        }

        func write(_ path: String, _ text: String) throws {
            let file = root.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }

        func run(_ arguments: String..., input: String? = nil) throws -> Command {
            try run(arguments, input: input)
        }

        func run(_ arguments: [String], input: String? = nil) throws -> Command {
            let command = try Command.run(
                Repository.binary, arguments + ["--workspace", root.path],
                environment: ["SOURCE_DATE_EPOCH": String(now)], input: input)
            return command
        }

        func ledger() throws -> String {
            try String(contentsOf: tenant.appending(path: "ledger.jsonl"), encoding: .utf8)
        }

        func events(_ event: String) throws -> [[String: Any]] {
            try ledger().split(separator: "\n").compactMap {
                try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
            }.filter { $0["event"] as? String == event }
        }

        func copies() throws -> [String] {
            let folder = state.appending(path: "uploads").path
            guard FileManager.default.fileExists(atPath: folder) else { return [] }
            return try FileManager.default.contentsOfDirectory(atPath: folder)
        }

        /// Files of state, site and kept texts whose bytes hold a word, in any case; the log of the database too.
        func files(holding word: String) throws -> [String] {
            var found: [String] = []
            for folder in [".casebook", "public", "tenants/acme/texts"] {
                for (path, bytes) in try snapshot(of: root.appending(path: folder)) {
                    let text = String(decoding: bytes, as: UTF8.self)
                    if text.range(of: word, options: .caseInsensitive) != nil { found.append("\(folder)/\(path)") }
                }
            }
            return found.sorted()
        }

        func tickets() throws -> Set<String> {
            let file = root.appending(path: "public/acme/data/tickets.json")
            let tickets = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [[String: Any]] ?? []
            return Set(tickets.compactMap { $0["id"] as? String })
        }

        func rejects(_ code: String) throws -> Int {
            try String(contentsOf: state.appending(path: "rejects.csv"), encoding: .utf8).split(separator: "\n")
                .count { $0.contains(",\(code),") }
        }
    }

    private static let zora = Set([7, 17, 27, 37, 47, 57].map { "T-\($0)" })

    @Test func anErasedRequesterIsFoundNowhere() throws {
        let book = try Book()
        #expect(try book.run("build").status == 0)
        #expect(try !book.files(holding: "quizzaciously").isEmpty)
        #expect(try book.tickets().isSuperset(of: Self.zora))

        let before = try snapshot(of: book.root)
        let dry = try book.run("retention", "--tenant", "acme", "--erase-requester", "zora.quill@acme.example")
        #expect(dry.status == 0 && dry.errors.contains("would be erased: 6 tickets with 6 rows, 1 copies"), "\(dry)")
        #expect(try snapshot(of: book.root) == before)

        let done = try book.run("retention", "--erase-requester", "-", "--apply", input: "Zora.Quill@acme.example\n")
        #expect(done.status == 0 && done.errors.contains("erased: 6 tickets with 6 rows"), "\(done)")
        #expect(!done.errors.lowercased().contains("zora"))
        #expect(try book.copies().isEmpty)
        let inState = try book.files(holding: "quizzaciously").filter { $0.hasPrefix(".casebook") }
        #expect(inState.isEmpty)

        // The export is still in the inbox.
        let build = try book.run("build")
        #expect(build.status == 0, "\(build.errors)")
        #expect(try book.files(holding: "quizzaciously").isEmpty)
        #expect(try book.tickets().count == 54 && book.tickets().isDisjoint(with: Self.zora))
        #expect(try book.rejects("erased") == 6)
        let erasures = try book.events("erased")
        #expect(erasures.count == 1 && erasures[0]["tickets"] as? Int == 6)
        #expect((erasures[0]["marks"] as? [String])?.count == 7)
        let ledger = try book.ledger().lowercased()
        #expect(!ledger.contains("zora") && !ledger.contains("email_"))
        let changes = try String(contentsOf: book.root.appending(path: "public/acme/changes/index.md"), encoding: .utf8)
        #expect(changes.contains("erasure") || changes.contains("erased on request"))
        #expect(try book.run("build").errors.contains("nothing changed"))
        #expect(try book.run("ledger", "verify").status == 0)
    }

    @Test func vectorsInFilesAreErasedWithTheirTickets() throws {
        let book = try Book()
        // Large enough for its vectors to be kept in files.
        var text = "id,subject,body\n"
        for number in 0..<2_400 {
            text +=
                "M-\(number),Label printer \(number % 97) is blank,Desk \(number) of hall \(number % 31) has no labels\n"
        }
        try book.write("tenants/acme/inbox/many.csv", text)
        func files() throws -> [String] {
            (try? FileManager.default.contentsOfDirectory(atPath: book.state.appending(path: "vectors").path)) ?? []
        }
        #expect(try book.run("build").status == 0)
        let built = try files()
        #expect(!built.isEmpty && built.allSatisfy { $0.hasSuffix(".npy") })
        // What answers a question is what the build left.
        #expect(try book.run("search", "blank labels").status == 0)
        #expect(try Set(files()) == Set(built))

        #expect(try book.run("retention", "--erase-ticket", "M-7", "--apply").status == 0)
        #expect(try files().isEmpty)
        #expect(try book.run("build").status == 0)
        #expect(try !files().isEmpty && Set(files()).isDisjoint(with: built))
    }

    @Test func losingTheDatabaseBringsNothingBack() throws {
        let book = try Book()
        #expect(try book.run("build").status == 0)
        #expect(
            try book.run(
                "retention", "--erase-requester", "zora.quill@acme.example", "--erase-ticket", "T-3", "--apply"
            )
            .status == 0)
        #expect(try book.run("build").status == 0)
        let site = try snapshot(of: book.root.appending(path: "public"))
        try FileManager.default.removeItem(at: book.state)
        try FileManager.default.removeItem(at: book.root.appending(path: "public"))
        let build = try book.run("build")
        #expect(build.status == 0, "\(build.errors)")
        #expect(try book.files(holding: "quizzaciously").isEmpty)
        #expect(try book.copies().isEmpty)
        #expect(try book.tickets().isDisjoint(with: Self.zora.union(["T-3"])))
        #expect(try snapshot(of: book.root.appending(path: "public")) == site)

        // A later export with a new ticket of hers, and one that an older database still has.
        try book.write("tenants/acme/inbox/b.csv", Book.table(60..<70))
        #expect(try book.run("build").status == 0)
        #expect(try book.tickets().contains("T-68") && !book.tickets().contains("T-67"))
        #expect(try book.files(holding: "quizzaciously").isEmpty)
    }

    @Test func anErasureThatAnotherMachineRecordedIsCarriedOutHere() throws {
        let book = try Book()
        #expect(try book.run("build").status == 0)
        let here = book.scratch.url.appending(path: "here")
        try FileManager.default.copyItem(at: book.state, to: here)
        #expect(try book.run("retention", "--erase-ticket", "T-7", "--apply").status == 0)
        try FileManager.default.removeItem(at: book.state)
        try FileManager.default.moveItem(at: here, to: book.state)
        #expect(try book.copies().count == 1)
        #expect(try book.run("build").status == 0)
        #expect(try !book.tickets().contains("T-7") && book.tickets().count == 59)
        #expect(try book.copies().isEmpty)
        #expect(try book.rejects("erased") == 1)
    }

    @Test func refusesToRunWithAnotherKeyUntilTheTicketsAreErasedAgain() throws {
        let book = try Book()
        #expect(try book.run("build").status == 0)
        #expect(try book.run("retention", "--erase-ticket", "T-7", "--apply").status == 0)
        try FileManager.default.removeItem(at: book.root.appending(path: ".casebook/token.key"))
        let refused = try book.run("build")
        #expect(refused.status == 78 && refused.errors.contains("[erasure_key]"), "\(refused.errors)")
        let again = try book.run("retention", "--erase-ticket", "T-7", "--lost-key", "--apply")
        #expect(again.status == 0, "\(again.errors)")
        #expect(try book.run("build").status == 0)
        #expect(try !book.tickets().contains("T-7"))
        #expect(try book.run("ledger", "verify").status == 0)
    }

    @Test func theApprovalOfATextThatCitesAnErasedTicketEnds() throws {
        var book = try ReviewedWorkspace()
        #expect(try book.build().status == 0)
        let id = try book.cluster(ofProblem: 0)
        let other = try book.cluster(ofProblem: 1)
        try book.sign(.alice, id, "decision: approve")
        try book.sign(.alice, other, "decision: approve")
        #expect(try book.build().status == 0)
        #expect(try book.events("text_approved").count == 2)
        let approved = try Data(contentsOf: book.site.appending(path: "clusters/\(id)/approved.md"))
        let text = String(decoding: approved, as: UTF8.self)
        let cited = try #require(text.firstMatch(of: #/tickets\/(T-[0-9]+)\//#)).1

        let erased = try Command.run(
            Repository.binary,
            ["retention", "--workspace", book.root.path, "--erase-ticket", String(cited), "--apply"],
            environment: ["SOURCE_DATE_EPOCH": String(book.now)])
        #expect(erased.status == 0, "\(erased.errors)")
        let build = try book.build()
        #expect(build.status == 0, "\(build.errors)")
        let ends = try book.events("approval_ended")
        #expect(ends.count == 1 && ends.first?["reason"] as? String == "erased")
        #expect(ends.first?["path"] as? String == "clusters/\(id)/resolution.md")
        let texts = try snapshot(of: book.tenant.appending(path: "texts"))
        #expect(!texts.values.contains(approved))
        #expect(try !snapshot(of: book.site).values.contains(approved))
        let again = try book.build()
        #expect(again.errors.contains("nothing changed") && !again.errors.contains("text_missing"), "\(again.errors)")
    }

    @Test func copiesGoOnTheirLastDayAndNotASecondSooner() throws {
        var book = try Book(workspace: "files:\n  retention_days: 30\n")
        let start = book.now
        #expect(try book.run("build").status == 0)
        #expect(try book.copies().count == 1)
        book.now = start + 30 * 86_400 - 1
        #expect(try book.run("build").errors.contains("nothing changed"))
        #expect(try book.run("retention").errors.contains("nothing is too old"))
        book.now += 1
        let before = try snapshot(of: book.root)
        #expect(try book.run("retention").errors.contains("would go: 1 copies"))
        #expect(try snapshot(of: book.root) == before)
        let build = try book.run("build")
        #expect(build.status == 0, "\(build.errors)")
        #expect(try book.copies().isEmpty)
        let event = try #require(try book.events("retention_applied").first)
        #expect(event["policy"] as? String == "files.retention_days" && event["count"] as? Int == 1)
        #expect(event["days"] as? Int == 30)
        #expect(try book.tickets().count == 60)
        #expect(try book.run("build").errors.contains("nothing changed"))
        // Read again for another privacy policy, the export is not kept again.
        try book.write("tenants/acme/tenant.yaml", "name: Acme\nprivacy:\n  deny_list: [warehouse]\n")
        #expect(try book.run("build").status == 0)
        #expect(try book.copies().isEmpty && book.events("retention_applied").count == 1)
    }

    /// A raw export that a killed run was copying has no rule that would find it later.
    @Test(arguments: [["build"], ["retention", "--apply"]]) func whatAKilledRunLeftGoes(_ command: [String]) throws {
        let book = try Book()
        #expect(try book.run("build").status == 0)
        let copies = try book.copies()
        try book.write(".casebook/tenants/acme/uploads/.\(String(repeating: "a", count: 64))-4711", "id\n1\n")
        let done = try book.run(command)
        #expect(done.status == 0, "\(done)")
        #expect(try book.copies() == copies)
    }

    @Test func ticketsGoOnTheirLastDayAndStayAway() throws {
        // The newest ticket is T-59 of 2026-03-04, 10:00. T-29 of 2026-02-02 lies 30 days before it.
        var book = try Book()
        #expect(try book.run("build").status == 0)
        try book.write("tenants/acme/tenant.yaml", try book.text("tenant.yaml") + "tickets:\n  retention_days: 30\n")
        let before = try snapshot(of: book.root)
        let dry = try book.run("retention", "--format", "json")
        #expect(dry.status == 0, "\(dry.errors)")
        let gone = Set((0...29).map { "T-\($0)" })
        #expect(dry.output.contains("\"tickets\":30") || dry.output.contains("\"tickets\": 30"), "\(dry.output)")
        #expect(try snapshot(of: book.root) == before)
        let build = try book.run("build")
        #expect(build.status == 0, "\(build.errors)")
        #expect(try book.tickets() == Set((30...59).map { "T-\($0)" }))
        #expect(try book.rejects("past_retention") == 30)
        let events = try book.events("retention_applied")
        #expect(events.count == 1 && events[0]["policy"] as? String == "tickets.retention_days")
        #expect(events[0]["count"] as? Int == gone.count)
        #expect(try book.run("build").errors.contains("nothing changed"))

        // Neither a lost database nor an earlier as-of moment brings them back.
        let site = try snapshot(of: book.root.appending(path: "public"))
        try FileManager.default.removeItem(at: book.state)
        try FileManager.default.removeItem(at: book.root.appending(path: "public"))
        #expect(try book.run("build").status == 0)
        #expect(try snapshot(of: book.root.appending(path: "public")) == site)
        #expect(try book.events("retention_applied").count == 1)
        #expect(try book.run("build", "--as-of", "2026-02-01").status == 0)
        #expect(try book.tickets().isDisjoint(with: gone))

        // The command applies the rule without a build.
        book.now += 86_400
        try book.write("tenants/acme/tenant.yaml", try book.text("tenant.yaml").replacing("days: 30", with: "days: 10"))
        #expect(try book.run("retention", "--apply").errors.contains("20 tickets with 20 rows"))
        #expect(try book.events("retention_applied").count == 2)
        #expect(try book.run("build").status == 0)
        #expect(try book.tickets() == Set((50...59).map { "T-\($0)" }))
    }
}

extension RetentionTests.Book {
    fileprivate func text(_ name: String) throws -> String {
        try String(contentsOf: tenant.appending(path: name), encoding: .utf8)
    }
}
