import Domain

/// What makes a node itself: its words and its vector. Neighbours found earlier are known by it, and rows of equal
/// score are ordered by it, since it, unlike a number, stays as other tickets come and go.
struct NodeKey: Hashable, Comparable, Sendable {
    let high: UInt64
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Half of the SHA-256 of a text's digest and a vector's bytes.
    init(_ text: ContentDigest?, _ vector: UnsafeBufferPointer<Float>) {
        var hasher = ContentDigest.DigestHasher()
        if let text { hasher.update(text.bytes) }
        hasher.update(buffer: UnsafeRawBufferPointer(vector))
        let bytes = hasher.finish().bytes
        func number(_ range: Range<Int>) -> UInt64 { bytes[range].reduce(0) { $0 << 8 | UInt64($1) } }
        self.init(high: number(0..<8), low: number(8..<16))
    }

    static func < (left: NodeKey, right: NodeKey) -> Bool {
        left.high != right.high ? left.high < right.high : left.low < right.low
    }
}
