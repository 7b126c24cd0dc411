import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import HTTPTransport

/// Downloads over real HTTP. Pauses are not slept but noted, unless a test is about time.
@Suite struct DownloadTests {
    typealias Reply = ScriptedServer.Reply

    private static let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }
    private static let version = "\"v1\""

    /// A download of `content` into a folder of its own.
    private struct Case: ~Copyable {
        let scratch: Scratch
        let download: Download
        let transport: HTTPTransport
        let pauses: Pauses

        init(
            _ url: URL, limits: TransportLimits = TransportLimits(), retries: RetryPolicy = RetryPolicy(),
            authority: String? = nil
        ) throws {
            scratch = try Scratch()
            download = Download(url, to: scratch.url.appending(path: "file.part"), size: content.count)
            let pauses = Pauses()
            self.pauses = pauses
            transport = HTTPTransport(
                userAgent: "casebook/test", limits: limits, retries: retries, authority: authority,
                random: { 0.5 }, sleep: { pauses.add($0) },
                clock: .fixed(Instant(date: CivilDate(daysSinceEpoch: 9_075), hour: 8)))
        }

        func run() async throws -> [UInt8] {
            try await transport.download(download)
            return Array(try Data(contentsOf: download.part))
        }

        func failure() async -> CasebookError? {
            do {
                _ = try await run()
                return nil
            } catch {
                return error as? CasebookError
            }
        }
    }

    private final class Pauses: Sendable {
        private let list = Mutex<[Duration]>([])
        func add(_ pause: Duration) { list.withLock { $0.append(pause) } }
        var all: [Duration] { list.withLock { $0 } }
    }

    /// Answers as a server does that knows ranges and versions.
    private static func faithful(_ request: ScriptedServer.Request) -> Reply {
        guard let range = request.fields["range"], request.fields["if-range"].map({ $0 == version }) ?? true,
            let start = Int(range.dropFirst("bytes=".count).dropLast())
        else { return .answer(200, ["ETag": version], content) }
        return .answer(
            206, ["ETag": version, "Content-Range": "bytes \(start)-\(content.count - 1)/\(content.count)"],
            Array(content[start...]))
    }

    /// The first bytes of the file, though all are promised.
    private static func cut(_ count: Int) -> Reply {
        .answer(200, ["ETag": version], Array(content.prefix(count)), length: content.count)
    }

    @Test func bringsAFile() async throws {
        let server = try ScriptedServer { _, request in Self.faithful(request) }
        let download = try Case(server.url("/a/file"))
        #expect(try await download.run() == Self.content)
        let request = try #require(server.requests.first)
        #expect(request.path == "/a/file" && request.fields["range"] == nil)
        #expect(request.fields["user-agent"] == "casebook/test")
        #expect(server.requests.count == 1 && download.pauses.all.isEmpty)
        #expect(!FileManager.default.fileExists(atPath: download.download.versionFile.path))
    }

    @Test func goesOnAfterACutConnection() async throws {
        let server = try ScriptedServer { number, request in
            number == 0 ? Self.cut(100_000) : Self.faithful(request)
        }
        let download = try Case(server.url("/file"))
        #expect(try await download.run() == Self.content)
        #expect(server.requests.map { $0.fields["range"] } == [nil, "bytes=100000-"])
        #expect(server.requests[1].fields["if-range"] == Self.version)
        #expect(download.pauses.all == [.milliseconds(250)])
    }

    @Test func bringsAFileThroughManyCutsWhileEachBringsSomething() async throws {
        let server = try ScriptedServer { _, request in
            var reply = Self.faithful(request)
            if case .send(let body) = reply.steps[1] { reply.steps[1] = .send(Array(body.prefix(20_000))) }
            return reply
        }
        let download = try Case(server.url("/file"), retries: RetryPolicy(attempts: 2))
        #expect(try await download.run() == Self.content)
        #expect(server.requests.count == 15)
    }

    @Test func goesOnWhereAnEarlierRunEnded() async throws {
        let server = try ScriptedServer { _, request in Self.faithful(request) }
        let download = try Case(server.url("/file"))
        try Data(Self.content.prefix(250_000)).write(to: download.download.part)
        try Data(Self.version.utf8).write(to: download.download.versionFile)
        #expect(try await download.run() == Self.content)
        #expect(server.requests.map { $0.fields["range"] } == ["bytes=250000-"])
    }

    @Test func asksNothingForAFileThatIsWhole() async throws {
        let server = try ScriptedServer { _, request in Self.faithful(request) }
        let download = try Case(server.url("/file"))
        try Data(Self.content).write(to: download.download.part)
        #expect(try await download.run() == Self.content)
        #expect(server.requests.isEmpty)
    }

    /// Each server spoils what the partial file holds in a way of its own; the file is whole in the end.
    @Test(arguments: ["ignores ranges", "has another version", "gives another part", "knows no such part"])
    func beginsAnewWhenTheServer(_ way: String) async throws {
        let server = try ScriptedServer { number, request in
            switch (way, number) {
            case ("gives another part", 0):
                .answer(206, ["Content-Range": "bytes 7-9/\(Self.content.count)"], [1, 2, 3])
            case ("knows no such part", 0): .answer(416, ["Content-Range": "bytes */5"])
            case ("ignores ranges", _): .answer(200, [:], Self.content)
            default: Self.faithful(request)
            }
        }
        let download = try Case(server.url("/file"))
        try Data([UInt8](repeating: 9, count: 1_000)).write(to: download.download.part)
        try Data("\"v0\"".utf8).write(to: download.download.versionFile)
        #expect(try await download.run() == Self.content)
        #expect(server.requests[0].fields["range"] == "bytes=1000-")
    }

    @Test(
        arguments: [
            (429, "7", Duration.seconds(7)), (503, "Sun, 06 Nov 1994 08:00:09 GMT", .seconds(9)),
            (503, "Sun, 06 Nov 1994 07:00:09 GMT", .milliseconds(250)), (500, "", .milliseconds(250)),
            (408, "soon", .milliseconds(250)),
        ])
    func triesAgainWhenTheServerSaysSo(_ status: Int, _ retryAfter: String, _ pause: Duration) async throws {
        let server = try ScriptedServer { number, request in
            number == 0
                ? .answer(status, retryAfter.isEmpty ? [:] : ["Retry-After": retryAfter]) : Self.faithful(request)
        }
        let download = try Case(server.url("/file"))
        #expect(try await download.run() == Self.content)
        #expect(download.pauses.all == [pause])
    }

    @Test func givesUpAfterSoManyAttempts() async throws {
        let server = try ScriptedServer { _, _ in .answer(500) }
        let download = try Case(server.url("/file?key=secret", user: "me:secret@"))
        let failure = await download.failure()
        #expect(failure?.kind == .unavailable)
        #expect(failure?.description.contains("status 500") == true)
        #expect(failure?.description.contains("secret") == false)
        #expect(server.requests.count == 5)
        #expect(download.pauses.all == [250, 500, 1_000, 2_000].map { .milliseconds($0) })
    }

    @Test(arguments: [400, 401, 403, 404, 410])
    func doesNotInsistOnWhatTheServerRefuses(_ status: Int) async throws {
        let server = try ScriptedServer { _, _ in .answer(status, [:], Array("no".utf8)) }
        let download = try Case(server.url("/file"))
        #expect(await download.failure()?.kind == .unavailable)
        #expect(server.requests.count == 1)
    }

    @Test func givesUpOnAServerThatWantsALongPause() async throws {
        let server = try ScriptedServer { _, _ in .answer(429, ["Retry-After": "86400"]) }
        let download = try Case(server.url("/file"))
        #expect(await download.failure()?.description.contains("status 429") == true)
        #expect(server.requests.count == 1)
    }

    @Test func leavesAServerThatDrips() async throws {
        let server = try ScriptedServer { _, _ in
            var reply = Self.cut(10)
            for byte in Self.content[10..<60] { reply.steps += [.pause(milliseconds: 100), .send([byte])] }
            return reply
        }
        let limits = TransportLimits(idle: .seconds(1), slowest: 1_000)
        let download = try Case(server.url("/file"), limits: limits, retries: RetryPolicy(attempts: 1))
        #expect(await download.failure()?.diagnostics.first?.code == "too_slow")
    }

    @Test func leavesAServerThatNeverAnswers() async throws {
        let server = try ScriptedServer { _, _ in Reply([.pause(milliseconds: 3_000)]) }
        let limits = TransportLimits(total: .milliseconds(300))
        let download = try Case(server.url("/file"), limits: limits, retries: RetryPolicy(attempts: 2))
        #expect(await download.failure()?.diagnostics.first?.code == "too_slow")
        #expect(server.requests.count == 2)
    }

    @Test func saysWhenNobodyIsThere() async throws {
        // Nothing of ours listens there, whereas a port that was free a moment ago may be another test's by now.
        let url = try #require(URL(string: "http://127.0.0.1:1/file"))
        let download = try Case(url)
        #expect(await download.failure()?.diagnostics.first?.code == "unreachable")
        #expect(download.pauses.all.count == 4)
    }

    @Test func refusesAFileOfAnotherSize() async throws {
        for reply in [
            Reply.answer(200, [:], Array(Self.content.dropLast())),
            Reply([
                .send(Array("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".utf8)), .send(Self.content + [1]),
            ]),
        ] {
            let server = try ScriptedServer { _, _ in reply }
            let download = try Case(server.url("/file"))
            let failure = await download.failure()
            #expect(failure?.kind == .badInput)
            #expect(failure?.diagnostics.first?.code == "wrong_size")
            #expect(server.requests.count == 1)
        }
    }

    @Test func carriesNoPasswordToAnotherHost() async throws {
        let other = try ScriptedServer { _, request in Self.faithful(request) }
        let place = other.url("/elsewhere?signature=1", host: "localhost").absoluteString
        let server = try ScriptedServer { number, _ in
            .answer(302, ["Location": number == 0 ? "/moved" : place])
        }
        let download = try Case(server.url("/file", user: "me:secret@"))
        #expect(try await download.run() == Self.content)
        #expect(server.requests.map(\.path) == ["/file", "/moved"])
        #expect(server.requests.allSatisfy { $0.fields["authorization"] == "Basic bWU6c2VjcmV0" })
        #expect(other.requests.map(\.path) == ["/elsewhere?signature=1"])
        #expect(other.requests[0].fields["authorization"] == nil)
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/file", "gopher://127.0.0.1/", "//", "/again"])
    func followsNoRedirectTo(_ place: String) async throws {
        let server = try ScriptedServer { _, _ in .answer(302, ["Location": place]) }
        let download = try Case(server.url("/file"))
        #expect(await download.failure()?.diagnostics.first?.code == "redirect_refused")
        #expect(server.requests.count == (place == "/again" ? 11 : 1))
    }

    @Test func saysWhenTheFileCannotBeWritten() async throws {
        let server = try ScriptedServer { _, request in Self.faithful(request) }
        let scratch = try Scratch()
        let transport = HTTPTransport(userAgent: "casebook/test")
        let part = scratch.url.appending(path: "no/such/folder/file.part")
        let error = await #expect(throws: CasebookError.self) {
            try await transport.download(Download(server.url("/file"), to: part, size: 5))
        }
        #expect(error?.kind == .cannotWrite)
        #expect(server.requests.isEmpty)
    }

    @Test func endsSoonWhenItIsCancelled() async throws {
        // The server says nothing for longer than any busy machine takes to notice.
        let server = try ScriptedServer { _, _ in Reply([.pause(milliseconds: 600_000)]) }
        let scratch = try Scratch()
        let download = Download(server.url("/file"), to: scratch.url.appending(path: "file.part"), size: 5)
        let started = ContinuousClock.now
        let task = Task { try await HTTPTransport(userAgent: "casebook/test").download(download) }
        while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        task.cancel()
        await #expect(throws: CasebookError.self) { try await task.value }
        #expect(ContinuousClock.now - started < .seconds(400))
    }
}
