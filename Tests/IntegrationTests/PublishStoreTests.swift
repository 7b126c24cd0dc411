import Foundation
import TestSupport
import Testing

/// `casebook publish` to S3 by moto and to Azure Blob Storage, over real HTTP, every signature checked.
struct PublishStoreTests {
    private func s3(_ bucket: String, _ server: S3Server, more: String = "") -> String {
        """
        kind: s3
        bucket: \(bucket)
        prefix: sites/{tenant}
        region: \(server.region)
        endpoint: \(server.endpoint)
        access_key: \(server.writer.accessKey)
        secret_key: "${SITES_SECRET}"
        \(more)
        """
    }

    @Test(.enabled(if: S3Server.isThere, "moto is not installed: make setup-tests"))
    func sendsASiteToABucketAndThenOnlyWhatChanged() throws {
        let server = try S3Server.shared()
        let bucket = try server.makeBucket()
        let book = try PublishTests.Book(publish: ["acme": s3(bucket, server), "bolt": s3(bucket, server)])
        let secret = ["SITES_SECRET": server.writer.secretKey]
        #expect(try book.run("build", environment: secret).status == 0)
        let dry = try book.run("publish", "--dry-run", environment: secret)
        #expect(dry.status == 0 && dry.errors.contains("would publish to s3"), "\(dry.errors)")
        let done = try book.run("publish", environment: secret)
        #expect(done.status == 0, "\(done.errors)")
        for tenant in ["acme", "bolt"] {
            let count = try book.built(tenant).count
            #expect(done.errors.contains("\(tenant)  published to s3 s3://\(bucket)/sites/\(tenant): \(count) new"))
        }
        let page = try server.fields(of: "sites/acme/index.html", in: bucket)
        #expect(page.contains("text/html; charset=utf-8") && page.contains("private, no-cache"), "\(page)")
        let again = try book.run("publish", environment: secret)
        #expect(again.status == 0 && again.errors.contains("acme  unchanged: all"), "\(again.errors)")
        #expect(try book.publications("acme").count == 1)

        try book.scratch.write("workspace/tenants/acme/knowledge/vpn.md", "# VPN\n\nRestart the tunnel.\n")
        #expect(try book.run("build", environment: secret).status == 0)
        let next = try book.run("publish", "--tenant", "acme", environment: secret)
        #expect(next.status == 0 && next.errors.contains(" 0 deleted"), "\(next.errors)")
        #expect(!next.errors.contains(" 0 unchanged") && !next.errors.contains(" 0 changed"), "\(next.errors)")
        #expect(!(done.errors + next.errors).contains(server.writer.secretKey))
    }

    @Test(.enabled(if: S3Server.isThere, "moto is not installed: make setup-tests"))
    func aBucketThatAnybodyCanReadIsRefused() throws {
        let server = try S3Server.shared()
        let bucket = try server.makeBucket()
        try server.open(bucket)
        let book = try PublishTests.Book(publish: ["acme": s3(bucket, server)])
        let secret = ["SITES_SECRET": server.writer.secretKey]
        #expect(try book.run("build", environment: secret).status == 0)
        let refused = try book.run("publish", environment: secret)
        #expect(refused.status == 77 && refused.errors.contains("[public_target]"), "\(refused.errors)")
        #expect(try book.publications("acme").isEmpty)
        try book.configure("acme", s3(bucket, server, more: "allow_public: true"))
        let done = try book.run("publish", environment: secret)
        // Nothing stood there, so nothing was sent before.
        #expect(done.status == 0 && done.errors.contains(" 0 changed"), "\(done.errors)")
    }

    @Test(.enabled(if: S3Server.isThere, "moto is not installed: make setup-tests"))
    func aWrongKeyIsAnErrorWithoutIt() throws {
        let server = try S3Server.shared()
        let bucket = try server.makeBucket()
        let book = try PublishTests.Book(publish: ["acme": s3(bucket, server)])
        let secret = ["SITES_SECRET": "hunter2hunter2"]
        #expect(try book.run("build", environment: secret).status == 0)
        let refused = try book.run("publish", environment: secret)
        #expect(refused.status == 77 && refused.errors.contains("[store_unauthorised]"), "\(refused.errors)")
        #expect(!refused.errors.contains("hunter2"))
    }

    @Test(.enabled(if: AzureServer.isThere, "azure-storage-blob is not installed: make setup-tests"))
    func sendsASiteToAContainer() throws {
        let server = try AzureServer.shared()
        func lines(_ container: String) -> String {
            """
            kind: azure
            account: \(server.account)
            container: \(container)
            endpoint: \(server.endpoint)
            key: "${SITES_KEY}"
            """
        }
        let closed = try server.makeContainer()
        let book = try PublishTests.Book(publish: [
            "acme": lines(closed), "bolt": lines(try server.makeContainer(access: "blob")),
        ])
        let secret = ["SITES_KEY": server.key]
        #expect(try book.run("build", environment: secret).status == 0)
        let done = try book.run("publish", environment: secret)
        #expect(done.status == 1, "\(done.errors)")
        let count = try book.built("acme").count
        #expect(
            done.errors.contains("acme  published to azure azure://\(server.account)/\(closed)/: \(count) new"),
            "\(done.errors)")
        // Anybody may read the other one, and one tenant's failure stops no other.
        #expect(done.errors.contains("[public_target]") && done.errors.contains("failed: bolt"))
        #expect(try book.run("publish", "--tenant", "acme", environment: secret).errors.contains("unchanged: all"))

        // What Azure serves to everybody needs no question.
        try book.configure("bolt", lines("$web"))
        let web = try book.run("publish", "--tenant", "bolt", environment: secret)
        #expect(web.status == 77 && web.errors.contains("$web"), "\(web.errors)")
    }

    @Test func aWebAppGetsItsRulesWithTheSite() throws {
        let lines = """
            kind: folder
            path: ../served/{tenant}
            headers: azure-static-web-apps
            """
        let book = try PublishTests.Book(publish: ["acme": lines])
        #expect(try book.run("build").status == 0)
        let missing = try book.run("publish")
        #expect(missing.status == 78 && missing.errors.contains("web_app.directory"), "\(missing.errors)")
        try book.configure(
            "acme", lines + "\nweb_app: {directory: 11111111-2222-3333-4444-555555555555, role: acme-readers}")
        #expect(try book.run("publish").status == 0)
        let sent = try book.published("served/acme")
        let rules = String(decoding: try #require(sent["staticwebapp.config.json"]), as: UTF8.self)
        #expect(rules.contains("https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0"))
        #expect(rules.contains("\"allowedRoles\":[\"acme-readers\"]"))
        #expect(try sent.filter { $0.key != "staticwebapp.config.json" } == book.built("acme"))
        #expect(try book.run("publish").errors.contains("unchanged: all"))
    }
}
