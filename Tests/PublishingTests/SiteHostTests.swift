import Domain
import Foundation
import Publishing
import Testing

struct SiteHostTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test func azureLetsInOneDirectoryAndOneRole() throws {
        let file = try #require(SiteHost.azureStaticWebApps(SiteHost.Access(directory: "d-1")).files.first)
        #expect(file.path == "staticwebapp.config.json")
        let value = try JSONValue(strictly: file.bytes[...])
        let registration = value["auth"]?["identityProviders"]?["azureActiveDirectory"]?["registration"]
        #expect(registration?["openIdIssuer"] == "https://login.microsoftonline.com/d-1/v2.0")
        #expect(registration?["clientIdSettingName"] == "AZURE_CLIENT_ID")
        let routes = value["routes"]?.array ?? []
        #expect(routes.last == ["route": "/*", "allowedRoles": ["reader"]])
        // Whatever stands before it lets nobody in.
        #expect(routes.dropLast().allSatisfy { $0["statusCode"] == 404 })
        #expect(value["navigationFallback"] == nil)
        #expect(value["responseOverrides"]?["401"]?["redirect"] == "/.auth/login/aad")
        for (name, text) in SecurityHeaders.all where name != "Cache-Control" {
            #expect(value["globalHeaders"]?[name] == .string(text))
        }
        #expect(value["globalHeaders"]?["Cache-Control"] == "private, no-cache")
        #expect(value["mimeTypes"]?[".md"] == "text/markdown; charset=utf-8")
    }

    @Test(arguments: [SiteHost.netlify, .cloudflare]) func othersGetAFileOfHeaders(host: SiteHost) throws {
        let file = try #require(host.files.first)
        let lines = String(decoding: file.bytes, as: UTF8.self).split(separator: "\n")
        #expect(file.path == "_headers" && lines.first == "/*")
        #expect(
            lines.dropFirst().count == SecurityHeaders.all.count && lines.dropFirst().allSatisfy { $0.hasPrefix("  ") })
        #expect(
            lines.contains {
                $0.hasPrefix("  Content-Security-Policy: default-src 'none'") && $0.contains("frame-ancestors")
            })
    }

    @Test func saysBeforeWhatAHostWouldRefuse() throws {
        let large = SiteFile(path: "large.csv", bytes: [UInt8](repeating: 0x61, count: (25 << 20) + 1))
        let site = try scratch.built(["index.html": ""], adding: [large])
        let error = #expect(throws: CasebookError.self) { try SiteHost.cloudflare.check(site) }
        #expect(error?.kind == .checkFailed && error?.diagnostics.first?.code == "site_too_large")
        #expect(try SiteHost.netlify.check(site).isEmpty)
        #expect(try SiteHost.azureStaticWebApps(SiteHost.Access(directory: "d")).check(site).isEmpty)
        // Files that are made for the host stand in for pages here.
        func many(_ count: Int) throws -> BuiltSite {
            try scratch.built(["index.html": ""], adding: (1..<count).map { SiteFile(path: "t/\($0).html", bytes: []) })
        }
        let access = SiteHost.azureStaticWebApps(SiteHost.Access(directory: "d"))
        #expect(try access.check(many(15_000)).isEmpty)
        #expect(throws: CasebookError.self) { try access.check(many(15_001)) }
        #expect(try SiteHost.cloudflare.check(many(20_000)).isEmpty)
        #expect(try SiteHost.cloudflare.check(many(20_001)).map(\.code) == ["site_large"])
    }

    @Test func onlyAssetsNamedByTheirDigestAreKeptForLong() {
        #expect(CachePolicy.of("assets/app.3f2a9c1b.css") == CachePolicy.immutable)
        #expect(CachePolicy.of("assets/3f2a9c1b/app-0123456789abcdef.js") == CachePolicy.immutable)
        for path in [
            "index.html", "assets/style.css", "assets/feedbacks.css", "clusters/c.3f2a9c1b.html", "assets/deadbeef.js",
        ] {
            #expect(CachePolicy.of(path) == CachePolicy.page)
        }
    }
}
