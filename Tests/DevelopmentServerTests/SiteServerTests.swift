import DevelopmentServer
import Domain
import Foundation
import Testing

@Suite struct SiteServerTests {
    private let page = "<!DOCTYPE html><html><body><p>Hello</p></body></html>"

    private func server(links: [String: String] = [:]) async throws -> RunningServer {
        try await RunningServer(
            [
                "acme/index.html": page, "acme/tickets/index.html": "<p>Tickets</p>", "acme/assets/style.css": "p{}",
                "acme/a b.txt": "spaced", "acme/.secret": "hidden", "bcme/index.html": page,
                "bcme/404.html": "<p>Gone</p>",
                "../outside.txt": "outside", "empty/readme.txt": "no site",
            ], links: links)
    }

    @Test func servesPagesWithTheScriptAndTheHeaders() async throws {
        let server = try await server()
        let reply = try await server.request("/acme/")
        #expect(reply.status == 200)
        #expect(
            reply.body
                == "<!DOCTYPE html><html><body><p>Hello</p><script src=\"/__casebook/reload.js\" defer></script></body></html>"
        )
        #expect(reply.headers["content-type"] == "text/html; charset=utf-8")
        #expect(
            reply.headers["content-security-policy"]
                == "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        #expect(reply.headers["x-content-type-options"] == "nosniff")
        #expect(reply.headers["referrer-policy"] == "no-referrer")
        #expect(reply.headers["cross-origin-opener-policy"] == "same-origin")
        #expect(reply.headers["cross-origin-resource-policy"] == "same-origin")
        #expect(reply.headers["x-robots-tag"] == "noindex")
        #expect(reply.headers["cache-control"] == "private")
        #expect(reply.headers["content-length"] == String(reply.body.utf8.count))
        let style = try await server.request("/acme/assets/style.css")
        #expect(style.body == "p{}")
        #expect(style.headers["content-type"] == "text/css; charset=utf-8")
        #expect(try await server.request("/acme/a%20b.txt?x=1").body == "spaced")
    }

    @Test func redirectsFoldersToTheirSlash() async throws {
        let server = try await server()
        let reply = try await server.request("/acme/tickets?sort=age")
        #expect(reply.status == 301)
        #expect(reply.headers["location"] == "/acme/tickets/?sort=age")
        #expect(try await server.request("/acme").headers["location"] == "/acme/")
        #expect(try await server.request("//acme").status == 404)
        #expect(try await server.request("/acme//tickets").status == 404)
    }

    @Test func listsTheSitesAtTheRoot() async throws {
        let reply = try await server().request("/")
        #expect(reply.body.contains("<a href=\"/acme/\">acme</a>"))
        #expect(reply.body.contains("<a href=\"/bcme/\">bcme</a>"))
        #expect(!reply.body.contains("empty"))
        let none = try await RunningServer([:]).request("/")
        #expect(none.status == 200)
        #expect(none.body.contains("No site is built yet"))
    }

    @Test func answersHeadAndKnownTags() async throws {
        let server = try await server()
        let get = try await server.request("/acme/")
        let head = try await server.request("/acme/", method: "HEAD")
        #expect(head.status == 200)
        #expect(head.body.isEmpty)
        #expect(head.headers["content-length"] == get.headers["content-length"])
        let tag = try #require(get.headers["etag"])
        #expect(head.headers["etag"] == tag)
        let known = try await server.request("/acme/", headers: ["If-None-Match": "\"other\", W/\(tag)"])
        #expect(known.status == 304)
        #expect(known.body.isEmpty)
        #expect(known.headers["etag"] == tag)
        #expect(try await server.request("/acme/", headers: ["If-None-Match": "\"other\""]).status == 200)
    }

    @Test(arguments: [
        "/../outside.txt", "/acme/../../outside.txt", "/acme/%2e%2e/%2e%2e/outside.txt", "/acme/..%2f..%2foutside.txt",
        "/acme/%2e%2e%2foutside.txt", "/acme/.secret", "/acme/%2Esecret", "/acme/x%00.html", "/acme/%zz", "/acme/%ff",
        "/acme/..\\..\\outside.txt", "/acme/link.txt", "/acme/other/index.html", "/far/index.html", "/empty/",
        "/acme/index.html/", "/__casebook/other", "/__casebook", "acme/", "http://localhost/acme/",
    ])
    func findsNothingOutsideTheSites(_ path: String) async throws {
        let server = try await server(links: [
            "acme/link.txt": "../../outside.txt", "acme/other": "../bcme", "far": "/usr",
        ])
        let reply = try await server.request(path)
        #expect(reply.status == 404, "\(reply.body)")
        #expect(!reply.body.contains("outside"))
        #expect(!reply.body.contains("hidden"))
        #expect(reply.headers["content-security-policy"] != nil)
    }

    @Test func followsLinksInsideASite() async throws {
        let server = try await server(links: ["acme/latest": "tickets"])
        #expect(try await server.request("/acme/latest/").body.contains("Tickets"))
    }

    @Test func showsTheSitesOwnPageWhenNothingIsFound() async throws {
        let server = try await server()
        let reply = try await server.request("/bcme/none")
        #expect(reply.status == 404)
        #expect(reply.body.contains("Gone"))
    }

    @Test func refusesOtherHostsAndMethods() async throws {
        let server = try await server()
        #expect(try await server.request("/acme/", host: "evil.example").status == 421)
        #expect(try await server.request("/acme/", host: "127.0.0.1:\(server.port)").status == 200)
        #expect(try await server.request("/acme/", host: "[::1]:80").status == 200)
        let post = try await server.request("/acme/", method: "POST")
        #expect(post.status == 405)
        #expect(post.headers["allow"] == "GET, HEAD")
    }

    @Test func seesAnExchangedSiteAndTellsPages() async throws {
        let server = try await server()
        let script = try await server.request("/__casebook/reload.js")
        #expect(script.headers["content-type"] == "text/javascript; charset=utf-8")
        #expect(script.body.contains("/__casebook/version"))
        #expect(try await server.request("/__casebook/version").body == "0")
        try RunningServer.write(["index.html": "<p>New</p>"], to: server.root.appending(path: ".next"))
        try FileManager.default.moveItem(
            at: server.root.appending(path: "acme"), to: server.root.appending(path: ".old"))
        try FileManager.default.moveItem(
            at: server.root.appending(path: ".next"), to: server.root.appending(path: "acme"))
        server.version.bump()
        #expect(try await server.request("/acme/").body.contains("New"))
        #expect(try await server.request("/__casebook/version").body == "1")
    }

    @Test func saysThatAPortIsTaken() async throws {
        let server = try await server()
        let other = SiteServer(root: server.root, port: server.port)
        let error = await #expect(throws: CasebookError.self) { try await other.run { _ in } }
        #expect(error?.kind == .unavailable)
    }

    @Test func endsWhenCancelled() async throws {
        let server = try await server()
        let site = SiteServer(root: server.root)
        let task = Task { try await site.run { _ in } }
        try await Task.sleep(for: .milliseconds(100))
        task.cancel()
        try await task.value
    }
}
