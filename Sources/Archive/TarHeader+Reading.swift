internal import Domain

extension TarHeader {
    /// The most that a pax record has to say: a path and a size.
    private static let recordLimit = 2_048

    /// Reads the next header; `nil` for the block of zeros that ends the members.
    ///
    /// A header is taken only in the one form that `encoded` has: links, folders, devices, sparse files and whatever
    /// else tar can say is refused, since no archive of ours holds it.
    ///
    /// - Parameter read: gives exactly as many bytes as it is asked for.
    static func read(_ take: (Int) throws(ArchiveFault) -> [UInt8]) throws(ArchiveFault) -> TarHeader? {
        let first = try take(block)
        if first.allSatisfy({ $0 == 0 }) { return nil }
        var all = first
        var last = first
        var records: [String: [UInt8]] = [:]
        if first[156] == UInt8(ascii: "x") {
            guard let length = octal(first[124..<135]), length <= recordLimit else { throw .damaged }
            let bytes = try take(length + padding(after: length))
            records = try self.records(bytes[..<length])
            last = try take(block)
            all += bytes + last
        }
        guard last[156] == UInt8(ascii: "0") else {
            throw .refused("holds something that is no plain file: a link, a folder or a device")
        }
        guard let named = octal(last[124..<135]) else { throw .damaged }
        var size = named
        if let digits = records["size"] { size = try number(digits) }
        guard let path = records["path"].map({ String(validating: $0, as: UTF8.self) }) ?? ustarPath(last) else {
            throw .refused("holds a member whose name is no text")
        }
        let header = TarHeader(path: path, size: size)
        // Checksum, owner, mode, padding: all of it has but one form.
        guard header.encoded == all else { throw .damaged }
        return header
    }

    private static func ustarPath(_ block: [UInt8]) -> String? {
        let name = block[..<100].prefix { $0 != 0 }
        let prefix = block[345..<500].prefix { $0 != 0 }
        return String(validating: prefix.isEmpty ? Array(name) : Array(prefix) + [0x2F] + name, as: UTF8.self)
    }

    private static func octal(_ digits: ArraySlice<UInt8>) -> Int? {
        Int(String(decoding: digits, as: UTF8.self), radix: 8).flatMap { $0 < 0 ? nil : $0 }
    }

    private static func number(_ digits: [UInt8]) throws(ArchiveFault) -> Int {
        guard let value = Int(String(decoding: digits, as: UTF8.self)), value >= 0 else { throw .damaged }
        return value
    }

    private static func records(_ bytes: ArraySlice<UInt8>) throws(ArchiveFault) -> [String: [UInt8]] {
        var records: [String: [UInt8]] = [:]
        var rest = bytes
        while !rest.isEmpty {
            let digits = rest.prefix { $0 != 0x20 }
            guard let length = Int(String(decoding: digits, as: UTF8.self)), length > digits.count + 2,
                length <= rest.count, rest[rest.startIndex + length - 1] == 0x0A
            else { throw .damaged }
            let record = rest.prefix(length - 1).dropFirst(digits.count + 1)
            guard let mark = record.firstIndex(of: 0x3D) else { throw .damaged }
            records[String(decoding: record[..<mark], as: UTF8.self)] = Array(record[(mark + 1)...])
            rest = rest.dropFirst(length)
        }
        guard records.keys.allSatisfy({ $0 == "path" || $0 == "size" }) else { throw .damaged }
        return records
    }
}
