/// The text around a signature: header, base64, footer.
enum Armour {
    /// The largest text that is looked at, in bytes.
    static let limit = 16 * 1_024
    static let header = "-----BEGIN SSH SIGNATURE-----"
    static let footer = "-----END SSH SIGNATURE-----"

    private static let start = Array((header + "\n").utf8)
    private static let end = Array(("\n" + footer + "\n").utf8)

    /// The bytes within the armour.
    ///
    /// - Throws: S1 or S2.
    static func remove(from text: [UInt8]) throws(SignatureRefusal) -> [UInt8] {
        guard text.count <= limit else { throw SignatureRefusal(.envelope, "the signature is larger than 16 KiB") }
        guard text.allSatisfy({ $0 < 0x80 && $0 != 0x0D }) else {
            throw SignatureRefusal(.envelope, "the signature is not ASCII with LF at the end of each line")
        }
        guard text.starts(with: start) else {
            throw SignatureRefusal(.envelope, "the signature does not begin with its header line")
        }
        guard text.count > start.count + end.count, text.suffix(end.count).elementsEqual(end) else {
            throw SignatureRefusal(.envelope, "the signature does not end with its footer line and one LF")
        }
        let lines = text[start.count..<text.count - end.count].split(separator: 0x0A, omittingEmptySubsequences: false)
        guard !lines.contains(where: \.isEmpty), let blob = CanonicalBase64.decode(Array(lines.joined())) else {
            throw SignatureRefusal(.base64, "the signature is not one block of canonical base64")
        }
        return blob
    }
}
