import ArgumentParser
import Domain
import Foundation
import Publishing
import Reviews

/// `casebook sign`: signs a payload that was written by hand.
struct SignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Signs a review written by hand, with ssh-keygen.",
        discussion: """
            The payload's bytes stay as they are; the signature is added below them as comment lines. The schema says \
            what is signed: an approval in approval@casebook, feedback in feedback@casebook.
            """)

    @Argument(help: "The payload.")
    var file: String

    @Option(help: "The SSH key, or the public key of one that ssh-agent holds.")
    var key: String

    @Option(help: "Where to write the signed review; in place of the payload unless given.")
    var output: String?

    @Flag(help: "Do not ask before signing.")
    var yes = false

    func run() async throws {
        try await Exit.guarded {
            let payload = try FileBytes.read(file)
            let console = Console()
            let signed = try ReviewSigning(key: key, console: console, asks: !yes).sign(payload, file: file)
            try AtomicFile.write(signed, to: URL(filePath: output ?? file))
            console.say("signed \(output ?? file)")
        }
    }
}

/// Shows a payload, asks, and has stock `ssh-keygen` sign it, so that agents, passphrases and hardware keys work.
struct ReviewSigning {
    let key: String
    let console: Console
    let asks: Bool

    /// The bytes of the signed review.
    func sign(_ payload: [UInt8], file: String) throws -> [UInt8] {
        guard payload.last == 0x0A, let family = ReviewDraft.family(ofPayload: payload) else {
            throw CasebookError(
                .badInput, code: "not_a_payload", file: file,
                "the file is no strict YAML that ends with a line end, or has no schema of casebook",
                remedy: "begin it with \"schema: casebook.approval/1\" or \"schema: casebook.feedback/1\"")
        }
        console.say(String(decoding: payload, as: UTF8.self))
        console.say("These \(payload.count) bytes will be signed for \(family.namespace).")
        if asks, isatty(STDIN_FILENO) == 1 {
            FileHandle.standardError.write(Data("Sign? [y/N] ".utf8))
            guard ["y", "yes"].contains(readLine()?.lowercased() ?? "") else {
                throw CasebookError(.checkFailed, code: "not_signed", file: file, "nothing was signed")
            }
        }
        return ReviewFile.bytes(
            payload: payload, signature: try SSHSigning.armour(payload, key: key, namespace: family.namespace))
    }
}
