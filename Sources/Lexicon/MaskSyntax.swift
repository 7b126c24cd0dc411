/// A mask of redaction in a text: `[[EMAIL_1]]`.
struct MaskSyntax {
    let start: Int
    let end: Int
    /// Upper-case letters and `_`.
    let type: [UInt8]

    /// Reads the mask that begins at a position, if one does.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int, end: Int) -> MaskSyntax? {
        guard start + 6 < end, bytes[start] == 0x5B, bytes[start + 1] == 0x5B else { return nil }
        var position = start + 2
        while position < end, ByteClass.isUpper(bytes[position]) || bytes[position] == 0x5F { position += 1 }
        let typeEnd = position - 1
        guard typeEnd > start + 2, bytes[typeEnd] == 0x5F else { return nil }
        let tail = position
        while position < end, ByteClass.isAlphanumeric(bytes[position]), !ByteClass.isUpper(bytes[position]) {
            position += 1
        }
        guard position > tail, position + 1 < end, bytes[position] == 0x5D, bytes[position + 1] == 0x5D else {
            return nil
        }
        return MaskSyntax(start: start, end: position + 2, type: Array(bytes[start + 2..<typeEnd]))
    }
}
