import Domain
import Foundation
import TestSupport
import Testing

@testable import ObjectStore

/// What every store does, over real HTTP, every signature checked by the vendor's own library.
@Suite(
    .enabled(
        if: !TestStore.there.isEmpty, "moto and azure-storage-blob are not installed: make setup-tests"))
struct ConformanceTests {
    @Test(arguments: TestStore.there) func givesBackWhatItWasGiven(_ kind: TestStore) async throws {
        let store = try kind.make()
        let sizes = [0, 1, 99, 100, 101, 1_000]
        for size in sizes {
            let key = "acme/uploads/\(size)"
            try await store.put(.bytes(TestStore.bytes(size)), at: key, as: ObjectHeaders())
            #expect(try await store.get(key) == TestStore.bytes(size))
            #expect(try await store.head(key)?.size == size)
        }
        #expect(try await store.list(prefix: "acme/").map(\.size).sorted() == sizes)
    }

    @Test(arguments: TestStore.there) func replacesAnObject(_ kind: TestStore) async throws {
        let store = try kind.make()
        try await store.put(.bytes([1]), at: "a", as: ObjectHeaders())
        let first = try #require(try await store.head("a"))
        try await store.put(.bytes([2, 3]), at: "a", as: ObjectHeaders())
        let second = try #require(try await store.head("a"))
        #expect(first.etag != second.etag && second.size == 2)
        #expect(try await store.list(prefix: "").map(\.etag) == [second.etag])
        let lost = await TestStore.failure { _ = try await store.part(of: "a", range: 0..<1, etag: first.etag) }
        #expect(lost?.kind == .changed)
        #expect(try await store.part(of: "a", range: 1..<9, etag: second.etag).bytes == [3])
    }

    @Test(arguments: TestStore.there) func tellsReadersWhatItIsTold(_ kind: TestStore) async throws {
        let store = try kind.make()
        let page = ObjectHeaders(
            contentType: "text/html; charset=utf-8", cacheControl: "no-cache, private", metadata: ["sha256": "abc"])
        try await store.put(.bytes(Array("<p>".utf8)), at: "index.html", as: page)
        try await store.put(.bytes(TestStore.bytes(kind.large)), at: "large", as: page)
        for key in ["index.html", "large"] {
            let head = try await store.head(key)
            #expect(head?.contentType == page.contentType && head?.cacheControl == page.cacheControl)
        }
    }

