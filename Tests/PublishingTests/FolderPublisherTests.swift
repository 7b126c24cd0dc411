import Domain
import Foundation
import Publishing
import Testing

private let old = ["index.html": "old", "clusters/a/index.html": "a", "clusters/b/index.html": "b"]
private let new = ["index.html": "new", "clusters/a/index.html": "a", "clusters/c/index.html": "c"]

@Suite struct FolderPublisherTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    @Test func publishesAFirstSiteIntoAMissingFolder() throws {
        let deep = scratch.root.appending(path: "public/of/acme")
        let summary = try scratch.publish(old, to: deep)
        #expect(summary.written == 3 && summary.unchanged == 0 && summary.removed == 0)
        #expect(summary.paths == ["clusters/a/index.html", "clusters/b/index.html", "index.html"])
        #expect(try scratch.contents(of: deep) == old)
    }

    @Test func publishesIntoAnEmptyFolder() throws {
        try FileManager.default.createDirectory(at: scratch.site, withIntermediateDirectories: true)
        try scratch.publish(old)
        #expect(try scratch.contents() == old)
        #expect(try scratch.names() == ["acme"])
    }

    @Test(arguments: [true, false], [true, false])
    func replacesChangedAndRemovedFilesAndKeepsTheRest(canExchange: Bool, canLink: Bool) throws {
        var hooks = PublishHooks()
        (hooks.canExchange, hooks.canLink) = (canExchange, canLink)
        let first = try scratch.publish(old)
        let (kept, replaced) = (try scratch.inode("clusters/a/index.html"), try scratch.inode("index.html"))
        let summary = try scratch.publish(new, known: first.manifest, hooks: hooks)
        #expect(summary.paths == ["clusters/c/index.html", "index.html"])
        #expect(summary.removedPaths == ["clusters/b/index.html"])
        #expect(summary.unchanged == 1)
        #expect(try scratch.contents() == new)
        #expect(try scratch.names() == ["acme"])
        #expect(try (scratch.inode("clusters/a/index.html") == kept) == canLink)
        #expect(try scratch.inode("index.html") != replaced)
        #expect(FolderPublisher.isIntact(destination: scratch.site, known: summary.manifest))
        #expect(try scratch.publish(new, known: summary.manifest).written == 0)
    }

    @Test func touchesNothingWhenNothingChanged() throws {
        let first = try scratch.publish(old)
        let folder = try scratch.inode("")
        for known in [first.manifest, [:]] {
            let summary = try scratch.publish(old, known: known)
            #expect(summary.written == 0 && summary.removed == 0 && summary.unchanged == 3)
            #expect(summary.manifest == first.manifest)
        }
        #expect(try scratch.inode("") == folder)
    }

    @Test func neverWritesThroughAHardLink() throws {
        let first = try scratch.publish(old)
        let outside = scratch.root.appending(path: "backup.html")
        try FileManager.default.linkItem(at: scratch.site.appending(path: "index.html"), to: outside)
        try scratch.publish(new, known: first.manifest)
        #expect(try String(contentsOf: outside, encoding: .utf8) == "old")
    }

    @Test func mendsAFileThatSomeoneEdited() throws {
        let first = try scratch.publish(old)
        try "OLD".write(to: scratch.site.appending(path: "index.html"), atomically: false, encoding: .utf8)
        #expect(!FolderPublisher.isIntact(destination: scratch.site, known: first.manifest))
        let summary = try scratch.publish(old, known: first.manifest)
        #expect(summary.paths == ["index.html"])
        #expect(try scratch.contents() == old)
    }

    @Test func removesForeignFilesFromItsOwnFolder() throws {
        let first = try scratch.publish(old)
        let stranger = scratch.site.appending(path: "notes/mine.txt")
        try FileManager.default.createDirectory(
            at: stranger.deletingLastPathComponent(), withIntermediateDirectories: true)
        try "x".write(to: stranger, atomically: false, encoding: .utf8)
        try FileManager.default.createSymbolicLink(
            at: scratch.site.appending(path: "way-out"), withDestinationURL: URL(filePath: "/etc"))
        #expect(!FolderPublisher.isIntact(destination: scratch.site, known: first.manifest))
        let summary = try scratch.publish(old, known: first.manifest)
        #expect(summary.removedPaths == ["notes/mine.txt", "way-out"])
        #expect(try scratch.contents() == old)
        #expect(FileManager.default.fileExists(atPath: "/etc/passwd"))
    }

    @Test func refusesAFolderThatIsNotItsOwn() throws {
        try FileManager.default.createDirectory(at: scratch.site, withIntermediateDirectories: true)
        try "thesis".write(to: scratch.site.appending(path: "thesis.txt"), atomically: false, encoding: .utf8)
        let error = try #require(throws: CasebookError.self) { try scratch.publish(old) }
        #expect(error.kind == .cannotWrite)
        #expect(error.diagnostics.first?.code == "foreign_folder")
        #expect(try scratch.contents() == ["thesis.txt": "thesis"])
    }

    @Test func takesASiteThatIsKnownButLostItsMarker() throws {
        let first = try scratch.publish(old)
        try FileManager.default.removeItem(at: scratch.site.appending(path: ".casebook-site"))
        #expect(try scratch.publish(old, known: first.manifest).unchanged == 3)
        #expect(FileManager.default.fileExists(atPath: scratch.site.appending(path: ".casebook-site").path))
    }

    @Test func followsALinkToTheSite() throws {
        let real = scratch.root.appending(path: "volume/site")
        try FileManager.default.createDirectory(at: real, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(at: scratch.site, withDestinationURL: real)
        try scratch.publish(old)
        try scratch.publish(new)
        #expect(try scratch.contents(of: real) == new)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: scratch.site.path) == real.path)
    }

    @Test(arguments: [
        "../x", "/etc/x", "a//b", "", "a/", "/", ".", "a/./b", "a/../../b", "a\\b", "a\u{0}b", "a\nb", ".casebook-site",
        String(repeating: "a", count: 256),
    ])
    func refusesAPathThatIsNotPlain(path: String) throws {
        #expect(throws: CasebookError.self) { try scratch.publish(["index.html": "x", path: "x"]) }
        #expect(try scratch.names() == [])
    }

    @Test func refusesTheSamePathTwice() throws {
        var publisher = FolderPublisher(destination: scratch.site)
        try publisher.begin()
        try publisher.write(SiteFile(path: "a", text: "1"))
        var failed = false
        do { try publisher.write(SiteFile(path: "a", text: "1")) } catch { failed = true }
        #expect(failed)
        publisher.abort()
        #expect(try scratch.names() == [])
    }

    @Test func refusesAFileWhereAFolderMustBe() throws {
        let error = try #require(throws: CasebookError.self) { try scratch.publish(["a": "1", "a/b": "2"]) }
        #expect(error.diagnostics.first?.code == "not_a_folder")
        try "x".write(to: scratch.site, atomically: false, encoding: .utf8)
        #expect(try #require(throws: CasebookError.self) { try scratch.publish(old) }.kind == .cannotWrite)
        let below = scratch.site.appending(path: "below")
        #expect(throws: CasebookError.self) { try scratch.publish(old, to: below) }
    }

    @Test func leavesNoStagingFolderWhenDropped() throws {
        do {
            var publisher = FolderPublisher(destination: scratch.site)
            try publisher.begin()
            try publisher.write(SiteFile(path: "a", text: "1"))
            #expect(try scratch.names() == [".acme.next"])
        }
        #expect(try scratch.names() == [])
    }

    @Test func refusesASecondRunWhileOneIsPublishing() throws {
        var first = FolderPublisher(destination: scratch.site)
        try first.begin()
        try first.write(SiteFile(path: "a", text: "1"))
        let error = try #require(throws: CasebookError.self) { try scratch.publish(old) }
        #expect(error.diagnostics.first?.code == "publication_running")
        _ = try first.commit()
        #expect(try scratch.contents() == ["a": "1"])
    }

    @Test func publishesFromAClosureAsAPipelineDoes() throws {
        func produce(_ emit: (SiteFile) throws -> Void) throws { try emit(SiteFile(path: "a", text: "1")) }
        var publisher = FolderPublisher(destination: scratch.site)
        try publisher.begin()
        try produce { try publisher.write($0) }
        #expect(try publisher.commit().paths == ["a"])
    }
}
