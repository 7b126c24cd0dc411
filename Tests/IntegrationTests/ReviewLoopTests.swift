import Foundation
import TestSupport
import Testing

/// A book that learns: what people sign, through the program as a user runs it.
@Suite struct ReviewLoopTests {
    @Test func freezesAnApprovedTextAndLearnsIt() throws {
        var book = try ReviewedWorkspace()
        #expect(try book.build().status == 0)
        let id = try book.cluster(ofProblem: 0)
        let text = try book.text("clusters/\(id)/resolution.md")
        try book.sign(.alice, id, "decision: approve", comment: "Checked with the warehouse.")
        let build = try book.build()
        #expect(build.status == 0, "\(build.errors)")
        #expect(build.errors.contains("1 reviews: 1 hold, 0 refused; 1 texts approved"))

        #expect(try book.text("clusters/\(id)/resolution.md") == text)
        #expect(try book.text("clusters/\(id)/approved.md") == text)
        let page = try book.text("clusters/\(id)/index.html")
        #expect(page.contains("Approved and frozen") && page.contains("alice@acme.example"))
        #expect(page.contains("Checked with the warehouse."))
        let article = try book.text("knowledge/approved-\(id)/index.html")
        #expect(article.contains("alice@acme.example") && article.contains("blank labels"))
        #expect(try book.text("approvals/index.html").contains("id=\"approved-table\""))
        #expect(try book.events("review_accepted").count == 1)
        #expect(try book.events("text_approved").first?["path"] as? String == "clusters/\(id)/resolution.md")
        // An answer rests on the approved text rather than on a raw ticket.
        #expect(try book.text("assessments/blank/answer.md").contains("knowledge/approved-\(id)"))
        #expect(try book.build().errors.contains("nothing changed"))
        for (verb, words) in [
            ("ask", "Why does the label printer feed blank labels?"), ("search", "feeds blank labels"),
        ] {
            let now = ["SOURCE_DATE_EPOCH": String(book.now)]
            let found = try Command.casebook(verb, words, "--workspace", book.root.path, environment: now)
            #expect(found.output.contains("approved-\(id)"), "\(found.output)")
        }
        let status = try Command.casebook("status", "--workspace", book.root.path)
        #expect(status.output.contains("1 hold, 0 refused, 0 not honoured; 1 texts approved, 0 stale"))
        #expect(try book.events("signer_enrolled").count == 3)
    }
}

extension ReviewLoopTests {
    @Test func keepsAnApprovedTextUntilItsClusterDriftsAway() throws {
        var book = try ReviewedWorkspace()
        #expect(try book.build().status == 0)
        let id = try book.cluster(ofProblem: 1)
        let path = "clusters/\(id)/resolution.md"
        let text = try book.text(path)
        try book.sign(.alice, id, "decision: approve")
        #expect(try book.build().status == 0)
        for turn in 0..<3 {
            try book.write(
                "inbox/more\(turn).csv", at: book.tenant,
                ReviewedWorkspace.table(80 + turn * 8..<88 + turn * 8))
            // Nothing but the workspace is needed to know what was approved.
            if turn == 1 { for folder in [".casebook", "public"] { book.remove(folder) } }
            #expect(try book.build().status == 0)
            #expect(try book.text(path) == text)
        }
        try book.write("inbox/flood.csv", at: book.tenant, ReviewedWorkspace.table(200..<260, problem: 1))
        #expect(try book.build().status == 0)
        let page = try book.text("clusters/\(id)/index.html")
        #expect(page.contains("Stale.") && page.contains("grown or shrunk"))
        #expect(try book.text("clusters/\(id)/approved.md") == text)
        #expect(try book.text(path) != text)
        #expect(try book.events("text_stale").first?["reason"] as? String == "volume")
        #expect(try book.text("approvals/index.html").contains("id=\"stale-table\""))
        #expect(try book.build().errors.contains("nothing changed"))

        let draft = try book.text(path)
        try book.sign(.bob, id, "decision: approve")
        #expect(try book.build().status == 0)
        #expect(try book.text("clusters/\(id)/approved.md") == draft)
        #expect(try book.text("clusters/\(id)/index.html").contains("Approved and frozen"))
        #expect(try book.events("approval_ended").first?["reason"] as? String == "replaced")
    }

