import Foundation
import TestSupport

/// A workspace of one tenant with four problems, and people who sign: everything that a build needs to learn from.
struct ReviewedWorkspace {
    /// Who signs what.
    enum Person: String, CaseIterable {
        case alice, bob, sam

        var principal: String { "\(rawValue)@acme.example" }
        var isOwner: Bool { self != .sam }
        fileprivate var seed: UInt8 { UInt8(Person.allCases.firstIndex(of: self) ?? 0) + 1 }
    }

    let scratch: Scratch
    let root: URL
    /// Seconds since the epoch; each build and each signature is a minute later.
    private(set) var now = 1_780_000_000
    /// Of every build.
    var environment: [String: String] = [:]

    var tenant: URL { root.appending(path: "tenants/acme") }
    var site: URL { root.appending(path: "public/acme") }

    private static let problems: [(thing: String, where: String, faults: [String])] = [
        (
            "Label printer", "The label printer in the warehouse",
            [
                "feeds blank labels", "smears the barcode", "jams at the ribbon", "skips every second label",
                "prints too light", "lost its calibration", "ignores the label gap", "cuts the label short",
            ]
        ),
        (
            "VPN tunnel", "The remote access tunnel of the laptop",
            [
                "closes after login", "asks for the token again", "loses the route", "drops on wireless",
                "times out at night", "refuses the certificate", "hangs at authentication", "forgets the gateway",
            ]
        ),
        (
            "Shared mailbox", "The team mailbox in the mail client",
            [
                "denies access", "hides new folders", "loses its rules", "shows no calendar", "cannot send as group",
                "asks for a password", "duplicates messages", "stops at the quota",
            ]
        ),
        (
            "Invoice total", "The invoice of the branch office",
            [
                "adds the tax twice", "rounds the discount", "omits freight", "uses the old currency",
                "misses the credit note", "repeats the position", "shows a wrong due date", "ignores the rebate",
            ]
        ),
    ]

    static let roles = "  po: [alice@acme.example, bob@acme.example]\n  sme: [sam@acme.example]\n"

    /// - Parameter models: lines below `models` in `casebook.yaml`.
    init(
        roles: String = ReviewedWorkspace.roles, configuration: String = "", models: String = "", count: Int = 80
    ) throws {
        scratch = try Scratch()
        root = scratch.url.appending(path: "workspace")
        try write("casebook.yaml", at: root, "version: 1\nmodels:\n  embedding:\n    provider: lexical\n" + models)
        try write(
            "tenant.yaml", at: tenant,
            "name: Acme\nroles:\n" + roles + configuration)
        try write("inbox/a.csv", at: tenant, Self.table(0..<count))
        try write("questions/blank.yaml", at: tenant, "question: Why does the label printer feed blank labels?\n")
        try write(
            "signers", at: tenant,
            try Person.allCases.map { "\($0.principal) \(try TestSigner(seed: $0.seed).line)\n" }.joined())
    }

    /// Tickets by number: every fourth is about the same problem, or all are about one.
    static func table(_ numbers: Range<Int>, problem: Int? = nil) -> String {
        var text = "id,subject,body,created,status\n"
        for number in numbers {
            let (thing, place, faults) = problems[problem ?? number % 4]
            let turn = number / 4
            let told = (0..<3).map { faults[(turn + $0 * $0 + $0) % faults.count] }
            text += "T-\(number),\(thing) \(told[0]),\"\(place) \(told[0]). It also \(told[1]). "
            text += "Since Monday it \(told[2]). Desk \(turn % 9) reports it.\","
            text +=
                "2025-03-\(String(format: "%02d", number % 28 + 1))T10:00:00Z,\(number % 3 == 0 ? "Open" : "Closed")\n"
        }
        return text
    }

    func write(_ path: String, at folder: URL, _ text: String) throws {
        try write(path, at: folder, Array(text.utf8))
    }

