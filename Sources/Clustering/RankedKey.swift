/// A similarity and a row in one integer that orders by similarity, then by smaller row: larger is better. A total
/// order makes "the best 60" one set, however the search came by it.
enum RankedKey {
    @inline(__always) static func make(_ similarity: Float, _ row: Int32) -> UInt64 {
        let bits = similarity.bitPattern
        let ordered = bits >> 31 == 0 ? bits | 0x8000_0000 : ~bits
        return UInt64(ordered) << 32 | UInt64(~UInt32(bitPattern: row))
    }

    @inline(__always) static func row(_ key: UInt64) -> Int32 {
        Int32(bitPattern: ~UInt32(truncatingIfNeeded: key))
    }

    @inline(__always) static func similarity(_ key: UInt64) -> Float {
        let ordered = UInt32(key >> 32)
        return Float(bitPattern: ordered >> 31 == 1 ? ordered & 0x7FFF_FFFF : ~ordered)
    }
}
