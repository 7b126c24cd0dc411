import Foundation
import TestSupport
import Testing

/// The review panel in a real browser: what it signs is what it shows, and verifies here and with stock ssh-keygen.
@Suite(.serialized, .enabled(if: ReviewedWorkspace.hasTools, "chromium or ssh-keygen is not installed"))
struct ReviewPanelTests {
    private let workspace: ReviewedWorkspace
    private let browser: Browser

    init() throws {
        workspace = try ReviewedWorkspace()
        browser = try Browser()
    }

    /// Opens a page, makes a key on it and enrols it.
    private func openWithKey(_ page: URL) throws {
        try browser.open(page)
        try browser.waitUntil("document.querySelector('[data-review-ready]')")
        try browser.fill("#review-signer", ReviewedWorkspace.signer)
        try browser.click("#review-create")
        try browser.waitUntil("document.getElementById('review-enrolment').open")
        try workspace.enrol(try browser.text("document.getElementById('review-line').textContent"))
    }

    private func choose(_ action: String) throws { try browser.click("input[value=\"\(action)\"]") }

    /// Signs what stands on the page, and keeps the file that the page offers.
    private func sign() throws -> (text: String, file: URL) {
        try browser.waitUntil("!document.getElementById('review-sign').disabled")
        let shown = try browser.text("document.getElementById('review-payload').textContent")
        try browser.click("#review-sign")
        try browser.waitUntil("!document.querySelector('[data-review-done]').hidden")
        let path = try browser.text("document.getElementById('review-path').textContent")
        let (name, bytes) = try browser.download { try browser.click("#review-download") }
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(path.hasSuffix("/" + name))
        #expect(text.hasPrefix(shown + "# -----BEGIN SSH SIGNATURE-----\n"), "what is signed is not what was shown")
        return (text, try workspace.keep(bytes, at: path))
    }

    @Test func approvesWithAKeyThatCannotLeaveTheBrowser() throws {
        try openWithKey(workspace.page())
        try browser.fill("#review-comment", "Checked with the network team: “yes”.")
        let (text, file) = try sign()
        #expect(text.contains("\ncomment: |\n  Checked with the network team: “yes”.\n"))
        let verdict = try workspace.verify()
        #expect(verdict.status == 0 && verdict.errors.contains("1 review, 0 refused"), "\(verdict.errors)")
        #expect(try workspace.stockVerifies(file, namespace: "approval@casebook"))

        let link = try #require(URLComponents(string: try browser.text("document.getElementById('review-open').href")))
        #expect(link.host == "github.com" && link.path == "/acme/support/new/main")
        let items = Dictionary(uniqueKeysWithValues: (link.queryItems ?? []).map { ($0.name, $0.value ?? "") })
        #expect(items["value"] == text)
        #expect(items["filename"] == "book/tenants/acme/reviews/approvals/\(file.lastPathComponent)")

        let line = try browser.text("document.getElementById('review-line').textContent")
        try workspace.scratch.write("key.pub", line.split(separator: " ").suffix(2).joined(separator: " ") + "\n")
        let listed = try Command.run(
            URL(filePath: "/usr/bin/ssh-keygen"), ["-l", "-f", "key.pub"], in: workspace.scratch.url)
        #expect(listed.output.contains(try browser.text("document.getElementById('review-fingerprint').textContent")))
        let leaks =
            try browser.evaluate(
                """
                new Promise((resolve) => {
                    const opening = indexedDB.open("casebook-review", 1);
                    opening.onsuccess = () => {
                        const request = opening.result.transaction("keys").objectStore("keys").get("acme");
                        request.onsuccess = () => crypto.subtle.exportKey("pkcs8", request.result.pair.privateKey)
                            .then(() => resolve("leaks"), () => resolve("holds"));
                    };
                })
                """) as? String
        #expect(leaks == "holds")

        // The key and the name are there again on another page of the tenant.
        try browser.open(workspace.page(1))
        try browser.waitUntil("document.querySelector('[data-review-ready]')")
        #expect(try browser.text("document.getElementById('review-signer').value") == ReviewedWorkspace.signer)
        try browser.waitUntil("!document.getElementById('review-sign').disabled")
        #expect(browser.complaints == [])
    }