    @Test func undoesWhatARevokedKeyAnExpiryOrTheSignerNoLongerSupports() throws {
        var book = try ReviewedWorkspace()
        #expect(try book.build().status == 0)
        let ids = try (0..<4).map { try book.cluster(ofProblem: $0) }
        try book.sign(.bob, ids[0], "decision: approve")
        try book.sign(.alice, ids[1], "decision: approve", days: 5)
        try book.sign(.alice, ids[2], "decision: approve")
        let gone = try book.sign(.alice, ids[3], "decision: approve")
        #expect(try book.build().status == 0)
        for id in ids { #expect(book.has("knowledge/approved-\(id)/index.html")) }

        try book.write("revoked", at: book.tenant, try book.key(of: .bob) + "\n")
        try book.sign(.alice, ids[2], "decision: withdraw")
        try FileManager.default.removeItem(at: gone)
        book.wait(days: 6)
        let build = try book.build()
        #expect(build.status == 0 && build.errors.contains("[revoked_key]"))
        for id in ids {
            #expect(!book.has("knowledge/approved-\(id)/index.html"))
            #expect(!book.has("clusters/\(id)/approved.md"))
        }
        let reasons = try book.events("approval_ended").compactMap { $0["reason"] as? String }
        #expect(reasons.sorted() == ["expired", "file_gone", "revoked_key", "withdrawn"])
        let page = try book.text("approvals/index.html")
        #expect(page.contains("id=\"expired-table\"") && page.contains("<code>revoked_key</code>"))
        #expect(try book.build().errors.contains("nothing changed"))
    }

    @Test func anApprovalFindsItsTextThoughNewTicketsComeWithIt() throws {
        var book = try ReviewedWorkspace()
        #expect(try book.build().status == 0)
        let id = try book.cluster(ofProblem: 0)
        let text = try book.text("clusters/\(id)/resolution.md")
        // A runner that has nothing but the repository, where the approval was merged, and tonight's export.
        for folder in [".casebook", "public"] { book.remove(folder) }
        try book.sign(.alice, id, "decision: approve")
        try book.write("inbox/more.csv", at: book.tenant, ReviewedWorkspace.table(80..<100))
        let build = try book.build()
        #expect(build.status == 0 && !build.errors.contains("[text_missing]"), "\(build.errors)")
        #expect(try book.text("clusters/\(id)/approved.md") == text)
        #expect(try book.text("clusters/\(id)/resolution.md") == text)
        // What is neither approved nor published any more is not kept.
        let texts = try FileManager.default.contentsOfDirectory(atPath: book.tenant.appending(path: "texts").path)
        #expect(texts.count == 5)
    }

    @Test func saysWhenAnApprovedTextIsNowhere() throws {
        var book = try ReviewedWorkspace(configuration: "reviews:\n  keep_drafts: false\n")
        #expect(try book.build().status == 0)
        #expect(!FileManager.default.fileExists(atPath: book.tenant.appending(path: "texts").path))
        let id = try book.cluster(ofProblem: 0)
        let text = try book.text("clusters/\(id)/resolution.md")
        try book.sign(.alice, id, "decision: approve")
        for folder in [".casebook", "public"] { book.remove(folder) }
        let kept = try Data(contentsOf: book.tenant.appending(path: "ledger.jsonl"))
        // Nothing changed: the draft of this very run is the text.
        #expect(try book.build().status == 0)
        #expect(try book.text("clusters/\(id)/approved.md") == text)
        for folder in [".casebook", "public", "tenants/acme/texts"] { book.remove(folder) }
        try kept.write(to: book.tenant.appending(path: "ledger.jsonl"))
        try book.write("inbox/more.csv", at: book.tenant, ReviewedWorkspace.table(80..<100))
        let build = try book.build()
        #expect(build.status == 0 && build.errors.contains("[text_missing]"))
        #expect(!book.has("clusters/\(id)/approved.md"))
    }

    @Test func aSignersLineThatGrantsNothingIsToldAndABadListOfRevokedKeysStopsTheTenant() throws {
        var book = try ReviewedWorkspace()
        let signers = try String(contentsOf: book.tenant.appending(path: "signers"), encoding: .utf8)
        try book.write("signers", at: book.tenant, signers + "*@acme.example \(try book.key(of: .bob))\n")
        let build = try book.build()
        #expect(build.status == 0 && build.errors.contains("tenants/acme/signers:4: warning"), "\(build.errors)")
        try book.sign(.alice, book.cluster(ofProblem: 0), "decision: approve")
        try book.write("revoked", at: book.tenant, "not a key\n")
        let stopped = try book.build()
        #expect(stopped.status == 78 && stopped.errors.contains("[bad_revoked_line]"))
        #expect(try book.events("review_accepted").isEmpty)
    }

    @Test func anApprovalExpiresThoughNothingElseChanges() throws {
        var book = try ReviewedWorkspace()
        #expect(try book.build().status == 0)
        let id = try book.cluster(ofProblem: 0)
        try book.sign(.alice, id, "decision: approve", days: 5)
        #expect(try book.build().status == 0)
        book.wait(days: 4)
        #expect(try book.build().errors.contains("nothing changed"))
        book.wait(days: 1)
        #expect(try !book.build().errors.contains("nothing changed"))
        #expect(try book.text("clusters/\(id)/index.html").contains("its approval has expired"))
    }

    @Test func keepsARejectionForTheNextDraft() throws {
        var book = try ReviewedWorkspace()
        #expect(try book.build().status == 0)
        let id = try book.cluster(ofProblem: 2)
        try book.sign(.alice, id, "decision: approve")
        #expect(try book.build().status == 0)
        let rejection = try book.sign(
            .bob, id, "decision: reject", comment: "Say which <b>client</b>, and ask jane.doe@example.com.")
        #expect(try book.build().status == 0)
        let page = try book.text("clusters/\(id)/index.html")
        #expect(page.contains("Rejected.") && page.contains("Say which &lt;b&gt;client&lt;/b&gt;"))
        #expect(!page.contains("jane.doe"))
        #expect(!book.has("knowledge/approved-\(id)/index.html"))
        // Deleting the rejection does not bring the approval back.
        try FileManager.default.removeItem(at: rejection)
        #expect(try book.build().status == 0)
        #expect(!book.has("clusters/\(id)/approved.md"))
        #expect(try book.events("text_approved").count == 1)
    }

    @Test func refusesAReplayAndSaysWhatToDo() throws {
        var book = try ReviewedWorkspace()
        #expect(try book.build().status == 0)
        let id = try book.cluster(ofProblem: 0)
        let file = try book.sign(.alice, id, "decision: approve")
        let bytes = try Data(contentsOf: file)
        #expect(try book.build().status == 0)
        try book.sign(.alice, id, "decision: withdraw")
        #expect(try book.build().status == 0)
        // The withdrawal's file is deleted, and the approval copied back under another name.
        for old in try FileManager.default.contentsOfDirectory(atPath: file.deletingLastPathComponent().path) {
            try FileManager.default.removeItem(at: file.deletingLastPathComponent().appending(path: old))
        }
        try book.write("reviews/approvals/again.yaml", at: book.tenant, Array(bytes))
        // Another tenant's signer, a changed payload, no signature at all.
        let changed = String(decoding: bytes, as: UTF8.self).replacing("approve\n", with: "reject\n")
        try book.write("reviews/approvals/changed.yaml", at: book.tenant, changed)
        try book.write("reviews/approvals/unsigned.yaml", at: book.tenant, "schema: casebook.approval/1\n")
        let build = try book.build()
        #expect(build.status == 0)
        #expect(build.errors.contains("[bad_signature]") && build.errors.contains("[signature_missing]"))
        #expect(!book.has("clusters/\(id)/approved.md"))
        let page = try book.text("approvals/index.html")
        #expect(page.contains("<code>bad_signature</code>") && page.contains("let no program change its bytes"))
        #expect(page.contains("a newer review of the same signer"))
        #expect(try book.events("review_refused").count == 2)
        #expect(try book.build().errors.contains("nothing changed"))
    }

    @Test func refusesAFolderOfTextsThatIsALink() throws {
        var book = try ReviewedWorkspace()
        #expect(try book.build().status == 0)
        try book.sign(.alice, book.cluster(ofProblem: 0), "decision: approve")
        book.remove("tenants/acme/texts")
        let elsewhere = book.scratch.url.appending(path: "elsewhere")
        try FileManager.default.createDirectory(at: elsewhere, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            at: book.tenant.appending(path: "texts"), withDestinationURL: elsewhere)
        let build = try book.build()
        #expect(build.status == 78 && build.errors.contains("[outside_tenant]"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: elsewhere.path).isEmpty)
    }

    @Test func takesACorrectionUpAndLetsSomebodyElseApproveIt() throws {
        var book = try ReviewedWorkspace(
            roles: "  po: [alice@acme.example, sam@acme.example]\n  sme: [sam@acme.example]\n")
        #expect(try book.build().status == 0)
        let id = try book.cluster(ofProblem: 0)
        try book.sign(.alice, id, "decision: approve")
        #expect(try book.build().status == 0)
        try book.sign(
            .sam, id,
            "kind: correction\nsection: recommended_fix\ntext: |\n  Clean the *print head* with alcohol.\n  Then calibrate the ribbon sensor."
        )
        #expect(try book.build().status == 0)
        let draft = try book.text("clusters/\(id)/resolution.md")
        #expect(draft.contains("Clean the print head with alcohol.") && draft.contains("knowledge/correction-"))
        #expect(try book.text("clusters/\(id)/index.html").contains("an expert has corrected it"))
        // Who wrote the correction does not approve it.
        let own = try book.sign(.sam, id, "decision: approve")
        let refused = try book.build()
        #expect(refused.errors.contains("[role_mismatch]"))
        try FileManager.default.removeItem(at: own)
        try book.sign(.alice, id, "decision: approve")
        #expect(try book.build().status == 0)
        #expect(try book.text("clusters/\(id)/approved.md") == draft)
        let listed = try book.text("knowledge/index.html")
        #expect(listed.contains("Correction, sam@acme.example") && listed.contains("Approved text, alice@acme.example"))
    }
}
