import Domain
import Foundation
import Publishing
import Synchronization
import Testing

private func version(_ number: Int) -> [String: String] {
    var files: [String: String] = ["same.html": "same"]
    for index in 0..<20 { files["pages/\(index)/index.html"] = "version \(number)" }
    files["only-\(number).html"] = "version \(number)"
    return files
}

@Suite struct InterruptionTests {
    let scratch: Scratch

    init() throws { scratch = try Scratch() }

    /// A kill leaves the disk as it is at some step; so a copy taken at that step is what a killed run leaves.
    @Test(arguments: PublishHooks.Step.allCases, [true, false])
    func leavesAWholeSiteAndMendsWhatAKillLeft(step: PublishHooks.Step, canExchange: Bool) throws {
        let scratch = scratch
        let first = try scratch.publish(version(1))
        let corpse = try Scratch()
        var hooks = PublishHooks()
        hooks.canExchange = canExchange
        let copied = Mutex(false)
        hooks.failure = { reached in
            guard reached == step, !copied.withLock({ $0 }) else { return nil }
            copied.withLock { $0 = true }
            try? FileManager.default.removeItem(at: corpse.root)
            try? FileManager.default.copyItem(at: scratch.root, to: corpse.root)
            return nil
        }
        try scratch.publish(version(2), known: first.manifest, hooks: hooks)
        guard copied.withLock({ $0 }) else { return }

        if step == .betweenRenames {
            #expect(try corpse.names() == [".acme.next", ".acme.old"])
        } else {
            #expect(try corpse.contents() == version(step == .replaced ? 2 : 1))
        }
        try corpse.publish(version(3), known: first.manifest)
        #expect(try corpse.contents() == version(3))
        #expect(try corpse.names() == ["acme"])
    }

    @Test(arguments: PublishHooks.Step.allCases, [true, false])
    func leavesTheOldSiteWhenAStepFails(step: PublishHooks.Step, canExchange: Bool) throws {
        guard step != .replaced, step != .betweenRenames || !canExchange else { return }
        try scratch.publish(version(1))
        var hooks = PublishHooks()
        hooks.canExchange = canExchange
        hooks.failure = { reached in
            reached == step ? CasebookError(.cannotWrite, code: "disk_full", "The disk is full.") : nil
        }
        #expect(throws: CasebookError.self) { try scratch.publish(version(2), hooks: hooks) }
        #expect(try scratch.contents() == version(1))
        #expect(try scratch.names() == ["acme"])
    }

    @Test func restoresTheOldSiteWhenAKillFellBetweenTwoRenames() throws {
        let first = try scratch.publish(version(1))
        try FileManager.default.moveItem(at: scratch.site, to: scratch.root.appending(path: ".acme.old"))
        #expect(try scratch.publish(version(1), known: first.manifest).written == 0)
        #expect(try scratch.contents() == version(1))
    }

    @Test func refusesToRemoveAStagingFolderItDidNotMake() throws {
        let folder = scratch.root.appending(path: ".acme.next")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try "x".write(to: folder.appending(path: "mine"), atomically: false, encoding: .utf8)
        #expect(throws: CasebookError.self) { try scratch.publish(version(1)) }
        #expect(FileManager.default.fileExists(atPath: folder.appending(path: "mine").path))
    }

    /// Opens the site's folder, then reads two pages through it: both of one version, or the folder has been
    /// replaced meanwhile and is being removed.
    private static func look(at site: URL) -> Bool {
        let folder = open(site.path, O_RDONLY | O_DIRECTORY)
        guard folder >= 0 else { return false }
        defer { close(folder) }
        func page(_ path: String) -> [UInt8]? {
            let descriptor = openat(folder, path, O_RDONLY)
            guard descriptor >= 0 else { return nil }
            defer { close(descriptor) }
            var bytes = [UInt8](repeating: 0, count: 64)
            let count = read(descriptor, &bytes, bytes.count)
            return Array(bytes.prefix(max(0, count)))
        }
        if let first = page("pages/0/index.html"), let last = page("pages/19/index.html"), page("same.html") != nil {
            return first == last && first.starts(with: "version ".utf8)
        }
        var (held, present) = (stat(), stat())
        return fstat(folder, &held) == 0 && stat(site.path, &present) == 0 && held.st_ino != present.st_ino
    }

    @Test func showsAReaderNothingButWholeSites() async throws {
        let scratch = scratch
        try scratch.publish(version(0))
        let done = Atomic(false)
        async let looks = Task.detached {
            var (good, bad) = (0, 0)
            while !done.load(ordering: .relaxed) {
                if InterruptionTests.look(at: scratch.site) { good += 1 } else { bad += 1 }
            }
            return (good: good, bad: bad)
        }.value
        var manifest: [String: KnownFile] = [:]
        for number in 1...200 {
            manifest = try scratch.publish(version(number), known: manifest).manifest
            await Task.yield()
        }
        done.store(true, ordering: .relaxed)
        let result = await looks
        print("a reader looked \(result.good) times during 200 publications")
        #expect(result.bad == 0 && result.good > 0)
        #expect(try scratch.contents() == version(200))
    }

    @Test func publishesTenThousandFilesQuickly() throws {
        var files: [SiteFile] = []
        for index in 0..<10_000 {
            files.append(
                SiteFile(path: "tickets/\(index)/index.html", bytes: Array(repeating: UInt8(index % 251), count: 4_000))
            )
        }
        func publish(_ known: [String: KnownFile]) throws -> (PublishSummary, Duration) {
            let clock = ContinuousClock()
            let started = clock.now
            var publisher = FolderPublisher(destination: scratch.site, known: known)
            try publisher.begin()
            for file in files { try publisher.write(file) }
            let summary = try publisher.commit()
            return (summary, clock.now - started)
        }
        let (first, firstTime) = try publish([:])
        let (same, sameTime) = try publish(first.manifest)
        let (unknown, unknownTime) = try publish([:])
        files[0] = SiteFile(path: "tickets/0/index.html", text: "new")
        let (one, oneTime) = try publish(first.manifest)
        print(
            "10,000 files: first \(firstTime), unchanged \(sameTime), unchanged and unknown \(unknownTime),"
                + " one changed \(oneTime)")
        #expect(first.written == 10_000)
        #expect(same.written == 0 && unknown.written == 0)
        #expect(one.paths == ["tickets/0/index.html"])
    }
}
