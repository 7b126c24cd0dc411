import Domain
import Foundation
import Ledger
import Pipeline
import Publishing
import Reviews
import Workspace

/// A tenant's `ledger.checkpoint`, signed by ssh-keygen.
struct CheckpointFile: CheckpointStorage {
    let url: URL
    /// The private key, or the public key of one that ssh-agent holds.
    let key: String?

    init(tenant: TenantWorkspace, of workspace: Workspace) {
        url = tenant.root.appending(path: LedgerSeal.file)
        key = workspace.configuration.ledger.key.map { path in
            path.hasPrefix("/") ? path : workspace.root.appending(path: path).path
        }
    }

    var canSign: Bool { key != nil }

    func load() throws -> [UInt8]? {
        FileManager.default.fileExists(atPath: url.path) ? try FileBytes.read(url.path) : nil
    }

    func seal(_ body: [UInt8]) throws -> [UInt8] {
        guard let key else {
            throw CasebookError(
                .badConfiguration, code: "no_ledger_key", "no key to seal ledgers with is configured",
                remedy: "set ledger.key in casebook.yaml, or CASEBOOK_LEDGER_KEY")
        }
        let armour = try SSHSigning.armour(body, key: key, namespace: LedgerCheckpoint.namespace)
        let bytes = ReviewFile.bytes(payload: body, signature: armour)
        try AtomicFile.write(bytes, to: url)
        return bytes
    }
}
