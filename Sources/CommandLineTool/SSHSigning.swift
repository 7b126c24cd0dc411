import Domain
import Foundation

/// Has stock ssh-keygen sign, so that agents, passphrases and hardware keys work.
enum SSHSigning {
    /// The armoured signature over some bytes.
    ///
    /// - Parameter key: the private key, or the public key of one that ssh-agent holds.
    static func armour(_ payload: [UInt8], key: String, namespace: String) throws -> [UInt8] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "casebook-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "payload")
        try Data(payload).write(to: file)
        let status = try TerminalProcess.run(
            "ssh-keygen", ["-q", "-Y", "sign", "-f", key, "-n", namespace, file.path])
        let signature = folder.appending(path: "payload.sig")
        guard status == 0, let armour = try? Data(contentsOf: signature) else {
            throw CasebookError(
                .unavailable, code: "not_signed", "ssh-keygen did not sign",
                remedy: "check that the key is there, or one that ssh-agent holds")
        }
        return Array(armour)
    }
}
