import Domain
import Foundation
import SiteRendering
import Testing

struct SiteRendererTests {
    @Test func writesEveryPageKindWithItsTwin() throws {
        let site = try RenderedSite(FixtureBook.make())
        let folders = [
            "", "clusters/", "clusters/c-vpnaaaaa/", "clusters/c-vpnaaaaa/history/", "clusters/c-goneaaaa/",
            "clusters/c-mergedaa/", "tickets/", "tickets/month/2025-01/", "tickets/month/undated/",
            "tickets/ACME-1000/",
            "assessments/", "assessments/why-vpn/", "assessments/zz-cost/", "knowledge/", "knowledge/vpn-setup/",
            "approvals/", "changes/", "map/", "search/", "about/", "data/",
        ]
        for folder in folders {
            #expect(site.files[folder + "index.html"] != nil, "\(folder)")
            #expect(site.files[folder + "index.md"] != nil, "\(folder)")
        }
        for path in [
            "404.html", "robots.txt", "changes/feed.atom", "search/index.js", "data/tickets.csv",
            "data/tickets.json", "data/clusters.csv", "data/clusters.json", "data/assessments.json",
            "clusters/c-vpnaaaaa/resolution.md", "assessments/why-vpn/answer.md", "assets/style.css",
        ] { #expect(site.files[path] != nil, "\(path)") }
        #expect(site.files["assessments/zz-cost/answer.md"] == nil)
        #expect(Set(site.order).count == site.order.count)
    }

    @Test func givesEqualBytesForAnyNumberOfThreads() throws {
        let one = try RenderedSite(FixtureBook.make(), threads: 1)
        let four = try RenderedSite(FixtureBook.make(), threads: 4)
        #expect(one.files == four.files)
        #expect(one.order == four.order)
    }

    @Test func resolvesEveryLinkOfEveryPage() throws {
        let manual = [
            SiteFile(path: "index.md", text: "# Manual\n\nSee [the guide](guide.md#two) and [nothing](gone.md)."),
            SiteFile(path: "guide.md", text: "# Guide\n\nBack to [start](index.md).\n\n## Two\n"),
        ]
        let site = try RenderedSite(FixtureBook.make(), manual: manual)
        for (path, text) in site.pages where path != "404.html" {
            for address in RenderedSite.values(of: "href", in: text) where !address.hasPrefix("https:") {
                let target = address.hasPrefix("#") ? path : RenderedSite.target(of: address, from: path)
                let known = site.files[target] != nil || target.hasPrefix("assets/")
                #expect(known, "\(path) links to \(address)")
                guard target.hasSuffix(".html"), let mark = address.firstIndex(of: "#") else { continue }
                let id = address[address.index(after: mark)...]
                #expect(site.text(target).contains("id=\"\(id)\""), "\(path) links to \(address)")
            }
        }
        #expect(site.text("manual/index.html").contains("href=\"guide/index.html#two\""))
        #expect(!site.text("manual/index.html").contains("gone"), "a link to no page keeps its text alone")
    }

    @Test func resolvesEveryLinkOfEveryTwin() throws {
        let site = try RenderedSite(FixtureBook.make())
        for (path, text) in site.twins {
            let outsideFences = text.components(separatedBy: "\n```").enumerated().filter { $0.offset % 2 == 0 }
            for part in outsideFences.map(\.element).joined().replacing("\\](", with: "").components(separatedBy: "](")
                .dropFirst()
            {
                let address = String(part.prefix { $0 != ")" }).replacing("<", with: "").replacing(">", with: "")
                    .replacing("\\", with: "")
                guard !address.hasPrefix("#"), !address.hasPrefix("https:") else { continue }
                let target = RenderedSite.target(of: address, from: path)
                #expect(site.files[target] != nil, "\(path) links to \(address)")
            }
        }
    }

    @Test func framesEveryPageAlike() throws {
        let policy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
            + "connect-src 'self'; base-uri 'none'; form-action 'none'"
        for (path, text) in try RenderedSite(FixtureBook.make()).pages {
            #expect(text.contains("<meta http-equiv=\"Content-Security-Policy\" content=\"\(policy)\">"), "\(path)")
            #expect(text.contains("<meta name=\"referrer\" content=\"no-referrer\">"), "\(path)")
            #expect(text.contains("<html lang=\"en\">"), "\(path)")
            #expect(text.components(separatedBy: "<h1>").count == 2, "\(path)")
            #expect(text.contains("<a class=\"skip-link\" href=\"#main\">"), "\(path)")
            #expect(!text.contains(" style=") && !text.contains("<style"), "\(path)")
        }
    }

    @Test func letsNothingOutOfTickets() throws {
        let site = try RenderedSite(FixtureBook.make())
        for (path, text) in site.pages {
            for script in text.components(separatedBy: "<script").dropFirst() {
                #expect(script.hasPrefix(" src=\"") || script.hasPrefix(" defer src=\""), "\(path)")
            }
            #expect(!text.contains("<img src=x"), "\(path)")
            // A combining mark must not shield the quote before it.
            let openedAttribute = text.contains("\"\u{0301} onmouseover")
            #expect(!openedAttribute, "\(path)")
            #expect(!text.contains("<b>b</b>"), "\(path)")
            #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" || $0 == "\t" }, "\(path)")
            for address in RenderedSite.values(of: "href", in: text) {
                #expect(!address.hasPrefix("javascript") && !address.contains("evil.example"), "\(path)")
            }
        }
        for (path, text) in site.twins { #expect(!text.contains("m6iroeylxczqi"), "\(path)") }
        for path in ["data/tickets.csv", "data/tickets.json", "search/index.js"] {
            #expect(!site.text(path).contains("m6iroeylxczqi"), "tokens of people are never published")
        }
    }

    @Test func marksMasksButNotWordsThatLookLikeThem() throws {
        let forged = FixtureBook.ticket(
            "F-1", subject: "x", body: "[email] and [[EMAIL_1]] and [\u{2060}[EMAIL_2]]", day: 3)
        let page = try RenderedSite(FixtureBook.make(extra: [forged])).text("tickets/F-1/index.html")
        #expect(page.contains("[email] and <span class=\"mask\">[email]</span> and [[EMAIL_2]]"))
    }

    @Test func printsTemplateTagsOfTicketsAsText() throws {
        let site = try RenderedSite(FixtureBook.make())
        let page = try #require(site.pages.first { $0.path.hasPrefix("tickets/X9") })
        #expect(page.text.contains("{{tenant}} {{{root}}}"))
    }

    @Test func dropsClaimsWhoseCitationFailsAndSaysSo() throws {
        let site = try RenderedSite(FixtureBook.make())
        #expect(!site.text("assessments/why-vpn/index.html").contains("Not held"))
        #expect(site.text("assessments/why-vpn/index.html").contains("1\u{A0}sentence left out"))
        #expect(!site.text("assessments/why-vpn/answer.md").contains("Not held"))
    }

    @Test func listsAbstentionsAndMissingFixesAsGaps() throws {
        let page = try RenderedSite(FixtureBook.make()).text("assessments/index.md")
        #expect(page.contains("| Question | [What does a ticket cost?](../assessments/zz-cost/index.md)"))
        #expect(page.contains("| Cluster | [Blank labels"))
    }

    @Test func leadsOnFromAMergedCluster() throws {
        let site = try RenderedSite(FixtureBook.make())
        #expect(
            site.text("clusters/c-mergedaa/index.html").contains(
                "content=\"0; url=../../clusters/c-vpnaaaaa/index.html\""))
        #expect(!site.text("clusters/c-goneaaaa/index.html").contains("http-equiv=\"refresh\""))
    }

    @Test func namesTheTemplateThatIsMissingOrWrong() throws {
        var templates = try RenderedSite.templates()
        templates["map.md.mustache"] = nil
        templates["about.html.mustache"] = "{{>nothing}}"
        do {
            _ = try SiteRenderer(templates: templates, assets: [])
            Issue.record("templates that are missing were accepted")
        } catch {
            #expect(error.kind == .badConfiguration)
            #expect(error.diagnostics.map(\.file) == ["map.md.mustache", "about.html.mustache"])
        }
        templates = try RenderedSite.templates()
        templates["data.html.mustache"] = "a\nb {{#open}}"
        #expect(throws: CasebookError.self) { try SiteRenderer(templates: templates, assets: []) }
    }

    @Test func rendersAnEmptyBook() throws {
        let full = FixtureBook.make()
        let empty = Book(
            tenant: full.tenant, asOf: nil, tickets: [], clusters: [], unusual: [], duplicates: [], themes: [],
            ended: [],
            resolutions: [:], assessments: [], articles: [], history: [], generations: [:], map: [], similar: [:],
            facts: full.facts)
        let site = try RenderedSite(empty)
        #expect(site.text("clusters/index.html").contains("No cluster yet"))
        #expect(site.text("tickets/index.html").contains("No ticket yet"))
        #expect(site.text("data/tickets.json") == "[]\n")
    }
}
