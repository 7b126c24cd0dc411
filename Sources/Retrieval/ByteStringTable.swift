/// Numbers distinct byte strings in order of first sight: a hash table over one flat arena.
struct ByteStringTable: Sendable {
    private var arena: [UInt8] = []
    private var starts: [Int] = [0]
    private var slots: [Int32]

    init() { slots = Array(repeating: -1, count: 1 << 12) }

    /// How many distinct strings there are.
    var count: Int { starts.count - 1 }

    /// The string of a number.
    subscript(number: Int) -> ArraySlice<UInt8> { arena[starts[number]..<starts[number + 1]] }

    /// The number of a string, if it was seen.
    func find(_ bytes: [UInt8]) -> Int? {
        var slot = Int(truncatingIfNeeded: ByteStringTable.hash(bytes)) & (slots.count - 1)
        while slots[slot] >= 0 {
            if equals(Int(slots[slot]), bytes) { return Int(slots[slot]) }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// The number of a string, a new one if it was not seen.
    mutating func intern(_ bytes: [UInt8]) -> Int {
        var slot = Int(truncatingIfNeeded: ByteStringTable.hash(bytes)) & (slots.count - 1)
        while slots[slot] >= 0 {
            if equals(Int(slots[slot]), bytes) { return Int(slots[slot]) }
            slot = (slot + 1) & (slots.count - 1)
        }
        let number = count
        slots[slot] = Int32(number)
        arena.append(contentsOf: bytes)
        starts.append(arena.count)
        if count * 2 > slots.count { grow() }
        return number
    }

    /// FNV-1a, mixed at the end: the same on every machine, unlike Swift's seeded hashing.
    static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var value: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
        value ^= value >> 32
        return value &* 0x9E37_79B9_7F4A_7C15 >> 8
    }

    private func equals(_ number: Int, _ bytes: [UInt8]) -> Bool {
        let start = starts[number]
        guard starts[number + 1] - start == bytes.count else { return false }
        for offset in 0..<bytes.count where arena[start + offset] != bytes[offset] { return false }
        return true
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 4)
        for number in 0..<count {
            var slot = Int(truncatingIfNeeded: ByteStringTable.hash(self[number])) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(number)
        }
    }
}
