import Crypto
public import Domain
public import Foundation

/// The master key of a workspace's person tokens. Whoever holds it can tell whether a token is a certain person.
public struct TokenKey: Sendable {
    private let master: SymmetricKey

    /// - Parameter hex: 64 hexadecimal digits, 32 bytes.
    /// - Throws: `.badConfiguration`; the error never holds the key.
    public init(hex: String) throws(CasebookError) {
        let digits = hex.trimmedWhitespace.lowercased()
        guard let key = ContentDigest(hex: digits) else {
            throw CasebookError(
                .badConfiguration, code: "bad_token_key", "The token key is not 64 hexadecimal digits.",
                remedy: "Make one with `openssl rand -hex 32` and put it in CASEBOOK_TOKEN_KEY.")
        }
        master = SymmetricKey(data: key.bytes)
    }

    /// The key kept in a file of mode 0600, made at the first call.
    /// - Throws: `.refused` when others may read the file, `.badConfiguration` when it holds no key,
    ///   `.cannotWrite` when it cannot be made.
    public static func loadOrCreate(file: URL) throws(CasebookError) -> TokenKey {
        // A failure to make the folder shows when the file cannot be made in it.
        try? FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        return try TokenKeyFile(path: file.path).load()
    }

    /// The token of a person in a field, the same for the same person within a tenant.
    func token(of value: String, type: EntityType, tenant: TenantID) -> String {
        var message = Array(type.rawValue.utf8)
        message.append(0)
        message += TokenKey.normalised(value).utf8
        let code = HMAC<SHA256>.authenticationCode(for: message, using: derived("pii-token/v1/", tenant))
        return "[[\(type.rawValue)_\(Base32.encode(code).prefix(13))]]"
    }

    /// A keyed digest in hexadecimal for telling equal rows from different ones.
    func rowKey(of message: [UInt8], tenant: TenantID) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: message, using: derived("row-key/v1/", tenant))
        return String(code.flatMap { byte in [byte >> 4, byte & 15].map { Character(String($0, radix: 16)) } })
    }

    /// Tells keys apart without telling anything of them.
    func fingerprint(tenant: TenantID) -> String { rowKey(of: Array("fingerprint".utf8), tenant: tenant) }

    /// A keyed digest by which an erased ticket or requester is known again, in hexadecimal.
    func erasureMark(of value: String, kind: String, tenant: TenantID) -> String {
        let message = ContentDigest.of(fields: [kind, value]).bytes
        let code = HMAC<SHA256>.authenticationCode(for: message, using: derived("erasure/v1/", tenant))
        return ContentDigest.of(Array(code)).hex
    }

    /// Case and spacing do not make another person.
    static func normalised(_ value: String) -> String { value.collapsedWhitespace.lowercased() }

    private func derived(_ purpose: String, _ tenant: TenantID) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: master, salt: [UInt8](repeating: 0, count: 32),
            info: Array((purpose + tenant.rawValue).utf8), outputByteCount: 32)
    }
}
