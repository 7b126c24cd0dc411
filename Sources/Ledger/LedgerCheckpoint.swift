public import Domain
internal import Foundation

/// How far a ledger had come: the body of a signed checkpoint (C2SP tlog-checkpoint). A chain alone cannot tell that
/// its end was cut off, or that all of it was written anew.
public struct LedgerCheckpoint: Sendable, Hashable {
    public let tenant: TenantID
    /// Entries of the ledger.
    public let size: Int
    /// Hex SHA-256 of the last line.
    public let head: String

    /// The SSHSIG namespace that checkpoints are signed in.
    public static let namespace = "ledger@casebook"

    /// Of a ledger as it is.
    public init(of ledger: Ledger) {
        tenant = ledger.tenant
        size = ledger.entries.count
        head = ledger.head
    }

    /// Three lines: the ledger's name, its size, and its head in base64.
    public var body: [UInt8] {
        let digest = ContentDigest(hex: head)?.bytes ?? []
        return Array("\(Self.origin(tenant))\n\(size)\n\(Data(digest).base64EncodedString())\n".utf8)
    }

    private static func origin(_ tenant: TenantID) -> String { "casebook/\(tenant)/ledger" }

    /// Reads a body.
    ///
    /// - Throws: `.badInput` when it is not exactly as `body` writes it, or another tenant's.
    public init(body: [UInt8], tenant: TenantID, file: String) throws(CasebookError) {
        let lines = String(decoding: body, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count == 4, lines[0] == Self.origin(tenant), let size = Int(lines[1]), size >= 0,
            let digest = Data(base64Encoded: String(lines[2])), digest.count == 32
        else { throw Self.fault("bad_checkpoint", file, "the checkpoint is not one of this tenant's ledger") }
        self.tenant = tenant
        self.size = size
        let digits = Array("0123456789abcdef")
        head = String(digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
        guard self.body == body else {
            throw Self.fault("bad_checkpoint", file, "the checkpoint is not written as one")
        }
    }

    /// Whether a ledger still holds everything that it held at the checkpoint.
    ///
    /// - Throws: `.badInput` when it was cut off or written anew.
    public func check(_ ledger: Ledger, file: String) throws(CasebookError) {
        guard ledger.entries.count >= size else {
            throw Self.fault(
                "ledger_truncated", file, "the ledger has \(ledger.entries.count) entries, its checkpoint \(size)")
        }
        let found = size == ledger.entries.count ? ledger.head : ledger.entries[size].prev
        guard found == head else {
            throw Self.fault(
                "ledger_rewritten", file, "the ledger's first \(size) entries are not those of its checkpoint")
        }
    }

    private static func fault(_ code: String, _ file: String, _ summary: String) -> CasebookError {
        CasebookError(
            .badInput, code: code, file: file, summary,
            remedy: "restore ledger.jsonl and ledger.checkpoint from git, both from one commit")
    }
}
