import DevelopmentServer
import Foundation
import Testing

@Suite struct FolderWatcherTests {
    @Test(.timeLimit(.minutes(1))) func tellsWhatChangedOnceItIsStill() async throws {
        let folder = URL(filePath: NSTemporaryDirectory(), directoryHint: .isDirectory)
            .appending(path: "casebook-\(UUID().uuidString)", directoryHint: .isDirectory)
        try RunningServer.write(["tenants/a/knowledge/x.md": "x", "tenants/a/ledger.jsonl": "1"], to: folder)
        defer { try? FileManager.default.removeItem(at: folder) }
        let watcher = FolderWatcher(
            [folder.appending(path: "tenants"), folder.appending(path: "casebook.yaml")], interval: .milliseconds(30))
        let (ready, readiness) = AsyncStream.makeStream(of: Void.self)
        let (changes, continuation) = AsyncStream.makeStream(of: [String].self)
        let task = Task {
            try await watcher.run(onReady: { readiness.yield() }, onChange: { continuation.yield($0) })
        }
        var readyIterator = ready.makeAsyncIterator()
        _ = await readyIterator.next()
        var iterator = changes.makeAsyncIterator()

        try RunningServer.write(["tenants/a/ledger.jsonl": "12", "casebook.yaml": "version: 1"], to: folder)
        let first = try #require(await iterator.next())
        #expect(first.map { URL(filePath: $0).lastPathComponent } == ["casebook.yaml"])

        try FileManager.default.removeItem(at: folder.appending(path: "tenants/a/knowledge/x.md"))
        let second = try #require(await iterator.next())
        #expect(second.map { URL(filePath: $0).lastPathComponent } == ["x.md"])
        task.cancel()
        try await task.value
    }
}
