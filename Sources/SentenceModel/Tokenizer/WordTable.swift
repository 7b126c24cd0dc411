/// Byte strings with a number each, made once and then looked up without making strings: open addressing over one
/// arena of bytes.
struct WordTable: Sendable {
    private struct Slot {
        var offset: UInt32 = 0
        /// Zero marks a free slot.
        var length: UInt32 = 0
        var id: Int32 = 0
        /// The upper half of the hash, so that most different words are told apart without their bytes.
        var tag: UInt32 = 0
    }

    private var arena: [UInt8] = []
    private var slots: [Slot]
    private let mask: Int
    /// The length of the longest word in bytes.
    private(set) var longest = 0

    /// - Parameter words: none empty. Of two equal ones the later counts.
    init(_ words: [(bytes: [UInt8], id: Int32)]) {
        var capacity = 16
        while capacity < words.count * 2 { capacity *= 2 }
        slots = [Slot](repeating: Slot(), count: capacity)
        mask = capacity - 1
        arena.reserveCapacity(words.reduce(0) { $0 + $1.bytes.count })
        for word in words where !word.bytes.isEmpty { insert(word.bytes, id: word.id) }
    }

    /// FNV-1a, byte by byte, so that all beginnings of a word are hashed in one pass.
    static let hashStart: UInt64 = 0xCBF2_9CE4_8422_2325

    @inline(__always)
    static func hash(_ hash: UInt64, adding byte: UInt8) -> UInt64 { (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }

    private mutating func insert(_ bytes: [UInt8], id: Int32) {
        let hash = bytes.reduce(Self.hashStart) { Self.hash($0, adding: $1) }
        let tag = UInt32(truncatingIfNeeded: hash >> 32)
        var place = Int(truncatingIfNeeded: hash ^ hash >> 32) & mask
        while slots[place].length > 0 {
            let slot = slots[place]
            if slot.tag == tag, arena[Int(slot.offset)..<Int(slot.offset + slot.length)].elementsEqual(bytes) {
                slots[place].id = id
                return
            }
            place = (place + 1) & mask
        }
        slots[place] = Slot(offset: UInt32(arena.count), length: UInt32(bytes.count), id: id, tag: tag)
        arena.append(contentsOf: bytes)
        longest = max(longest, bytes.count)
    }

    /// The number of a word, whose hash is known.
    @inline(__always)
    func id(of bytes: UnsafeBufferPointer<UInt8>.SubSequence, hash: UInt64) -> Int32? {
        let tag = UInt32(truncatingIfNeeded: hash >> 32)
        var place = Int(truncatingIfNeeded: hash ^ hash >> 32) & mask
        while true {
            let slot = slots[place]
            if slot.length == 0 { return nil }
            if slot.tag == tag, Int(slot.length) == bytes.count, isEqual(slot, bytes) { return slot.id }
            place = (place + 1) & mask
        }
    }

    @inline(__always)
    private func isEqual(_ slot: Slot, _ bytes: UnsafeBufferPointer<UInt8>.SubSequence) -> Bool {
        var offset = Int(slot.offset)
        for byte in bytes {
            if arena[offset] != byte { return false }
            offset += 1
        }
        return true
    }

    /// The number of a word.
    func id(of text: String) -> Int32? {
        let bytes = Array(text.utf8)
        let hash = bytes.reduce(Self.hashStart) { Self.hash($0, adding: $1) }
        return bytes.withUnsafeBufferPointer { id(of: $0[...], hash: hash) }
    }
}
