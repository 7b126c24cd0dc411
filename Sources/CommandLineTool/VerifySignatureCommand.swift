import ArgumentParser
import Domain
import Foundation
import Signatures

/// `casebook verify-signature`: one detached signature, by the strict rules.
struct VerifySignatureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify-signature", abstract: "Verifies a detached SSH signature, stricter than ssh-keygen.",
        discussion: """
            Ends with 0 when the signature is that of the principal, and with 77 and the refusing rule (S1 to S14) on \
            standard error when it is not. Needs no workspace.
            """)

    @Option(help: "The file that was signed, or - for standard input.")
    var message: String

    @Option(help: "The armoured signature.")
    var signature: String

    @Option(help: "The signers: OpenSSH allowed_signers lines.")
    var signers: String

    @Option(help: "Who is to have signed.")
    var principal: String

    @Option(help: "What it is to have been signed for, such as approval@casebook.")
    var namespace: String

    @Option(help: "When the key must be valid: YYYYMMDD[HHMM[SS]]Z.")
    var at: String

    @Option(help: "Public keys that are refused whatever the time.")
    var revoked: String?

    func run() async throws {
        try await Exit.guarded {
            guard let moment = UTCTime.parse(at) else {
                throw CasebookError(
                    .usage, code: "bad_value", "--at is not a time in UTC", remedy: "write it as 20260601000000Z")
            }
            let message = try FileBytes.read(message)
            let armour = try FileBytes.read(signature)
            let list = SignerList(parsing: try FileBytes.read(signers))
            let lost = try revoked.map { try FileBytes.read($0) } ?? []
            do throws(SignatureRefusal) {
                let check = SignatureCheck(signers: list, revoked: try RevokedKeys(parsing: lost))
                let verified = try check.verify(
                    message: message, signature: armour, principal: principal, namespace: namespace, at: moment)
                Console().say("good signature of \(principal) with \(verified.signature.key.fingerprint)")
            } catch {
                throw CasebookError(
                    .refused, code: "signature_refused", file: signature, error.description,
                    remedy: "accept nothing that was signed with it")
            }
        }
    }
}

/// Reads a file's bytes, or standard input for `-`.
enum FileBytes {
    /// - Parameter limit: where to stop: the rest of a larger file is never read.
    static func read(_ path: String, upTo limit: Int) throws(CasebookError) -> [UInt8] {
        do {
            let handle = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? handle.close() }
            var bytes = Data()
            // A pipe may give less than what is asked for.
            while bytes.count < limit, let more = try handle.read(upToCount: limit - bytes.count), !more.isEmpty {
                bytes += more
            }
            return Array(bytes)
        } catch {
            throw cannotRead(path)
        }
    }

    private static func cannotRead(_ path: String) -> CasebookError {
        CasebookError(
            .badInput, code: "cannot_read", file: path, "the file cannot be read",
            remedy: "check that it exists and may be read")
    }

    static func read(_ path: String) throws(CasebookError) -> [UInt8] {
        if path == "-" { return Array(FileHandle.standardInput.readDataToEndOfFile()) }
        do {
            // Read to the end: a pipe such as <(…) has no size to ask for.
            let handle = try FileHandle(forReadingFrom: URL(filePath: path))
            defer { try? handle.close() }
            return Array(try handle.readToEnd() ?? Data())
        } catch {
            throw cannotRead(path)
        }
    }
}
