/// A 64-bit hash of bytes that is the same on every machine and in every run: FNV-1a (Fowler, Noll and Vo),
/// finished with the mixer of MurmurHash3 (Appleby) so that every bit depends on every byte.
public enum StableHash {
    /// The state before the first byte.
    @inline(__always) public static var seed: UInt64 { 0xCBF2_9CE4_8422_2325 }

    /// Adds a byte.
    @inline(__always) public static func adding(_ byte: UInt8, to state: UInt64) -> UInt64 {
        (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }

    /// Makes the hash of the state.
    @inline(__always) public static func finish(_ state: UInt64) -> UInt64 {
        var hash = state
        hash ^= hash >> 33
        hash &*= 0xFF51_AFD7_ED55_8CCD
        hash ^= hash >> 33
        hash &*= 0xC4CE_B9FE_1A85_EC53
        hash ^= hash >> 33
        return hash
    }

    /// The hash of part of an array.
    public static func of(_ bytes: [UInt8], _ range: Range<Int>) -> UInt64 {
        var state = seed
        for index in range { state = adding(bytes[index], to: state) }
        return finish(state)
    }

    /// The hash of two hashes in order.
    @inline(__always) public static func combine(_ first: UInt64, _ second: UInt64) -> UInt64 {
        finish((first &* 0x9E37_79B9_7F4A_7C15) ^ (second &+ 0x632B_E59B_D9B4_E019))
    }
}
