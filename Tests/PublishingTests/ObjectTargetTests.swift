import Domain
import Foundation
import ObjectStore
import Publishing
import Synchronization
import Testing

/// Each page's text is the paths that it leads to.
private let old = [
    "assets/style.css": "1", "index.html": "assets/style.css clusters/index.html",
    "clusters/index.html": "assets/style.css clusters/a/index.html clusters/b/index.html",
    "clusters/a/index.html": "assets/style.css clusters/b/index.html", "clusters/b/index.html": "assets/style.css",
    "changes/feed.atom": "clusters/a/index.html", "data/a.json": "",
]
private let new = [
    "assets/style.css": "1", "assets/new.js": "2", "index.html": "assets/style.css assets/new.js clusters/index.html",
    "clusters/index.html": "assets/style.css assets/new.js clusters/a/index.html clusters/c/index.html",
    "clusters/a/index.html": "assets/style.css clusters/c/index.html", "clusters/c/index.html": "assets/new.js",
    "changes/feed.atom": "clusters/c/index.html", "data/a.json": "",
]

struct ObjectTargetTests {
    let scratch: Scratch
    let store = MemoryStore()

    init() throws { scratch = try Scratch() }

    private func target(keep: [String] = [], tenant: TenantID = Scratch.tenant, prefix: String = "acme") -> ObjectTarget
    {
        ObjectTarget(store: store, prefix: prefix, place: "memory", tenant: tenant, kept: KeptPaths(keep))
    }

    private func changes() -> [String] { store.access { state in state.changes } }

    private func forget() { store.access { state in state.changes = [] } }

    private func code(_ work: () async throws -> PublicationPlan) async -> String? {
        do {
            _ = try await work()
            return nil
        } catch {
            return (error as? CasebookError)?.diagnostics.first?.code
        }
    }

    @Test func sendsOnlyWhatDiffersInAnOrderThatReadersCanFollow() async throws {
        #expect(try await target().publish(scratch.built(old)).new.count == 7)
        #expect(store.texts() == old)
        let first = changes()
        #expect(first.first == "PUT acme/.casebook-site.json" && first.last == "PUT acme/.casebook-site.json")
        #expect(first[1] == "PUT acme/assets/style.css")
        #expect(Set(first.suffix(3).prefix(2)) == ["PUT acme/index.html", "PUT acme/changes/feed.atom"])
        forget()
        let site = try scratch.built(new)
        let plan = try await target().plan(site)
        #expect(changes().isEmpty)
        #expect(plan.new == ["assets/new.js", "clusters/c/index.html"] && plan.deleted == ["clusters/b/index.html"])
        #expect(plan.changed == ["changes/feed.atom", "clusters/a/index.html", "clusters/index.html", "index.html"])
        #expect(plan.unchanged == 2)
        #expect(try await target().publish(site) == plan)
        #expect(store.texts() == new)
        let second = changes().filter { !$0.hasSuffix(".json") }
        #expect(second[0] == "PUT acme/assets/new.js" && second[1] == "PUT acme/clusters/c/index.html")
        #expect(Set(second[2...3]) == ["PUT acme/clusters/a/index.html", "PUT acme/clusters/index.html"])
        #expect(Set(second[4...5]) == ["PUT acme/index.html", "PUT acme/changes/feed.atom"])
        #expect(second[6...] == ["DELETE acme/clusters/b/index.html"])
        forget()
        #expect(try await target().publish(site).isEmpty)
        #expect(changes().isEmpty)
    }

    @Test func tellsReadersTheTypeAndThatNobodyElseMayKeepIt() async throws {
        let files = [
            "index.html": "", "data/t.csv": "", "assets/app.3f2a9c1b.css": "", "assets/style.css": "", "a.md": "",
        ]
        try await target().publish(scratch.built(files))
        let headers = store.access { state in state.objects.mapValues(\.headers) }
        #expect(headers["acme/index.html"]?.contentType == "text/html; charset=utf-8")
        #expect(headers["acme/data/t.csv"]?.contentType == "text/csv; charset=utf-8")
        #expect(headers["acme/a.md"]?.contentType == "text/markdown; charset=utf-8")
        #expect(headers["acme/index.html"]?.cacheControl == "private, no-cache")
        #expect(headers["acme/assets/style.css"]?.cacheControl == "private, no-cache")
        #expect(headers["acme/assets/app.3f2a9c1b.css"]?.cacheControl == "private, max-age=31536000, immutable")
    }

