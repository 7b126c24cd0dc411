import Foundation
import TestSupport
import Testing

/// Exports that are brought from a bucket.
@Suite(
    .enabled(if: !BucketWorkspace.Kind.there.isEmpty, "moto and azure-storage-blob are not installed: make setup-tests")
)
struct InboxBucketTests {
    typealias Kind = BucketWorkspace.Kind

    private func brought(_ book: BucketWorkspace) throws -> [String: Date] {
        let folder = book.root.appending(path: ".casebook/tenants/acme/inbox")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { !$0.hasPrefix(".") }
        return try Dictionary(
            uniqueKeysWithValues: names.map { name in
                let file = folder.appending(path: name)
                let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
                #expect(attributes[.posixPermissions] as? Int == 0o600)
                return (name, try #require(attributes[.modificationDate] as? Date))
            })
    }

    @Test(arguments: Kind.there) func readsExportsOfABucketAsThoseOfAFolder(_ kind: Kind) throws {
        let book = try BucketWorkspace(kind, tenants: ["acme", "acme2"], inboxes: true)
        try book.put(BucketWorkspace.table(0..<30), at: "inbox/acme/a.csv")
        try book.put(BucketWorkspace.table(30..<40), at: "inbox/acme/with space.csv")
        try book.put(BucketWorkspace.table(500..<520), at: "inbox/acme2/a.csv")
        let built = try book.run("build")
        #expect(built.status == 0, "\(built)")
        #expect(try book.tickets().count == 40 && book.tickets("acme2").count == 20)
        let first = try brought(book)
        #expect(Set(first.keys) == ["a.csv", "with space.csv"])

        // Another run brings what is new, what has changed, and nothing else.
        try book.put(BucketWorkspace.table(40..<45), at: "inbox/acme/with space.csv")
        try book.put(BucketWorkspace.table(50..<55), at: "inbox/acme/c.csv")
        #expect(try book.run("build").status == 0)
        let second = try brought(book)
        #expect(Set(second.keys) == ["a.csv", "with space.csv", "c.csv"])
        #expect(first["a.csv"] == second["a.csv"] && first["with space.csv"] != second["with space.csv"])
        #expect(try book.tickets().count == 40)

        // Offline what was brought is read.
        try book.put(BucketWorkspace.table(60..<65), at: "inbox/acme/d.csv")
        try book.write("tenants/acme/questions/blank.yaml", "question: Why does the printer feed blank labels?\n")
        #expect(try book.run("build", "--offline").status == 0)
        #expect(try book.tickets().count == 40 && brought(book).count == 3)
    }

    @Test(arguments: Kind.there) func refusesHostileNames(_ kind: Kind) throws {
        let book = try BucketWorkspace(kind, inboxes: true)
        try book.put(BucketWorkspace.table(0..<30), at: "inbox/acme/a.csv")
        let hostile = [
            "../x.csv", "..", "/etc/x.csv", "sub/../../x.csv", "bell\u{7}.csv", "two\nlines.csv",
            "sub/../../\u{301}x.csv",
        ]
        for name in hostile { try book.put("id,subject\n1,x\n", at: "inbox/acme/\(name)") }
        try book.put("id,subject\n1,x\n", at: "inbox/acme/sub/deep.csv")
        let built = try book.run("build")
        #expect(built.status == 65, "\(built)")
        #expect(built.errors.components(separatedBy: "[bad_name]").count == hostile.count + 1, "\(built)")
        #expect(built.errors.contains("[stray_folder]") && !built.errors.contains("\u{7}"))
        #expect(try book.tickets().count == 30)
        #expect(try Set(brought(book).keys) == ["a.csv"])
    }

    @Test(arguments: Kind.there) func keepsNothingBroughtOfAnErasedRequester(_ kind: Kind) throws {
        let book = try BucketWorkspace(kind, inboxes: true)
        try book.put(BucketWorkspace.table(0..<30), at: "inbox/acme/a.csv")
        #expect(try book.run("build").status == 0)
        let done = try book.run(
            "retention", "--tenant", "acme", "--erase-requester", "zora.quill@acme.example", "--apply")
        #expect(done.status == 0, "\(done)")
        #expect(throws: (any Error).self) { try brought(book) }
        #expect(try book.run("build").status == 0)
        #expect(try book.tickets().count == 27 && book.copies() == 0)
    }

    @Test(arguments: Kind.there) func refusesOneInboxOfTwoTenants(_ kind: Kind) throws {
        let book = try BucketWorkspace(kind, tenants: ["acme", "acme2"], inboxes: true)
        let file = book.root.appending(path: "tenants/acme/tenant.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        try book.write("tenants/acme2/tenant.yaml", text + "org_id: acme2\n")
        let built = try book.run("build")
        #expect(built.status != 0 && built.errors.contains("[same_inbox]"), "\(built)")
        try book.write("tenants/acme2/tenant.yaml", "name: acme2\ninbox: s3://bucket/../x\n")
        #expect(try book.run("build", "--tenant", "acme2").errors.contains("[bad_value]"))
    }
}
