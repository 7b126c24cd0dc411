/// What a zip container may come to.
public struct ZipLimits: Sendable, Hashable {
    public var entries: Int
    /// Bytes of all entries unpacked.
    public var expandedBytes: Int
    /// How many times the stored size they may come to, once they are past `freeExpansion` bytes.
    public var expansionRatio: Int
    public var freeExpansion: Int

    public init(entries: Int, expandedBytes: Int, expansionRatio: Int, freeExpansion: Int) {
        self.entries = entries
        self.expandedBytes = expandedBytes
        self.expansionRatio = expansionRatio
        self.freeExpansion = freeExpansion
    }
}