    /// Stopped before every change in turn: links are whole at any time, and the next run completes it.
    @Test func stoppedAnywhereItLeavesWholeLinksAndIsCompleted() async throws {
        let broken = Mutex<Set<String>>([])
        var stop = 0
        while true {
            let store = MemoryStore()
            let target = ObjectTarget(store: store, prefix: "", place: "memory", tenant: Scratch.tenant)
            try await target.publish(scratch.built(old))
            let site = try scratch.built(new)
            let watch: @Sendable ([String: [UInt8]]) -> Void = { objects in
                for (path, bytes) in objects where path.hasSuffix(".html") || path.hasSuffix(".atom") {
                    // A page that no page leads to is not read.
                    let isRead =
                        path == "index.html" || path.hasSuffix(".atom")
                        || objects.contains {
                            $0.key != path && $0.key.hasSuffix(".html")
                                && String(decoding: $0.value, as: UTF8.self).split(separator: " ").contains(path[...])
                        }
                    let links = String(decoding: bytes, as: UTF8.self).split(separator: " ").map(String.init)
                    for link in links where isRead && objects[link] == nil {
                        broken.withLock { _ = $0.insert("\(path) leads to \(link)") }
                    }
                }
            }
            store.access { state in
                state.left = stop
                state.watch = watch
            }
            let ended = await code { try await target.publish(site) }
            store.access { state in state.left = nil }
            if ended == nil { break }
            #expect(ended == "store_unavailable")
            try await target.publish(site)
            #expect(store.texts("") == new, "stopped at \(stop)")
            #expect(try await target.publish(site).isEmpty)
            stop += 1
        }
        // Two manifests, six files and a deletion.
        #expect(stop == 9)
        #expect(broken.withLock { $0 } == [])
    }

    @Test func aFirstPublicationThatWasStoppedIsCompletedByAnother() async throws {
        let site = try scratch.built(old)
        store.access { state in state.left = 3 }
        #expect(await code { try await target().publish(site) } == "store_unavailable")
        #expect(store.texts()["index.html"] == nil)
        store.access { state in state.left = nil }
        // By then the site is another one.
        try await target().publish(scratch.built(new))
        #expect(store.texts() == new)
    }

    @Test func writesAnewWhatSomebodyChangedOrDeleted() async throws {
        let site = try scratch.built(old)
        try await target().publish(site)
        store.access { state in
            state.objects["acme/data/a.json"] = nil
            // As long as it was.
            state.objects["acme/assets/style.css"]?.bytes = Array("9".utf8)
            state.objects["acme/assets/style.css"]?.etag = "theirs"
        }
        let plan = try await target().publish(site)
        #expect(plan.new == ["data/a.json"] && plan.changed == ["assets/style.css"])
        #expect(store.texts() == old)
    }

    /// As long as it was, and not sent: only its version tells.
    @Test func noticesWhatSomebodyChangesWhileItPublishes() async throws {
        try await target().publish(scratch.built(old))
        store.access { state in
            state.intruder = { objects in
                objects["acme/assets/style.css"]?.bytes = Array("9".utf8)
                objects["acme/assets/style.css"]?.etag = "theirs"
            }
        }
        let site = try scratch.built(new)
        #expect(await code { try await target().publish(site) } == "publication_disturbed")
        store.access { state in state.intruder = nil }
        #expect(try await target().publish(site).changed.contains("assets/style.css"))
        #expect(store.texts() == new)
    }

    @Test func aFolderThatAConsoleMadeIsNobodysFile() async throws {
        try await store.put(.bytes([]), at: "acme/", as: ObjectHeaders())
        try await target().publish(scratch.built(old))
        #expect(store.texts().filter { !$0.key.isEmpty } == old)
    }

    @Test func neverDeletesWhatItDidNotWrite() async throws {
        try await store.put(.bytes([1]), at: "acme/legal/terms.html", as: ObjectHeaders())
        try await store.put(.bytes([1]), at: "acme-2/index.html", as: ObjectHeaders())
        forget()
        let site = try scratch.built(old)
        #expect(await code { try await target().plan(site) } == "foreign_files")
        #expect(await code { try await target().publish(site) } == "foreign_files")
        #expect(changes().isEmpty)
        try await target(keep: ["legal/"]).publish(site)
        try await target(keep: ["legal/"]).publish(scratch.built(new))
        #expect(store.texts()["legal/terms.html"] == "\u{1}" && store.texts("acme-2/")["index.html"] == "\u{1}")
    }

    @Test func refusesTheSiteOfAnotherTenant() async throws {
        try await target().publish(scratch.built(old))
        let other = try #require(TenantID("other"))
        let site = try scratch.built(new, tenant: other)
        #expect(await code { try await target(tenant: other).publish(site) } == "target_of_another_tenant")
        store.access { state in state.objects["acme/.casebook-site.json"]?.bytes = Array("{}".utf8) }
        #expect(await code { try await target().plan(site) } == "bad_site_manifest")
    }

    @Test(arguments: [true, false, nil]) func saysWhatTheStoreTellsOfItsReaders(isPublic: Bool?) async throws {
        store.access { state in state.isPublic = isPublic }
        #expect(try await (target().exposure() != nil) == (isPublic == true))
    }
}
