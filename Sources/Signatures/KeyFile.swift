/// Files of one key a line.
enum KeyFile {
    /// The lines that say something, counted from 1: neither blank nor beginning with `#`.
    static func lines(of bytes: [UInt8]) -> [(number: Int, text: [UInt8])] {
        var found: [(Int, [UInt8])] = []
        for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            guard let first = line.first(where: { $0 != 0x20 && $0 != 0x09 }), first != UInt8(ascii: "#") else {
                continue
            }
            found.append((index + 1, Array(line)))
        }
        return found
    }
}
