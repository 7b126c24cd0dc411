import ArgumentParser
import Domain
import Foundation
import Publishing
import Reviews
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
                Bring the changed file by a pull request of its own: verify refuses it beside reviews. Roles stand in \
                tenant.yaml.
                """)

        @Argument(help: "The person, as in tenant.yaml's roles: alice@acme.example.")
        var principal: String

        @Option(help: "The person's public key file.")
        var key: String

        @Option(help: "The tenant.")
        var tenant: String

        @Option(help: "What the key may sign: approval, feedback (may be given several times); both unless given.")
        var allow: [String] = []

        @OptionGroup var workspace: WorkspaceFolder

        func run() async throws {
            try await Exit.guarded {
                let owner = try workspace.load().tenant(named: tenant)
                let folder = try ReviewFolder(tenant: owner)
                let line = try signerLine()
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
                Console().say("enrolled \(principal) with \(line.key.fingerprint) in \(owner.path(of: "signers"))")
            }
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
                    principals: [principal], namespaces: namespaces, key: PublicKey(line: text))
            } catch {
                throw CasebookError(
                    .badInput, code: "bad_signer", file: key, error.description,
                    remedy: "give an ed25519, ecdsa or rsa public key, and a name like alice@acme.example")
            }
        }
    }
}
