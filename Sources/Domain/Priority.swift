/// A ticket's urgency: the tracker's own word and where it stands among all words.
public struct Priority: Hashable, Sendable, Codable {
    /// Levels that words of any tracker are mapped to, most urgent first.
    public enum Level: String, Sendable, Codable, CaseIterable, Comparable {
        case critical, high, normal, low, unset

        public static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }

        /// 0 for the most urgent.
        public var rank: Int { Level.allCases.firstIndex(of: self) ?? Level.allCases.count }
    }

    /// The word as exported, `Blocker` or `P2`.
    public let label: String
    /// The level it is read as.
    public let level: Level

    public init(label: String, level: Level) {
        self.label = label
        self.level = level
    }
}
