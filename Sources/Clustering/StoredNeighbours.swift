import Domain

/// The nearest tickets that a run found, kept so that the next one computes those of new tickets alone.
///
/// Held as bytes: `CBNN`, the format's version, the columns of the integer rows, the number of nodes; their keys, 16 bytes
/// each, ascending; for each node the number of its candidates and, ascending, the gaps between their places, as LEB128;
/// and the SHA-256 of all that. Integers are little-endian. About 200 bytes a node.
public struct StoredNeighbours: Sendable {
    /// Ascending, all different.
    let keys: [NodeKey]
    /// Columns of the integer rows.
    let depth: Int
    /// By place in `keys`; each node's are those with the greatest integer scores among all.
    let candidates: CandidateTable

    /// Changes whenever scores, and with them candidates, may change.
    static let version: UInt32 = 1
    private static let magic = Array("CBNN".utf8)
    private static let digestLength = 32

    init(keys: [NodeKey], depth: Int, candidates: CandidateTable) {
        self.keys = keys
        self.depth = depth
        self.candidates = candidates
    }

    /// The bytes to keep.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.reserve(64 + keys.count * 24 + candidates.members.count * 3 / 2)
        writer.append(StoredNeighbours.magic)
        writer.append(StoredNeighbours.version)
        writer.append(UInt32(depth))
        writer.append(UInt32(keys.count))
        for key in keys {
            writer.append(key.high)
            writer.append(key.low)
        }
        for row in 0..<candidates.count {
            let members = candidates[row]
            writer.append(compact: UInt32(members.count))
            var last: Int32 = -1
            for member in members {
                writer.append(compact: UInt32(member - last - 1))
                last = member
            }
        }
        writer.append(ContentDigest.of(writer.bytes).bytes)
        return writer.bytes
    }

    /// Reads bytes that were kept. `nil` when they are damaged or of another version: nothing is lost but time.
    public init?(bytes: [UInt8]) {
        let end = bytes.count - StoredNeighbours.digestLength
        guard end > 0, ContentDigest.of(bytes[..<end]).bytes.elementsEqual(bytes[end...]) else { return nil }
        var reader = ByteReader(bytes[..<end])
        guard reader.take(4).elementsEqual(StoredNeighbours.magic), reader.integer() == StoredNeighbours.version,
            let depth: UInt32 = reader.integer(), let count: UInt32 = reader.integer(),
            Int(count) * 16 <= reader.left
        else { return nil }
        var keys: [NodeKey] = []
        keys.reserveCapacity(Int(count))
        for _ in 0..<count {
            guard let high: UInt64 = reader.integer(), let low: UInt64 = reader.integer() else { return nil }
            let key = NodeKey(high: high, low: low)
            if let last = keys.last, key <= last { return nil }
            keys.append(key)
        }
        var candidates = CandidateTable()
        candidates.reserve(rows: Int(count), members: reader.left)
        for row in 0..<Int32(count) {
            guard let members = reader.candidates(of: row, count: Int32(count)) else { return nil }
            candidates.append(members)
        }
        guard reader.left == 0 else { return nil }
        self.init(keys: keys, depth: Int(depth), candidates: candidates)
    }
}

extension ByteReader {
    /// The candidates of a row; `nil` when they do not end, or name a row that is not there or the row itself.
    fileprivate mutating func candidates(of row: Int32, count: Int32) -> [Int32]? {
        guard let length = compact(), length < count else { return nil }
        var members: [Int32] = []
        members.reserveCapacity(Int(length))
        var next: Int64 = 0
        for _ in 0..<length {
            guard let gap = compact() else { return nil }
            next += Int64(gap)
            guard next < count, next != row else { return nil }
            members.append(Int32(next))
            next += 1
        }
        return members
    }
}
