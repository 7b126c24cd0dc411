public import Domain
import Foundation

/// A part of what a store holds, as it travels in an archive.
public enum StoreRecord: Sendable {
    case upload(StoredUpload, rows: [StoredRow], rejects: [Reject])
    case vectors([(text: ContentDigest, values: [Float])], model: ContentDigest)
    case result([UInt8], stage: String, key: ContentDigest)
    /// Oldest first.
    case runs([CompletedRun])
}

/// A row as a line of JSON. Its ticket is one that redaction has made: decoding gives back what a store was given.
struct RowLine: Codable {
    let file: String
    let line: Int
    let key: String
    let ticket: RedactedTicket

    init(_ row: StoredRow) {
        file = row.file
        line = row.line
        key = row.key
        ticket = row.ticket
    }

    var row: StoredRow { StoredRow(ticket: ticket, key: key, file: file, line: line) }
}

/// An upload's own facts.
struct UploadFacts: Codable {
    let name: String
    let digest: ContentDigest
    let settings: ContentDigest
    let rows: Int
    let rejects: Int

    init(_ upload: StoredUpload) {
        name = upload.name
        digest = upload.digest
        settings = upload.settings
        rows = upload.rows
        rejects = upload.rejects
    }

    var upload: StoredUpload {
        StoredUpload(name: name, digest: digest, settings: settings, rows: rows, rejects: rejects)
    }
}

/// Values as lines of JSON: equal values as equal lines.
public enum JSONLines {
    /// A value and a line end.
    public static func line(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value)) + [0x0A]
    }

    static func values<Value: Decodable>(_ bytes: [UInt8], of type: Value.Type) throws -> [Value] {
        let decoder = JSONDecoder()
        return try bytes.split(separator: 0x0A).map { try decoder.decode(type, from: Data($0)) }
    }
}

/// Vectors of one dimension as bytes: the dimension as a 32-bit integer, then for each its text's digest and its
/// values, all little-endian.
enum VectorPart {
    static func bytes(_ vectors: [(text: ContentDigest, values: [Float])], dimension: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 + vectors.count * (32 + 4 * dimension))
        withUnsafeBytes(of: UInt32(dimension).littleEndian) { bytes.append(contentsOf: $0) }
        for vector in vectors {
            bytes += vector.text.bytes
            for value in vector.values {
                withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
            }
        }
        return bytes
    }

    /// `nil` when the bytes are not such a part.
    static func vectors(_ bytes: [UInt8]) -> [(text: ContentDigest, values: [Float])]? {
        guard bytes.count >= 4 else { return nil }
        return bytes.withUnsafeBytes { bytes in
            func word(_ offset: Int) -> UInt32 {
                UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
            }
            let dimension = Int(word(0))
            let size = 32 + 4 * dimension
            guard (bytes.count - 4) % size == 0 else { return nil }
            return stride(from: 4, to: bytes.count, by: size).compactMap { start in
                guard let text = ContentDigest(bytes: Array(bytes[start..<(start + 32)])) else { return nil }
                return (text, (0..<dimension).map { Float(bitPattern: word(start + 32 + 4 * $0)) })
            }
        }
    }
}
