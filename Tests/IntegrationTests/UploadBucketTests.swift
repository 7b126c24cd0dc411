import Foundation
import TestSupport
import Testing

/// Copies of exports in S3 and in Azure Blob Storage, as an operator meets them.
@Suite(
    .enabled(if: !BucketWorkspace.Kind.there.isEmpty, "moto and azure-storage-blob are not installed: make setup-tests")
)
struct UploadBucketTests {
    typealias Kind = BucketWorkspace.Kind

    @Test(arguments: Kind.there) func keepsEachTenantsCopiesApart(_ kind: Kind) throws {
        let book = try BucketWorkspace(kind, tenants: ["acme", "acme2"])
        let built = try book.run("build")
        #expect(built.status == 0, "\(built)")
        #expect(try book.keys().count == 2)
        #expect(try book.copies("acme") == 1 && book.copies("acme2") == 1)
        let local = book.root.appending(path: ".casebook/tenants/acme/uploads").path
        #expect(((try? FileManager.default.contentsOfDirectory(atPath: local)) ?? []).isEmpty)
    }

    /// A throw-away runner has the repository and the bucket, and nothing else.
    @Test(arguments: Kind.there) func findsItsExportsAgainWhenTheStateIsLost(_ kind: Kind) throws {
        let book = try BucketWorkspace(kind, tenants: ["acme", "acme2"])
        #expect(try book.run("build").status == 0)
        let tickets = try book.tickets()
        #expect(tickets.count == 30)
        for folder in [".casebook", "public", "tenants/acme/inbox"] { try book.remove(folder) }
        let again = try book.run("build")
        #expect(
            again.status == 0 && again.errors.contains("a.csv has left the inbox; its 30 rows are kept"), "\(again)")
        #expect(try book.tickets() == tickets && book.tickets("acme2").count == 31)
        // They are read again, too, when what is masked changes.
        try book.write("tenants/acme/tenant.yaml", "name: acme\nprivacy:\n  deny_list: [warehouse]\n")
        #expect(try book.run("build").status == 0)
        let page = try String(contentsOf: book.root.appending(path: "public/acme/data/tickets.json"), encoding: .utf8)
        #expect(try book.tickets() == tickets && !page.contains("warehouse"))
        // What was forgotten does not come back.
        #expect(try book.run("ingest", "--tenant", "acme", "--forget", "a.csv").status == 0)
        #expect(try book.copies("acme") == 0 && book.copies("acme2") == 1)
    }

    @Test(arguments: Kind.there) func deletesWhatThePolicySaysAndNothingElse(_ kind: Kind) throws {
        var book = try BucketWorkspace(kind, tenants: ["acme", "acme2"])
        #expect(try book.run("build").status == 0)
        book.now += 60 * 86_400
        try book.write("tenants/acme/inbox/b.csv", BucketWorkspace.table(100..<130))
        #expect(try book.run("build").status == 0)
        try book.put("kept by others", at: "team/files/acme/uploads/notes.txt")
        #expect(try book.copies("acme") == 3)

        book.now += 29 * 86_400
        let early = try book.run("retention", "--tenant", "acme", "--apply")
        #expect(early.status == 0 && early.errors.contains("nothing is too old"), "\(early)")
        book.now += 86_400
        let dry = try book.run("retention", "--tenant", "acme")
        #expect(dry.status == 0 && dry.errors.contains("would go: 1 copies of exports"), "\(dry)")
        #expect(try book.copies("acme") == 3)
        let done = try book.run("retention", "--tenant", "acme", "--apply")
        #expect(done.status == 0 && done.errors.contains("gone: 1 copies of exports"), "\(done)")
        #expect(try book.copies("acme") == 2 && book.copies("acme2") == 1)
        // A build does the same for the other tenant.
        #expect(try book.run("build").status == 0)
        #expect(try book.copies("acme") == 2 && book.copies("acme2") == 0)
        #expect(try book.tickets().count == 60)
    }

    @Test(arguments: Kind.there) func anErasedRequestersExportIsGoneFromTheBucket(_ kind: Kind) throws {
        let book = try BucketWorkspace(kind, tenants: ["acme", "acme2"])
        #expect(try book.run("build").status == 0)
        let done = try book.run(
            "retention", "--tenant", "acme", "--erase-requester", "zora.quill@acme.example", "--apply")
        #expect(done.status == 0 && done.errors.contains("erased: 3 tickets with 3 rows, 1 copies"), "\(done)")
        #expect(try book.copies("acme") == 0 && book.copies("acme2") == 1)
        #expect(try book.run("build").status == 0)
        #expect(try book.copies("acme") == 0 && book.tickets().count == 27)
    }

    @Test(arguments: Kind.there) func nothingIsPutWhereEverybodyReads(_ kind: Kind) throws {
        let book = try BucketWorkspace(kind)
        #expect(try book.run("doctor").status == 0)
        try book.open()
        let refused = try book.run("build")
        #expect(refused.status == 77 && refused.errors.contains("[public_store]"), "\(refused)")
        #expect(try book.keys().isEmpty)
        let doctor = try book.run("doctor")
        #expect(doctor.status == 1 && doctor.output.contains("everybody can read"), "\(doctor)")
    }

    @Test(arguments: Kind.there) func aCopyThatWasChangedCostsItsExportAlone(_ kind: Kind) throws {
        let book = try BucketWorkspace(kind)
        try book.write("tenants/acme/inbox/b.csv", BucketWorkspace.table(100..<130))
        #expect(try book.run("build").status == 0)
        let copies = try book.keys().filter { $0.hasPrefix("team/files/acme/uploads/") }
        try book.remove("tenants/acme/inbox/a.csv")
        for key in copies { try book.put("id,subject\nX-1,Somebody else's\n", at: key) }
        try book.write("tenants/acme/tenant.yaml", "name: acme\nprivacy:\n  deny_list: [warehouse]\n")
        let built = try book.run("build")
        #expect(built.status == 65 && built.errors.contains("[copy_damaged]"), "\(built)")
        #expect(try book.tickets().count == 60 && !book.tickets().contains("X-1"))
    }

    @Test(arguments: Kind.there) func noSiteGoesWhereExportsAreKept(_ kind: Kind) throws {
        let book = try BucketWorkspace(kind)
        func publish(to prefix: String) throws -> Command {
            try book.write("tenants/acme/tenant.yaml", "name: acme\n" + book.publish(prefix: prefix))
            return try book.run("publish", "--dry-run")
        }
        #expect(try book.run("build").status == 0)
        for prefix in ["", "team", "team/files", "team/files/acme/site"] {
            let refused = try publish(to: prefix)
            #expect(refused.status == 78 && refused.errors.contains("[target_in_store]"), "\(refused)")
        }
        #expect(try publish(to: "sites").status == 0)
    }

    @Test(arguments: Kind.there) func callsNoBucketOffline(_ kind: Kind) throws {
        let book = try BucketWorkspace(kind)
        let offline = try book.run("build", "--offline")
        #expect(offline.status != 0 && offline.errors.contains("[offline]"), "\(offline)")
        #expect(try book.keys().isEmpty)
        #expect(try book.run("build").status == 0)
        try book.write("tenants/acme/questions/blank.yaml", "question: Why does the printer feed blank labels?\n")
        let again = try book.run("build", "--offline")
        #expect(again.status == 0, "\(again)")
    }

    @Test(arguments: Kind.there) func whatIsOutOfReachIsNeitherDeletedNorRecorded(_ kind: Kind) throws {
        var book = try BucketWorkspace(kind)
        #expect(try book.run("build").status == 0)
        // A copy of the time before there was a bucket.
        let name = try #require(try book.keys().first?.split(separator: "/").last)
        try book.write(".casebook/tenants/acme/uploads/\(name)", BucketWorkspace.table(0..<30))
        book.now += 91 * 86_400
        let offline = try book.run("build", "--offline")
        #expect(offline.status == 0, "\(offline)")
        #expect(try book.copies() == 1 && book.retentions() == 0)
        // The other run is not the same one: it has something to do.
        let online = try book.run("build")
        #expect(online.status == 0 && !online.errors.contains("nothing changed"), "\(online)")
        #expect(try book.copies() == 0 && book.retentions() == 1)
    }

    @Test(.enabled(if: S3Server.isThere, "moto is not installed: make setup-tests"))
    func aDeletionThatFailedIsNotRecorded() throws {
        var book = try BucketWorkspace(.s3)
        #expect(try book.run("build").status == 0)
        book.now += 91 * 86_400
        for refused in [
            try book.run("retention", "--apply", canWrite: false), try book.run("build", canWrite: false),
        ] {
            #expect(refused.status == 77 && refused.errors.contains("[store_unauthorised]"), "\(refused)")
            #expect(try book.copies() == 1 && book.retentions() == 0)
        }
        #expect(try book.run("retention", "--apply").status == 0)
        #expect(try book.copies() == 0 && book.retentions() == 1)
    }

    /// A killed run leaves its note in the bucket, where the next one finds it from any machine.
    @Test(arguments: Kind.there) func whatAKilledRunDeletedIsRecordedOnce(_ kind: Kind) throws {
        var book = try BucketWorkspace(kind)
        #expect(try book.run("build").status == 0)
        let digest = try #require(try book.keys().first?.split(separator: "/").last)
        try book.remove("tenants/acme/inbox/a.csv")
        #expect(try book.run("ingest", "--tenant", "acme", "--forget", "a.csv").status == 0)
        let stranger = String(repeating: "a", count: 64)
        let note = "{\"before\":1779999999,\"copies\":[\"\(digest)\",\"\(stranger)\"],\"run\":1}"
        try book.put(note, at: "team/files/acme/uploads/deletion.json")
        book.now += 91 * 86_400
        for _ in 0..<2 {
            #expect(try book.run("retention", "--apply").status == 0)
            #expect(try book.copies() == 0 && book.retentions() == 1)
        }
    }

    @Test(arguments: Kind.there) func saysWithoutSecretsThatTheBucketIsClosed(_ kind: Kind) throws {
        let book = try BucketWorkspace(kind)
        let secret = Data("a-wrong-secret-key".utf8).base64EncodedString()
        let refused = try book.run("build", secret: secret)
        #expect(refused.status == 77 && refused.errors.contains("[store_unauthorised]"), "\(refused)")
        #expect(!refused.errors.contains(secret) && !refused.output.contains(secret))
        let doctor = try book.run("doctor", secret: secret)
        #expect(doctor.status == 1 && doctor.output.contains("FAULT files.store"), "\(doctor)")
        let right = try book.run("doctor")
        #expect(right.status == 0 && right.output.contains("files.store \(kind.rawValue):"), "\(right)")
    }
}