    func write(_ path: String, at folder: URL, _ bytes: [UInt8]) throws {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    func text(_ path: String) throws -> String { try String(contentsOf: site.appending(path: path), encoding: .utf8) }

    func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: site.appending(path: path).path) }

    /// Takes a folder of the workspace away.
    func remove(_ folder: String) { try? FileManager.default.removeItem(at: root.appending(path: folder)) }

    // MARK: Running

    mutating func build(_ arguments: String...) throws -> Command {
        now += 60
        return try Command.run(
            Repository.binary, ["build", "--workspace", root.path] + arguments,
            environment: environment.merging(["SOURCE_DATE_EPOCH": String(now)]) { $1 })
    }

    /// Lines of the ledger of one kind of event, oldest first.
    func events(_ event: String) throws -> [[String: Any]] {
        let text = try String(contentsOf: tenant.appending(path: "ledger.jsonl"), encoding: .utf8)
        return try text.split(separator: "\n").compactMap {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }.filter { $0["event"] as? String == event }
    }

    /// Tickets of each living cluster.
    func clusters() throws -> [String: Set<String>] {
        let file = site.appending(path: "data/tickets.json")
        let tickets = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [[String: Any]] ?? []
        var clusters: [String: Set<String>] = [:]
        for ticket in tickets {
            guard let id = ticket["id"] as? String, let cluster = ticket["cluster"] as? String else { continue }
            clusters[cluster, default: []].insert(id)
        }
        return clusters
    }

    /// The cluster that most tickets about a problem are in.
    func cluster(ofProblem problem: Int) throws -> String {
        let wanted = Set((0..<80).filter { $0 % 4 == problem }.map { "T-\($0)" })
        return try clusters().max {
            ($0.value.intersection(wanted).count, $1.key) < ($1.value.intersection(wanted).count, $0.key)
        }?.key ?? ""
    }

    // MARK: Signing

    /// Signs a review of the text that is published now, and puts it in its place.
    ///
    /// - Parameters:
    ///   - subject: a cluster's id, or a question's.
    ///   - says: the lines between subject and signer: `decision: approve`, `kind: rename` and what goes with it.
    /// - Returns: the file.
    @discardableResult
    mutating func sign(
        _ person: Person, _ subject: String, _ says: String, supersedes: String = "none", comment: String? = nil,
        days: Int = 30
    ) throws -> URL {
        now += 60
        let isCluster = subject.hasPrefix("c-")
        let path = isCluster ? "clusters/\(subject)/resolution.md" : "assessments/\(subject)/answer.md"
        let published = try events("text_published").last { $0["path"] as? String == path } ?? [:]
        let number = String(now)
        let id = "0197f1a0-6d2e-7c41-9a55-00\(number)"
        let family = says.hasPrefix("decision") ? "approval" : "feedback"
        var payload = """
            schema: casebook.\(family)/1
            id: \(id)
            tenant: acme
            subject:
              kind: \(isCluster ? "resolution" : "assessment")
              id: \(subject)
              sha256: \(published["sha256"] as? String ?? "")
              generation: \(published["generation"] as? Int ?? 0)
            \(says)
            signer: \(person.principal)
            role: \(family == "approval" ? "po" : "sme")
            signed_at: \(Self.stamp(now))
            expires_at: \(Self.stamp(now + days * 86_400))
            supersedes: \(supersedes)

            """
        if let comment { payload += "comment: |\n  \(comment)\n" }
        let signed = try TestSigner(seed: person.seed).signed(payload, namespace: "\(family)@casebook")
        let folder = family == "approval" ? "approvals" : "feedback"
        let file = "reviews/\(folder)/\(id).yaml"
        try write(file, at: tenant, signed)
        return tenant.appending(path: file)
    }

    /// The public key of a person, as the `revoked` file has it.
    func key(of person: Person) throws -> String { try TestSigner(seed: person.seed).line }

    mutating func wait(days: Int) { now += days * 86_400 }

    private static func stamp(_ seconds: Int) -> String {
        let formatter = ISO8601DateFormatter()
        formatter.formatOptions = [.withInternetDateTime]
        return formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
    }
}
