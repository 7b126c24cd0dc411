/// A set of at most a thousand row numbers, emptied in time proportional to what it held.
struct RowSet {
    private static let bits: UInt32 = 11
    private var slots = [Int32](repeating: -1, count: 1 << RowSet.bits)
    private var used: [Int] = []

    mutating func removeAll() {
        for slot in used { slots[slot] = -1 }
        used.removeAll(keepingCapacity: true)
    }

    /// Whether the number was not there before.
    @discardableResult mutating func insert(_ number: Int32) -> Bool {
        var slot = Int(truncatingIfNeeded: (UInt32(bitPattern: number) &* 0x9E37_79B1) >> (32 - RowSet.bits))
        while slots[slot] >= 0 {
            if slots[slot] == number { return false }
            slot = (slot + 1) & (slots.count - 1)
        }
        slots[slot] = number
        used.append(slot)
        return true
    }
}