    /// Keys of all kinds, each signed and sent as the store wants it.
    @Test(arguments: TestStore.there) func keepsKeysApart(_ kind: TestStore) async throws {
        let store = try kind.make()
        let keys = [
            "plain.csv", "with space.csv", "plus+plus.csv", "per%cent%20.csv", "Grüße/café.csv", "a&b=c?d#e.csv",
            "quote\"'<>.csv", "😀.csv", "tilde~(1)!*.csv", "deep/er/and/deeper.csv", "under_score-dash.csv",
            "a:b@c;d,e.csv",
        ]
        for (index, key) in keys.enumerated() {
            try await store.put(.bytes([UInt8(index)]), at: key, as: ObjectHeaders())
        }
        for (index, key) in keys.enumerated() { #expect(try await store.get(key) == [UInt8(index)], "\(key)") }
        #expect(Set(try await store.list(prefix: "").map(\.key)) == Set(keys))
        #expect(try await store.list(prefix: "Grüße/").map(\.key) == ["Grüße/café.csv"])
        try await store.delete(keys)
        #expect(try await store.list(prefix: "").isEmpty)
    }

    @Test(arguments: TestStore.there) func refusesKeysThatAreNoPaths(_ kind: TestStore) async throws {
        let store = try kind.make()
        for key in [
            "", "/absolute", "/\u{301}absolute", "../x", "../\u{301}x", "a/../b", "a/../\u{301}b", "a/./b", "..",
            "new\nline", "nul\u{0}",
            String(repeating: "k", count: 1_025),
        ] {
            let lost = await TestStore.failure { try await store.put(.bytes([1]), at: key, as: ObjectHeaders()) }
            #expect(lost?.kind == .badKey)
            #expect(await TestStore.failure { _ = try await store.get(key) }?.kind == .badKey)
            #expect(await TestStore.failure { _ = try await store.head(key) }?.kind == .badKey)
            #expect(await TestStore.failure { try await store.delete([key]) }?.kind == .badKey)
        }
        #expect(try await store.list(prefix: "").isEmpty)
    }

    @Test(arguments: TestStore.there) func listsPageByPage(_ kind: TestStore) async throws {
        let store = try kind.make()
        let keys = (100..<125).map { "in/\($0).csv" }
        for key in keys + ["out/1.csv"] { try await store.put(.bytes([1]), at: key, as: ObjectHeaders()) }
        var found: [String] = []
        var mark: String?
        var pages = 0
        repeat {
            let page = try await store.page(prefix: "in/", most: 10, after: mark)
            found += page.objects.map(\.key)
            mark = page.next
            pages += 1
        } while mark != nil
        #expect(found == keys && pages == 3)
    }

    @Test(arguments: TestStore.there) func deletesMany(_ kind: TestStore) async throws {
        let store = try kind.make()
        let keys = (0..<1_100).map { "many/\($0)" }
        let pieces = StorePieces(threshold: 0, length: 1, width: 16)
        _ = try await pieces.each(keys, place: "") { (_, key) throws(ObjectStoreFailure) in
            try await store.put(.bytes([1]), at: key, as: ObjectHeaders())
        }
        #expect(try await store.list(prefix: "many/").count == 1_100)
        // What is gone already is no failure, alone or among others.
        try await store.delete(Array(keys[1...]) + ["many/never"])
        #expect(try await store.list(prefix: "").map(\.key) == ["many/0"])
        try await store.delete(["many/never"])
        try await store.delete([])
    }

    @Test(arguments: TestStore.there) func tellsWhatIsMissing(_ kind: TestStore) async throws {
        let store = try kind.make()
        #expect(try await store.head("none") == nil)
        #expect(await TestStore.failure { _ = try await store.get("none") }?.kind == .missing)
    }

    @Test(arguments: TestStore.there) func carriesLargeFilesInParts(_ kind: TestStore) async throws {
        let store = try kind.make()
        let scratch = try Scratch()
        let bytes = TestStore.bytes(kind.large)
        let source = scratch.url.appending(path: "source")
        try Data(bytes).write(to: source)
        try await store.put(.file(source), at: "large", as: ObjectHeaders())
        let target = scratch.url.appending(path: "target")
        let digest = try await store.get("large", to: target)
        #expect(digest == ContentDigest.of(bytes))
        #expect(try Data(contentsOf: target) == Data(bytes))
        let mode = try FileManager.default.attributesOfItem(atPath: target.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let lost = await TestStore.failure { try await store.get("large", to: target, most: bytes.count - 1) }
        #expect(lost?.kind == .tooLarge && !FileManager.default.fileExists(atPath: target.path))
    }

    /// Bytes that were packed before they were stored come back packed.
    @Test(arguments: TestStore.there) func unpacksNothing(_ kind: TestStore) async throws {
        let store = try kind.make()
        let gzip: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 0x4B, 4, 0, 0x43, 0xBE, 0xB7, 0xE8, 1, 0, 0, 0]
        try await store.put(.bytes(gzip), at: "export.csv.gz", as: ObjectHeaders(contentType: "application/gzip"))
        #expect(try await store.get("export.csv.gz") == gzip)
    }

    @Test(arguments: TestStore.there) func saysWhetherAnybodyMayRead(_ kind: TestStore) async throws {
        #expect(try await kind.make().isPublic() == false)
        switch kind {
        case .s3:
            let server = try S3Server.shared()
            let bucket = try server.makeBucket()
            try server.open(bucket)
            #expect(try await TestStore.s3(bucket).isPublic() == true)
            // Who may read objects may not read what is said of the bucket.
            #expect(try await TestStore.s3(bucket, keys: server.reader).isPublic() == nil)
        case .azure:
            let server = try AzureServer.shared()
            let container = try AzureContainer(
                account: server.account, name: try server.makeContainer(access: "blob"), endpoint: server.endpoint)
            let key = try AzureSharedKey(account: server.account, key: Secret(server.key))
            #expect(
                try await AzureBlobStore(container, authorisation: key, client: TestStore.client()).isPublic() == true)
        }
    }
}
