/// Numbers 64-bit hashes in the order in which they are first seen: an open-addressing table that, unlike
/// `Dictionary`, needs no second hash of what is one already.
struct HashIndex {
    private var keys: [UInt64] = []
    private var slots: [Int32]
    private var mask: Int

    init(minimumCapacity: Int = 1_024) {
        var capacity = 1_024
        while capacity < minimumCapacity * 2 { capacity *= 2 }
        slots = [Int32](repeating: -1, count: capacity)
        mask = capacity - 1
    }

    var count: Int { keys.count }

    /// The number of a hash, or `nil`.
    func number(of key: UInt64) -> Int? {
        let slot = slots[find(key)]
        return slot < 0 ? nil : Int(slot)
    }

    /// The number of a hash, which gets the next number when it is new.
    mutating func insert(_ key: UInt64) -> Int {
        let slot = find(key)
        if slots[slot] >= 0 { return Int(slots[slot]) }
        slots[slot] = Int32(keys.count)
        keys.append(key)
        if keys.count * 2 > slots.count { grow() }
        return keys.count - 1
    }

    private func find(_ key: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: key &* 0x9E37_79B9_7F4A_7C15 >> 20) & mask
        while slots[slot] >= 0, keys[Int(slots[slot])] != key { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        mask = slots.count - 1
        for (number, key) in keys.enumerated() { slots[find(key)] = Int32(number) }
    }
}
