import Archive
import Domain
import Foundation
import TestSupport
import Testing

@Suite struct ArchiveTests {
    private static let long =
        "workspace/" + String(repeating: "a", count: 120) + "/" + String(repeating: "b", count: 140)

    private static let files: [(String, [UInt8])] = [
        ("workspace/tenant.yaml", Array("name: Acme\n".utf8)), ("workspace/empty", []),
        ("workspace/Zürich.md", Array("é".utf8)), (long, [1, 2, 3]),
        (String(repeating: "c", count: 90) + "/" + String(repeating: "d", count: 99), [4]),
        ("store/vectors/000001.f32", (0..<70_000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 3) }),
    ]

    @Test func givesBackWhatItWasGiven() throws {
        let bytes = try ArchiveSamples.write(Self.files)
        let content = try ArchiveSamples.read(bytes)
        var expected = Dictionary(uniqueKeysWithValues: Self.files)
        #expect(content.facts == ["tenant": "acme"])
        #expect(content.files == expected)
        expected["workspace/empty"] = [1]
        #expect(content.files != expected)
    }

    @Test func writesEqualBytesForEqualMembers() throws {
        #expect(try ArchiveSamples.write(Self.files) == ArchiveSamples.write(Self.files))
        #expect(try ArchiveSamples.write(Self.files) != ArchiveSamples.write(Self.files.dropLast()))
    }

    @Test(.enabled(if: Repository.hasTools("/usr/bin/tar"))) func otherProgramsUnpackIt() throws {
        let scratch = try Scratch()
        let file = scratch.url.appending(path: "a.tar.gz")
        try Data(ArchiveSamples.write(Self.files)).write(to: file)
        let run = try Command.run(URL(filePath: "/usr/bin/tar"), ["-xzf", "a.tar.gz"], in: scratch.url)
        #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
        for (path, bytes) in Self.files {
            #expect(try Data(contentsOf: scratch.url.appending(path: path)) == Data(bytes), "\(path)")
        }
    }

    @Test func refusesAnArchiveThatIsCutOffAnywhere() throws {
        let bytes = try ArchiveSamples.write([("workspace/tenant.yaml", Array("name: Acme\n".utf8))])
        for length in bytes.indices {
            let error = #expect(throws: CasebookError.self) { try ArchiveSamples.read(Array(bytes[..<length])) }
            #expect(error?.kind == .badInput, "at \(length)")
            // And without the digest of the whole.
            guard length >= ArchiveSeal.size else { continue }
            #expect(throws: CasebookError.self) { try ArchiveSamples.readUnsealed(Array(bytes[..<length])) }
        }
    }

    @Test func refusesAnArchiveWithAByteChangedAnywhere() throws {
        let bytes = try ArchiveSamples.write([("workspace/tenant.yaml", Array("name: Acme\n".utf8))])
        let whole = try ArchiveSamples.read(bytes)
        for index in bytes.indices {
            for change: UInt8 in [0x01, 0x80, 0xFF] {
                var changed = bytes
                changed[index] ^= change
                let error = #expect(throws: CasebookError.self) { try ArchiveSamples.read(changed) }
                #expect(["archive_damaged", "not_an_archive"].contains(error?.diagnostics.first?.code), "at \(index)")
                // Where the digest of the whole is made anew, the unpacked bytes are the same or refused.
                guard index >= ArchiveSeal.size else { continue }
                if let content = try? ArchiveSamples.readUnsealed(changed) { #expect(content == whole, "at \(index)") }
            }
        }
        #expect(throws: CasebookError.self) { try ArchiveSamples.read(bytes + [0]) }
        #expect(throws: CasebookError.self) { try ArchiveSamples.readUnsealed(bytes + [0]) }
    }

    @Test func refusesWhatNoArchiveOfOursHolds() throws {
        typealias Samples = ArchiveSamples
        let sound = Samples.format + Samples.member("a", "x") + Samples.end([("a", "x")])
        #expect(try Samples.read(Samples.seal(tar: sound)).files == ["a": Array("x".utf8)])
        let end = [UInt8](repeating: 0, count: 1_024)
        let hostile: [(String, [UInt8])] = [
            ("above", Samples.member("../a", "x")), ("within", Samples.member("a/../../b", "x")),
            ("above, behind a mark", Samples.member("a/../../\u{301}b", "x")),
            ("above, before a mark", Samples.member("a/..\u{600}/../../\u{301}b", "x")),
            ("absolute, behind a mark", Samples.member("/\u{301}a", "x")),
            ("a slash for its name", Samples.member("a/\u{301}b/\u{301}/\u{301}/", "x")),
            ("file as folder, behind a mark", Samples.member("a", "x") + Samples.member("a/\u{301}b", "y")),
            ("absolute", Samples.member("/etc/passwd", "x")), ("here", Samples.member("./a", "x")),
            ("backslash", Samples.member("..\\a", "x")), ("no name", Samples.member("", "x")),
            ("trailing slash", Samples.member("a/", "x")), ("line end", Samples.member("a\nb", "x")),
            ("symbolic link", Samples.member("a", "", type: "2", link: "/etc/passwd")),
            ("hard link", Samples.member("a", "", type: "1", link: "../../a")),
            ("device", Samples.member("a", "", type: "3")), ("block device", Samples.member("a", "", type: "4")),
            ("pipe", Samples.member("a", "", type: "6")), ("folder", Samples.member("a", "", type: "5")),
            ("sparse file", Samples.member("a", "x", type: "S")), ("global record", Samples.member("a", "", type: "g")),
            ("long name of GNU", Samples.member("././@LongLink", "../../a", type: "L")),
            ("twice", Samples.member("a", "x") + Samples.member("a", "y")),
            ("file as folder", Samples.member("a", "x") + Samples.member("a/b", "y")),
            ("folder as file", Samples.member("a/b", "x") + Samples.member("a", "y")),
            ("the manifest's folder", Samples.member("manifest.json/a", "x")),
            ("pax path above", Samples.member("pax", "13 path=../a\n", type: "x") + Samples.member("member", "x")),
            ("pax link", Samples.member("pax", "14 linkpath=a\n", type: "x") + Samples.member("a", "x")),
            ("no checksum", Array(repeating: 0x61, count: 512)),
        ]
        for (what, members) in hostile {
            for tar in [
                Samples.format + members + Samples.end([("a", "x")]), Samples.format + members + end,
                Samples.format + members,
            ] {
                let bytes = try Samples.seal(tar: tar)
                let error = #expect(throws: CasebookError.self, "\(what)") { try Samples.read(bytes) }
                #expect(error?.kind == .badInput, "\(what)")
            }
        }
    }

    @Test func refusesAManifestThatSaysOtherThanTheMembersAre() throws {
        typealias Samples = ArchiveSamples
        let members: [[(path: String, text: String)]] = [
            [], [("a", "y")], [("b", "x")], [("a", "x"), ("b", "x")], [("a", "xx")],
        ]
        for said in members {
            let tar = Samples.format + Samples.member("a", "x") + Samples.end(said)
            let bytes = try Samples.seal(tar: tar)
            #expect(throws: CasebookError.self) { try Samples.read(bytes) }
        }
        // Something after the end, or another tar behind it.
        let sound = Samples.format + Samples.member("a", "x") + Samples.end([("a", "x")])
        for tail in [[UInt8](repeating: 0, count: 512), Samples.member("b", "x")] {
            let bytes = try Samples.seal(tar: sound + tail)
            #expect(throws: CasebookError.self) { try Samples.read(bytes) }
        }
    }

    @Test func namesALaterFormatAndOtherFiles() throws {
        typealias Samples = ArchiveSamples
        func code(_ bytes: [UInt8]) -> String? {
            #expect(throws: CasebookError.self) { try Samples.read(bytes) }?.diagnostics.first?.code
        }
        #expect(try code(Samples.seal(tar: Samples.member("format", "casebook.archive/2\n"))) == "archive_newer")
        #expect(try code(Samples.seal(tar: Samples.member("format", "other/1\n"))) == "not_an_archive")
        #expect(try code(Samples.seal(tar: Samples.member("readme", "hello"))) == "not_an_archive")
        #expect(code(Array("id,subject\n".utf8)) == "not_an_archive")
        #expect(code([]) == "not_an_archive")
    }

    @Test func stopsAtABomb() throws {
        typealias Samples = ArchiveSamples
        let zeros = String(repeating: "\0", count: 4 << 20)
        let tar = Samples.format + Samples.member("a", zeros) + Samples.end([("a", zeros)])
        let bytes = try Samples.seal(tar: tar)
        var limits = ArchiveLimits()
        #expect(try Samples.read(bytes, limits: limits).files["a"]?.count == 4 << 20)
        limits.freeExpansion = 1 << 20
        func refused() -> Bool { (try? Samples.read(bytes, limits: limits)) == nil }
        #expect(refused())
        limits.expansionRatio = 2_000
        #expect(!refused())
        limits.wholeMember = 1 << 20
        #expect(refused())
        limits.wholeMember = 8 << 20
        limits.members = 2
        #expect(refused())
        limits.members = 3
        #expect(!refused())
        limits.names = "format".utf8.count + "manifest.json".utf8.count
        #expect(refused())
    }

    @Test func unpacksNothingBehindTheEnd() throws {
        typealias Samples = ArchiveSamples
        let tar = Samples.format + Samples.member("a", "x") + Samples.end([("a", "x")])
        let bytes = try Samples.seal(tar: tar + [UInt8](repeating: 0, count: 64 << 20))
        let source = Samples.source(bytes)
        var given = 0
        let reader = try ArchiveReader(file: "a") { (count) throws(CasebookError) in
            let piece = try source(min(count, 256))
            given += piece.count
            return piece
        }
        let error = #expect(throws: CasebookError.self) { while try reader.next() != nil {} }
        #expect(error?.diagnostics.first?.code == "archive_damaged")
        #expect(given < bytes.count / 4, "\(given) of \(bytes.count)")
    }

    @Test func writesNoNameThatCouldNotBeUnpacked() throws {
        for path in [
            "../a", "a/../../\u{301}b", "/\u{301}a", "/a", "a//b", "a\u{7}", String(repeating: "a", count: 256), "",
        ] {
            #expect(throws: CasebookError.self) { try ArchiveSamples.write([(path, [])]) }
        }
    }

    @Test func refusesAMemberThatGotOtherThanWasPromised() throws {
        let writer = try ArchiveWriter { _ in }
        try writer.begin("a", size: 2)
        try writer.append([1])
        let error = #expect(throws: CasebookError.self) { try writer.end() }
        #expect(error?.diagnostics.first?.code == "file_changed")
    }
}
