/// A tenant's `signers` file, in the format of OpenSSH's allowed signers.
///
/// A line that breaks a rule grants nothing and is told by `faults`; the others hold.
public struct SignerList: Sendable, Hashable {
    public let lines: [SignerLine]
    /// What is wrong with the lines that are left out, each with its line.
    public let faults: [SignatureRefusal]
    private let byKey: [PublicKey: [SignerLine]]

    /// Nobody.
    public static let empty = SignerList(parsing: [])

    /// Reads a file; never fails.
    public init(parsing bytes: [UInt8]) {
        var lines: [SignerLine] = []
        var faults: [SignatureRefusal] = []
        for (number, text) in KeyFile.lines(of: bytes) {
            do throws(SignatureRefusal) {
                lines.append(try SignerLine(text: text, line: number))
            } catch { faults.append(error) }
        }
        self.lines = lines
        self.faults = faults
        byKey = Dictionary(grouping: lines, by: \.key)
    }

    /// The lines that hold a key, in order of the file.
    public func lines(of key: PublicKey) -> [SignerLine] { byKey[key] ?? [] }
}
