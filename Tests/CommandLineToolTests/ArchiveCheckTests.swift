import Archive
import Domain
import Foundation
import Pipeline
import TestSupport
import Testing

@testable import CommandLineTool

/// Archives that are whole, and hold what no export writes.
@Suite struct ArchiveCheckTests {
    private static let upload = """
        {"digest":"\(ContentDigest.of("a").hex)","name":"a.csv","rejects":1,"rows":2,\
        "settings":"\(ContentDigest.of("s").hex)"}

        """
    private static let row = """
        {"file":"a.csv","key":"k","line":2,"ticket":{"body":"b","fields":{},"id":"1","labels":[],"redactions":{},\
        "state":"open","subject":"s"}}

        """
    private static let reject = """
        {"code":"missing_id","file":"a.csv","line":3,"reason":"r","remedy":"m"}

        """
    private static let place = "store/uploads/000001"

    private static var members: [(path: String, text: String)] {
        [
            ("workspace/tenant.yaml", "name: Acme\n"), ("store/runs.jsonl", ""), ("\(place)/upload.json", upload),
            ("\(place)/rows-000001.jsonl", row), ("\(place)/rejects-000001.jsonl", reject),
            ("store/results/a/1/\(ContentDigest.of("k").hex)", "result"),
        ]
    }

    private func counts(_ change: (inout ArchiveCounts) -> Void = { _ in }) -> ArchiveCounts {
        var counts = ArchiveCounts()
        counts.files = 1
        counts.uploads = 1
        counts.rows = 1
        counts.rejects = 1
        counts.results = 1
        change(&counts)
        return counts
    }

    private func check(
        _ members: [(path: String, text: String)], counts: ArchiveCounts, isRaw: Bool = false, facts: JSONValue? = nil
    ) async throws -> ArchiveCheck {
        let scratch = try Scratch()
        let tenant = try #require(TenantID("acme"))
        let file = ArchiveFile(url: scratch.url.appending(path: "a.tar.gz"))
        let draft = try await file.draft { writer in
            for member in members { try writer.add(member.path, Array(member.text.utf8)) }
            return facts
                ?? ArchiveFacts(
                    tenant: tenant, folder: "acme", program: "1", tokenKey: nil, isRaw: isRaw, counts: counts
                ).json
        }
        try draft.land(at: file)
        return try ArchiveCheck(file)
    }

    @Test func takesWhatAnExportWrites() async throws {
        let check = try await check(Self.members, counts: counts())
        #expect(check.facts.counts == counts() && check.configurationText == "name: Acme\n")
        #expect(check.raw == nil && check.ledger.entries.isEmpty)
        let raw = ContentDigest.of("id\n").hex
        let whole = try await self.check(
            Self.members + [
                ("raw/index.json", "{\"inbox\":{\"t.csv\":\"\(raw)\"},\"kept\":[]}\n"), ("raw/files/\(raw)", "id\n"),
            ], counts: counts { $0.rawFiles = 1 }, isRaw: true)
        #expect(whole.raw?.inbox.keys.sorted() == ["t.csv"])
    }

    @Test func refusesFilesAndRecordsThatNoExportWrites() async throws {
        let digest = ContentDigest.of("x").hex
        let added: [(path: String, text: String)] = [
            ("workspace/inbox/t.csv", "id\n"), ("workspace/.git/config", ""), ("workspace/knowledge/.x.md", ""),
            ("workspace/knowledge/a/b.md", ""), ("workspace/knowledge/a.sh", ""), ("workspace/texts/a.md", ""),
            ("workspace/casebook.yaml", ""), ("workspace/ledger.jsonl", "{}\n"), ("workspace/ledger.jsonl", "{"),
            ("workspace/ledger.checkpoint", "acme\n"), ("token.key", "00"), ("store/other", ""),
            ("store/results/a/1/k", ""), ("store/vectors/m/000001.f32", ""),
            ("store/vectors/\(digest)/000001.f32", "\u{1}\0\0\0abc"), ("store/uploads/000002/rows-000001.jsonl", ""),
            ("store/uploads/000001/other", ""), ("store/uploads/000001/rows-000002.jsonl", "{}\n"),
            ("store/runs.jsonl/x", ""), ("raw/files/\(digest)", "y"), ("raw/files/\(digest)", "x"),
            ("raw/files/a/\(digest)", "x"), ("raw/files/../\u{301}a/\(digest)", "x"),
            ("workspace/knowledge/a/\u{301}b.md", ""), ("workspace/knowledge/.\u{301}b.md", ""),
            ("raw/index.json", "{\"inbox\":{\"../\u{301}t.csv\":\"\(digest)\"},\"kept\":[]}"),
            ("raw/index.json", "{\"inbox\":{\"a/\u{301}t.csv\":\"\(digest)\"},\"kept\":[]}"),
            ("raw/index.json", "{}"), ("raw/index.json", "{\"inbox\":{\"../t.csv\":\"\(digest)\"},\"kept\":[]}"),
            ("raw/index.json", "{\"inbox\":{},\"kept\":[\"\(digest)\"]}"),
        ]
        for member in added {
            for isRaw in [false, true] {
                let error = await #expect(throws: CasebookError.self, "\(member)") {
                    try await check(
                        Self.members + [member],
                        counts: counts {
                            $0.files += member.path.hasPrefix("workspace/") ? 1 : 0
                            $0.rawFiles += member.path.hasPrefix("raw/files") ? 1 : 0
                        }, isRaw: isRaw)
                }
                #expect(error?.kind == .badInput, "\(member)")
            }
        }
    }

    @Test func refusesRowsOfAnotherUploadAndOnesThatAreNone() async throws {
        for row in [Self.row.replacing("a.csv", with: "b.csv"), Self.row.replacing("\"key\"", with: "\"k\""), "x\n"] {
            var members = Self.members
            members[3].text = row
            let changed = members
            await #expect(throws: CasebookError.self) { try await check(changed, counts: counts()) }
        }
        var members = Self.members
        members[4].text = Self.reject.replacing("a.csv", with: "b.csv")
        let changed = members
        await #expect(throws: CasebookError.self) { try await check(changed, counts: counts()) }
    }

    @Test func refusesAManifestThatCountsOtherwise() async throws {
        for change: (inout ArchiveCounts) -> Void in [
            { $0.files += 1 }, { $0.uploads -= 1 }, { $0.rows += 1 }, { $0.rejects = 0 }, { $0.vectors = 1 },
            { $0.results = 0 }, { $0.runs = 1 }, { $0.rawFiles = 1 },
        ] {
            let counts = counts(change)
            await #expect(throws: CasebookError.self) { try await check(Self.members, counts: counts) }
        }
        for facts: JSONValue in [[:], ["tenant": "../acme"], .null] {
            await #expect(throws: CasebookError.self) {
                try await check(Self.members, counts: counts(), facts: facts)
            }
        }
        await #expect(throws: CasebookError.self) { try await check(Array(Self.members.dropFirst()), counts: counts()) }
    }
}
