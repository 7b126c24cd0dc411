import Foundation
import TestSupport

/// A workspace whose exports and their copies are in a bucket.
struct BucketWorkspace {
    enum Kind: String, CaseIterable, Sendable {
        case s3, azure

        /// Those that can be started here.
        static let there = allCases.filter { $0 == .s3 ? S3Server.isThere : AzureServer.isThere }
    }

    let kind: Kind
    /// Of the bucket or container.
    let name: String
    let scratch: Scratch
    let root: URL
    /// Seconds since the epoch.
    var now = 1_780_000_000

    /// - Parameters:
    ///   - tenants: each with an export `a.csv` of 30 tickets in its inbox.
    ///   - inboxes: whether the inboxes are in the bucket too, empty, under `inbox/TENANT/`.
    init(_ kind: Kind, tenants: [String] = ["acme"], inboxes: Bool = false) throws {
        self.kind = kind
        name = try kind == .s3 ? S3Server.shared().makeBucket() : AzureServer.shared().makeContainer()
        scratch = try Scratch()
        root = scratch.url.appending(path: "workspace")
        try write(
            "casebook.yaml", "version: 1\nmodels:\n  embedding:\n    provider: lexical\n" + (try Self.files(kind, name))
        )
        for (index, tenant) in tenants.enumerated() {
            let scheme = kind == .s3 ? "s3://\(name)" : "azure://\(try AzureServer.shared().account)/\(name)"
            let inbox = inboxes ? "inbox: \(scheme)/inbox/\(tenant)/\n" : ""
            try write("tenants/\(tenant)/tenant.yaml", "name: \(tenant)\n\(inbox)")
            if !inboxes { try write("tenants/\(tenant)/inbox/a.csv", Self.table(0..<30 + index)) }
        }
    }

    private static func files(_ kind: Kind, _ name: String) throws -> String {
        switch kind {
        case .s3:
            let server = try S3Server.shared()
            return """
                files:
                  store:
                    kind: s3
                    bucket: \(name)
                    prefix: team/files
                    region: \(server.region)
                    endpoint: \(server.endpoint.absoluteString)
                    encryption: AES256
                    access_key: ${STORE_ACCESS_KEY}
                    secret_key: ${STORE_SECRET_KEY}

                """
        case .azure:
            let server = try AzureServer.shared()
            return """
                files:
                  store:
                    kind: azure
                    account: \(server.account)
                    container: \(name)
                    prefix: team/files
                    endpoint: \(server.endpoint.absoluteString)
                    key: ${STORE_SECRET_KEY}

                """
        }
    }

    /// Lines of `tenant.yaml` that publish the site to the same bucket.
    func publish(prefix: String) throws -> String {
        let lines =
            switch kind {
            case .s3:
                "endpoint: \(try S3Server.shared().endpoint), access_key: \(try S3Server.shared().writer.accessKey), "
                    + "secret_key: \"${STORE_SECRET_KEY}\", bucket: \(name)"
            case .azure:
                "endpoint: \(try AzureServer.shared().endpoint), account: \(try AzureServer.shared().account), "
                    + "key: \"${STORE_SECRET_KEY}\", container: \(name)"
            }
        return "publish: {kind: \(kind), prefix: \"\(prefix)\", \(lines)}\n"
    }

    /// Tickets T-0, T-1 and so on. Those whose number ends in 7 are Zora's, and only they hold "quizzaciously".
    static func table(_ numbers: Range<Int>) -> String {
        let problems = [
            ("Label printer feeds blank labels", "The label printer in the warehouse feeds blank labels"),
            ("VPN tunnel closes after login", "The remote access tunnel of the laptop closes after login"),
        ]
        var text = "id,subject,body,requester,created,status\n"
        for number in numbers {
            let (subject, body) = problems[number % 2]
            let isZora = number % 10 == 7
            text += "T-\(number),\(subject) at desk \(number % 9),\(body)\(isZora ? " quizzaciously" : "") again,"
            text += "\(isZora ? "zora.quill@acme.example" : "jo@acme.example"),"
            text += "\(String(format: "2026-01-%02dT10:00:00Z", number % 28 + 1)),Open\n"
        }
        return text
    }

    func write(_ path: String, _ text: String) throws {
        let file = root.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    func remove(_ path: String) throws { try FileManager.default.removeItem(at: root.appending(path: path)) }

    /// Puts a text into the bucket as another program would.
    func put(_ text: String, at key: String) throws {
        if kind == .s3 {
            try S3Server.shared().put(text, at: key, in: name)
        } else {
            try AzureServer.shared().put(text, at: key, in: name)
        }
    }

    /// Lets anybody read the bucket.
    func open() throws {
        if kind == .s3 { try S3Server.shared().open(name) } else { try AzureServer.shared().open(name) }
    }

    /// All keys in the bucket.
    func keys() throws -> [String] {
        try kind == .s3 ? S3Server.shared().keys(in: name) : AzureServer.shared().keys(in: name)
    }

    /// How many copies of a tenant's exports the bucket has.
    func copies(_ tenant: String = "acme") throws -> Int {
        try keys().count { $0.hasPrefix("team/files/\(tenant)/uploads/") }
    }

    /// - Parameters:
    ///   - secret: instead of the right one.
    ///   - canWrite: whether the login may do more than read and list, in S3.
    func run(_ arguments: String..., secret: String? = nil, canWrite: Bool = true) throws -> Command {
        var environment = ["SOURCE_DATE_EPOCH": String(now)]
        switch kind {
        case .s3:
            let keys = try canWrite ? S3Server.shared().writer : S3Server.shared().reader
            environment["STORE_ACCESS_KEY"] = keys.accessKey
            environment["STORE_SECRET_KEY"] = secret ?? keys.secretKey
        case .azure: environment["STORE_SECRET_KEY"] = try secret ?? AzureServer.shared().key
        }
        return try Command.run(
            Repository.binary, arguments + ["--workspace", root.path], environment: environment)
    }

    /// Lines of the ledger about rules of retention that were applied.
    func retentions() throws -> Int {
        try String(contentsOf: root.appending(path: "tenants/acme/ledger.jsonl"), encoding: .utf8)
            .split(separator: "\n").count { $0.contains("\"retention_applied\"") }
    }

    func tickets(_ tenant: String = "acme") throws -> Set<String> {
        let file = root.appending(path: "public/\(tenant)/data/tickets.json")
        let tickets = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [[String: Any]] ?? []
        return Set(tickets.compactMap { $0["id"] as? String })
    }
}
