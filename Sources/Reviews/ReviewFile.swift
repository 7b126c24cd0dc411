internal import Domain

/// A review file's bytes, and where they stand.
public struct ReviewFile: Sendable, Hashable {
    /// As reports are to name it.
    public let path: String
    public let bytes: [UInt8]

    /// The largest file that is looked at, in bytes.
    public static let limit = 64 * 1_024

    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}

/// A review file taken apart: what was signed, and the signature.
struct SignedPayload: Sendable, Hashable {
    /// Every byte before the trailer.
    let payload: [UInt8]
    /// The armoured signature, without the marks of comments.
    let armour: [UInt8]
    /// The line at which the trailer begins, counted from 1.
    let trailerLine: Int

    static let header = Array("# -----BEGIN SSH SIGNATURE-----".utf8)
    private static let footer = Array("# -----END SSH SIGNATURE-----".utf8)
    private static let mark = Array("# ".utf8)

    /// - Throws: `too_large`, `signature_missing` or `bad_signature_file`.
    init(file: [UInt8]) throws(ReviewRefusal) {
        guard file.count <= ReviewFile.limit else { throw ReviewRefusal(.tooLarge, "the file is larger than 64 KiB") }
        let lines = file.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard let first = lines.firstIndex(where: { $0.elementsEqual(SignedPayload.header) }) else {
            throw ReviewRefusal(.signatureMissing, SignedPayload.whyMissing(lines))
        }
        func malformed(_ index: Int, _ summary: String) -> ReviewRefusal {
            ReviewRefusal(.badSignatureFile, line: index + 1, summary, rule: .envelope)
        }
        guard first > 0 else { throw malformed(first, "nothing stands before the signature") }
        guard lines.last?.isEmpty == true, lines[lines.count - 2].elementsEqual(SignedPayload.footer) else {
            throw malformed(lines.count - 1, "the file does not end with the signature's footer and one LF")
        }
        var armour: [UInt8] = []
        for index in first..<lines.count - 1 {
            let line = lines[index]
            guard line.starts(with: SignedPayload.mark) else {
                throw malformed(index, "a line of the signature does not begin with \"# \"")
            }
            guard index == first || !line.elementsEqual(SignedPayload.header) else {
                throw malformed(index, "a second signature begins here")
            }
            armour += line.dropFirst(SignedPayload.mark.count)
            armour.append(0x0A)
        }
        payload = Array(file[..<lines[first].startIndex])
        self.armour = armour
        trailerLine = first + 1
    }

    private static func whyMissing(_ lines: [ArraySlice<UInt8>]) -> String {
        lines.contains { $0.dropLast().elementsEqual(header) && $0.last == 0x0D }
            ? "the lines end in CR LF, so that no signature is found" : "the file has no signature"
    }
}

extension ReviewFile {
    /// A signed file taken apart by the rules of reviews, for other documents that are signed like one.
    ///
    /// - Throws: `too_large`, `signature_missing` or `bad_signature_file`.
    public static func parts(
        of bytes: [UInt8]
    ) throws(ReviewRefusal) -> (payload: [UInt8], armour: [UInt8]) {
        let signed = try SignedPayload(file: bytes)
        return (signed.payload, signed.armour)
    }

    /// The file of a payload and the armoured signature over it.
    public static func bytes(payload: [UInt8], signature: [UInt8]) -> [UInt8] {
        var bytes = payload
        for line in signature.split(separator: 0x0A, omittingEmptySubsequences: true) {
            bytes += SignedPayload.markedLine(line)
        }
        return bytes
    }
}

extension SignedPayload {
    fileprivate static func markedLine(_ line: ArraySlice<UInt8>) -> [UInt8] { mark + line + [0x0A] }
}
