public import ArgumentParser
import Domain
import Foundation
import Publishing
public import Reviews
import Signatures
import Workspace

/// `casebook signer`: who may sign.
struct SignerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "signer", abstract: "Who may sign reviews.", subcommands: [Add.self])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Enrols a person's public key in a tenant's signers file.",
            discussion: """
                Bring the changed files by a pull request of their own: verify refuses them beside reviews. With --role \
                the person gets that role in tenant.yaml too.
                """)

        @Argument(help: "The person, as in tenant.yaml's roles: alice@acme.example.")
        var principal: String

        @Option(help: "The person's public key file.")
        var key: String

        @Option(help: "The tenant.")
        var tenant: String

        @Option(help: "What the key may sign: approval, feedback (may be given several times); both unless given.")
        var allow: [String] = []

        @Option(help: "A role in tenant.yaml: po, sme, analyst or admin (may be given several times).")
        var role: [ReviewRole] = []

        @Option(help: "Not valid before this: a date, or a time as 20260601120000Z.")
        var validAfter: SignerMoment?

        @Option(help: "Not valid after this: a date, to its end, or a time as 20260601120000Z.")
        var validBefore: SignerMoment?

        @OptionGroup var workspace: WorkspaceFolder

        func run() async throws {
            try await Exit.guarded {
                let owner = try workspace.load().tenant(named: tenant)
                let folder = try ReviewFolder(tenant: owner)
                let line = try signerLine()
                let grants = try roleGrants(in: owner)
                guard try !folder.signers().lines(of: line.key).contains(where: { $0.principals == line.principals })
                else {
                    throw CasebookError(
                        .usage, code: "already_enrolled", file: owner.path(of: "signers"),
                        "the key stands there for this person already", remedy: "edit the line to change it")
                }
                let present =
                    FileManager.default.fileExists(atPath: folder.signersFile.path)
                    ? try FileBytes.read(folder.signersFile.path) : []
                let gap: [UInt8] = present.isEmpty || present.last == 0x0A ? [] : [0x0A]
                try AtomicFile.write(present + gap + Array("\(line.text)\n".utf8), to: folder.signersFile)
                let console = Console()
                console.say("enrolled \(principal) with \(line.key.fingerprint) in \(owner.path(of: "signers"))")
                guard let grants else { return }
                try AtomicFile.write(Array(grants.utf8), to: owner.root.appending(path: "tenant.yaml"))
                let names = role.map(\.rawValue).joined(separator: ", ")
                console.say("\(owner.path(of: "tenant.yaml")) gives \(principal) the roles \(names)")
            }
        }

        /// The text of `tenant.yaml` with the roles; `nil` when none is asked for.
        private func roleGrants(in owner: TenantWorkspace) throws -> String? {
            guard !role.isEmpty else { return nil }
            let file = owner.path(of: "tenant.yaml")
            guard
                let text = String(
                    validating: try FileBytes.read(owner.root.appending(path: "tenant.yaml").path), as: UTF8.self)
            else {
                throw CasebookError(
                    .badConfiguration, code: "not_utf8", file: file, "the file is not UTF-8", remedy: "save it as UTF-8"
                )
            }
            return try role.reduce(text) { try RoleKeeper.grant($1.rawValue, to: principal, in: $0, file: file) }
        }

        private func signerLine() throws -> SignerLine {
            let families = allow.isEmpty ? ReviewFamily.allCases.map(\.rawValue) : allow
            let namespaces = try families.map { name in
                guard let family = ReviewFamily(rawValue: name) else {
                    throw CasebookError(
                        .usage, code: "bad_value", "--allow is not a kind of review",
                        remedy: "name approval or feedback")
                }
                return family.namespace
            }
            let text = String(decoding: try FileBytes.read(key), as: UTF8.self)
            do throws(SignatureRefusal) {
                return try SignerLine(
                    principals: [principal], namespaces: namespaces, validAfter: validAfter?.first,
                    validBefore: validBefore?.last, key: PublicKey(line: text))
            } catch {
                throw CasebookError(
                    .badInput, code: "bad_signer", file: key, error.description,
                    remedy: "give an ed25519, ecdsa or rsa public key, and a name like alice@acme.example")
            }
        }
    }
}

/// A moment on the command line: a date as `2026-06-01`, or a time as signers files have it.
struct SignerMoment: ExpressibleByArgument, Sendable {
    let first: Instant
    /// The end of a date.
    let last: Instant

    init?(argument: String) {
        if let instant = UTCTime.parse(argument), argument.utf8.count > Self.dateLength {
            (first, last) = (instant, instant)
            return
        }
        let date = argument.filter { $0 != "-" && $0 != "Z" } + "Z"
        guard date.utf8.count == Self.dateLength, let start = UTCTime.parse(date) else { return nil }
        first = start
        last = Instant(seconds: start.seconds + 86_399)
    }

    /// `20260601Z`
    private static let dateLength = 9
}

extension ReviewRole: ExpressibleByArgument {}
