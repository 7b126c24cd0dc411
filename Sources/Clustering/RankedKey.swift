/// A similarity and a row in one integer that orders by similarity, then by smaller row: larger is better. A total
/// order makes "the best 60" one set, however the search came by it.
enum RankedKey {
    @inline(__always) static func make(_ similarity: Float, _ row: Int32) -> UInt64 {
        let bits = similarity.bitPattern
        let ordered = bits >> 31 == 0 ? bits | 0x8000_0000 : ~bits
        return UInt64(ordered) << 32 | UInt64(~UInt32(bitPattern: row))
    }

    /// The same for a similarity that is an integer, a score.
    @inline(__always) static func make(score: Int32, _ row: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: score) ^ 0x8000_0000) << 32 | UInt64(~UInt32(bitPattern: row))
    }

    @inline(__always) static func row(_ key: UInt64) -> Int32 {
        Int32(bitPattern: ~UInt32(truncatingIfNeeded: key))
    }

    @inline(__always) static func similarity(_ key: UInt64) -> Float {
        let ordered = UInt32(truncatingIfNeeded: key >> 32)
        return Float(bitPattern: ordered >> 31 == 1 ? ordered & 0x7FFF_FFFF : ~ordered)
    }

    @inline(__always) static func score(_ key: UInt64) -> Int32 {
        Int32(bitPattern: UInt32(truncatingIfNeeded: key >> 32) ^ 0x8000_0000)
    }
}