    /// From the browser into the book, and back: what was approved is frozen, and its withdrawal names it.
    @Test func theNextBuildActsOnIt() throws {
        try openWithKey(workspace.page())
        let (approval, _) = try sign()
        let id = try #require(approval.firstMatch(of: /\nid: (\S+)\n/)?.1)
        func build() throws -> String {
            let run = try Command.casebook("build", "--workspace", workspace.root.path)
            #expect(run.status == 0, "\(run.errors)")
            return try String(contentsOf: workspace.page(), encoding: .utf8)
        }
        #expect(try build().contains("Approved and frozen."))
        try browser.open(workspace.page())
        try browser.waitUntil("document.querySelector('[data-review-ready]')")
        try choose("withdraw")
        try browser.waitUntil("document.getElementById('review-payload').textContent.includes('supersedes: \(id)')")
        #expect(try sign().text.contains("\ndecision: withdraw\n"))
        #expect(try !build().contains("Approved and frozen."))
        #expect(browser.complaints == [])
    }

    @Test func saysEverythingThatAReviewCanSay() throws {
        try openWithKey(workspace.page())
        let other = workspace.clusters[1]
        let tickets = try browser.evaluate(
            "Array.from(document.querySelectorAll('#member-table tbody th'), (cell) => cell.textContent.trim())")
        let members = try #require(tickets as? [String])

        try choose("reject")
        try browser.fill("#review-comment", "The cause is another one.")
        #expect(try sign().text.contains("\ndecision: reject\n"))
        try browser.fill("#review-comment", " ")

        try choose("correction")
        try browser.evaluate("document.getElementById('review-section').focus()")
        try browser.press("ArrowDown")
        try browser.click("#review-present")
        try browser.waitUntil("document.getElementById('review-text').value !== ''")
        try browser.fill("#review-text", "Open the tray: \"gently\".\n\n  - and close it # again\n")
        #expect(try sign().text.contains("\nsection: root_cause\ntext: |\n  Open the tray: \"gently\".\n\n    - and"))

        try choose("rating")
        try choose("unhelpful")
        #expect(try sign().text.contains("\nrating: unhelpful\n"))

        try choose("rename")
        try browser.fill("#review-name", "Tray: \"jam\" \\ no paper")
        #expect(try sign().text.contains("\ntitle: \"Tray: \\\"jam\\\" \\\\ no paper\"\n"))

        try choose("move")
        try browser.fill("#review-ticket", members[0])
        try browser.fill("#review-cluster", other)
        #expect(try sign().text.contains("\nticket: \"\(members[0])\"\nto: \(other)\n"))

        try choose("merge")
        #expect(try sign().text.contains("\ninto: \(other)\n"))

        try choose("split")
        try browser.click("#review-ticket-boxes label:nth-child(2)")
        try browser.fill("#review-more-tickets", " \(members[2]) \n\n")
        #expect(try sign().text.contains("\ntickets:\n  - \"\(members[1])\"\n  - \"\(members[2])\"\n"))

        try choose("exclude")
        try browser.fill("#review-ticket", members[3])
        let (_, last) = try sign()

        let verdict = try workspace.verify()
        #expect(verdict.status == 0 && verdict.errors.contains("8 reviews, 0 refused"), "\(verdict.errors)")
        #expect(try workspace.stockVerifies(last, namespace: "feedback@casebook"))
        #expect(browser.complaints == [])
    }

    @Test func reviewsAnAnswerAndOffersNothingThatOnlyClustersHave() throws {
        try openWithKey(workspace.answerPage)
        #expect(try browser.evaluate("document.querySelectorAll('input[name=review-action]').length") as? Int == 5)
        try choose("correction")
        try browser.fill("#review-text", "The tunnel closes after an hour.")
        #expect(try sign().text.contains("\nsection: answer\n"))
        let verdict = try workspace.verify()
        #expect(verdict.status == 0 && verdict.errors.contains("1 review, 0 refused"), "\(verdict.errors)")
        #expect(browser.complaints == [])
    }

