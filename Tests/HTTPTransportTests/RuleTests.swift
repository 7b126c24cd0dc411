import Domain
import Foundation
import Testing

@testable import HTTPTransport

/// The rules that need no server.
@Suite struct RuleTests {
    private func request(_ url: String) throws -> HTTPRequest {
        HTTPRequest(
            .get, try #require(URL(string: url)),
            fields: [
                HTTPRequest.Field("Authorization", "Bearer x"), HTTPRequest.Field("X-Gateway-Key", "y"),
                HTTPRequest.Field("Range", "bytes=1-"),
            ])
    }

    @Test(
        arguments: [
            ("https://a.example/x", "/y", "https://a.example/y", true),
            ("https://a.example/x/y", "z?q=1#f", "https://a.example/x/z?q=1", true),
            ("https://a.example/x", "https://A.example:443/y", "https://A.example:443/y", true),
            ("https://a.example/x", "https://b.example/y", "https://b.example/y", false),
            ("https://a.example/x", "https://a.example:8443/y", "https://a.example:8443/y", false),
            ("http://a.example/x", "https://a.example/y", "https://a.example/y", false),
            ("https://a.example/x", "https://me:you@b.example/y", "https://b.example/y", false),
            ("https://me:you@a.example/x", "/y", "https://me:you@a.example/y", true),
        ])
    func leadsOnWithoutSecrets(_ from: String, _ location: String, _ to: String, _ keeps: Bool) throws {
        let next = try #require(try request(from).redirected(to: location))
        #expect(next.url.absoluteString == to)
        #expect(next.fields.map(\.name) == (keeps ? ["Authorization", "X-Gateway-Key", "Range"] : ["Range"]))
    }

    @Test func takesABodyToNoOtherHost() throws {
        let request = HTTPRequest(.post, try #require(URL(string: "https://a.example/x")), body: [1])
        #expect(request.redirected(to: "/y")?.body == [1])
        #expect(request.redirected(to: "https://b.example/y") == nil)
    }

    @Test(arguments: ["http://a.example/y", "ftp://a.example/", "javascript:1", "data:,x", "https:///y"])
    func followsNothingLessSafe(_ location: String) throws {
        #expect(try request("https://a.example/x").redirected(to: location) == nil)
    }

    @Test func waitsLongerEachTimeUpToALimit() {
        let policy = RetryPolicy(attempts: 10, base: .seconds(1), longest: .seconds(20))
        let failure = HTTPFailure(kind: .unreachable, place: "", detail: "")
        let delays = (1...10).map { policy.delay(after: failure, failures: $0, random: 1) }
        #expect(delays == [1, 2, 4, 8, 16, 20, 20, 20, 20].map { .seconds($0) } + [nil])
        #expect(policy.delay(after: failure, failures: 5, random: 0) == .zero)
        let untrusted = HTTPFailure(kind: .untrusted, place: "", detail: "")
        #expect(policy.delay(after: untrusted, failures: 1, random: 1) == nil)
    }

    @Test(
        arguments: [
            ("0", 0), ("120", 120), ("-1", nil), ("1.5", nil), ("Thu, 01 Jan 1970 00:01:00 GMT", 60),
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Thu, 01 Jan 1970 00:01:00 CET", nil),
            ("Thu, 31 Feb 1970 00:01:00 GMT", nil), ("", nil),
        ] as [(String, Int64?)])
    func readsPauses(_ value: String, _ seconds: Int64?) {
        #expect(RetryAfter.duration(value, now: Instant(seconds: 0)) == seconds.map { .seconds($0) })
    }

    @Test func readsRanges() {
        #expect(ContentRange("bytes 5-9/10")?.first == 5)
        #expect(ContentRange("bytes 5-9/10")?.total == 10)
        #expect(ContentRange("bytes 0-0/*")?.total == .some(nil))
        for wrong in ["", "bytes */10", "bytes 9-5/10", "bytes 5-9", "items 5-9/10", "bytes a-9/10", "bytes 5-9/x"] {
            #expect(ContentRange(wrong) == nil)
        }
    }

    @Test func readsTheLastOfSeveralHeads() {
        var reader = HTTPHeadReader()
        let lines = [
            "HTTP/1.1 100 Continue\r\n", "\r\n", "HTTP/2 206 \r\n", "ETag:  \"x\" \r\n", "X-Empty:\r\n", "junk\r\n",
            "\r\n",
        ]
        let heads = lines.compactMap { reader.take($0) }
        #expect(heads.map(\.status) == [206])
        #expect(heads.first?["etag"] == "\"x\"" && heads.first?["x-empty"] == "")
    }

    @Test func showsNoSecretOfAnAddress() throws {
        let url = try #require(URL(string: "https://me:you@a.example:81/x%20y?key=1#z"))
        #expect(!url.shown.contains("you") && !url.shown.contains("key"))
        #expect(url.shown.hasPrefix("https://a.example:81/x"))
    }
}