    /// From the address bar to the signed file without a pointer.
    @Test func worksByKeyboardAlone() throws {
        func reach(_ condition: String) throws {
            for _ in 0..<400 {
                if try browser.evaluate("!!document.activeElement?.matches('\(condition)')") as? Bool == true { return }
                try browser.press("Tab")
            }
            Issue.record("the keyboard does not reach \(condition)")
        }
        try browser.open(workspace.page())
        try browser.waitUntil("document.querySelector('[data-review-ready]')")
        try reach("#review-signer")
        try browser.type(ReviewedWorkspace.signer)
        try reach("#review-create")
        try browser.press("Enter")
        try browser.waitUntil("document.activeElement?.matches('#review-enrolment summary')")
        try workspace.enrol(try browser.text("document.getElementById('review-line').textContent"))
        try reach("[name=review-action]")
        try browser.press("ArrowRight")
        try browser.waitUntil("document.getElementById('review-payload').textContent.includes('decision: reject')")
        try reach("#review-comment")
        try browser.type("No.")
        try browser.waitUntil("document.getElementById('review-payload').textContent.includes('  No.')")
        try reach("#review-sign")
        try browser.press("Enter")
        try browser.waitUntil("document.activeElement?.id === 'review-done'")
        let path = try browser.text("document.getElementById('review-path').textContent")
        try reach("#review-download")
        let (_, bytes) = try browser.download { try browser.press("Enter") }
        _ = try workspace.keep(bytes, at: path)
        let verdict = try workspace.verify()
        #expect(verdict.status == 0 && verdict.errors.contains("1 review, 0 refused"), "\(verdict.errors)")
    }

    @Test func namesTheReviewThatItReplaces() throws {
        let id = "0197f1a0-6d2e-7c41-9a55-0d3f5b1c2e77"
        let past = """
            [{"id":"\(id)","signer":"\(ReviewedWorkspace.signer)","topic":"approval","signed_at":"2026-05-30T09:12:44Z"},
            {"id":"0197f1a0-6d2e-7c41-9a55-0d3f5b1c2e78","signer":"bob@acme.example","topic":"approval",
            "signed_at":"2026-05-31T09:12:44Z"}]
            """
        let page = workspace.page()
        let html = try String(contentsOf: page, encoding: .utf8)
        #expect(html.contains("data-past=\"[]\""))
        try Data(html.replacing("data-past=\"[]\"", with: "data-past='\(past)'").utf8).write(to: page)
        try openWithKey(page)
        try browser.waitUntil("document.getElementById('review-payload').textContent.includes('supersedes: \(id)')")
        try choose("rating")
        try choose("helpful")
        try browser.waitUntil("document.getElementById('review-payload').textContent.includes('supersedes: none')")
    }

    /// Times have seconds and no less: a review in the place of one of this very second says the next.
    @Test func signsAfterTheReviewThatItReplaces() throws {
        let soon = Date(timeIntervalSinceNow: 120)
        let next = soon.addingTimeInterval(1)
        let past = """
            [{"id":"0197f1a0-6d2e-7c41-9a55-0d3f5b1c2e77","signer":"\(ReviewedWorkspace.signer)","topic":"approval",
            "signed_at":"\(soon.ISO8601Format())"}]
            """
        let page = workspace.page()
        let html = try String(contentsOf: page, encoding: .utf8)
        try Data(html.replacing("data-past=\"[]\"", with: "data-past='\(past)'").utf8).write(to: page)
        try openWithKey(page)
        try browser.waitUntil(
            "document.getElementById('review-payload').textContent.includes('signed_at: \(next.ISO8601Format())')")
    }

    @Test func signsNoTextButThePublishedOne() throws {
        let page = workspace.page()
        let html = try String(contentsOf: page, encoding: .utf8)
        let changed = html.replacing(
            "aria-label=\"The text under review\"># ", with: "aria-label=\"The text under review\">#  ")
        #expect(changed != html)
        try Data(changed.utf8).write(to: page)
        try openWithKey(page)
        try browser.waitUntil("!document.getElementById('review-payload').hidden")
        #expect(try browser.text("document.getElementById('review-digest').textContent").contains("cannot be signed"))
        #expect(try browser.evaluate("document.getElementById('review-sign').disabled") as? Bool == true)
    }

    @Test func explainsWhatTheBrowserLacks() throws {
        try browser.send(
            "Page.addScriptToEvaluateOnNewDocument",
            ["source": "SubtleCrypto.prototype.generateKey = () => Promise.reject(new Error('unsupported'));"])
        try browser.open(workspace.page())
        try browser.waitUntil("!document.querySelector('[data-review-lacks]').hidden")
        let words = try browser.text("document.querySelector('[data-review-lacks]').textContent")
        #expect(words.contains("Ed25519") && words.contains("casebook approve"))
        #expect(try browser.evaluate("document.querySelector('[data-review-no-key]').hidden") as? Bool == true)
        #expect(try browser.evaluate("document.getElementById('review-sign').disabled") as? Bool == true)
    }
}
