/// How well answers rest on evidence, and how well it is known what cannot be answered.
///
/// Every labelled question counts. One whose answer failed was neither answered nor refused.
public struct GroundingScores: Sendable, Hashable {
    /// What came of one question.
    public struct Item: Sendable, Hashable {
        public enum Outcome: String, Sendable { case answered, refused, failed }

        public let id: String
        /// Whether a person said that the evidence answers it.
        public let isAnswerable: Bool
        public let outcome: Outcome
        /// Of each published claim, whether what it cites says it.
        public let supported: [Bool]
        /// Claims that the writer left out for want of support.
        public let dropped: Int
        /// Whether something that a person named as evidence is cited; `nil` when nobody named any.
        public let citesExpected: Bool?

        public init(
            id: String, isAnswerable: Bool, outcome: Outcome, supported: [Bool] = [], dropped: Int = 0,
            citesExpected: Bool? = nil
        ) {
            self.id = id
            self.isAnswerable = isAnswerable
            self.outcome = outcome
            self.supported = supported
            self.dropped = dropped
            self.citesExpected = citesExpected
        }
    }

    public let items: [Item]

    public init(_ items: [Item]) { self.items = items }

    public var answerable: Int { items.count(where: \.isAnswerable) }
    public var unanswerable: Int { items.count - answerable }
    public var failed: Int { items.count { $0.outcome == .failed } }

    /// Of answerable questions, the share answered; 0 when there is none.
    public var answeredShare: Double {
        Self.share(items.count { $0.isAnswerable && $0.outcome == .answered }, of: answerable)
    }

    /// Of unanswerable questions, the share refused; 0 when there is none.
    public var refusedShare: Double {
        Self.share(items.count { !$0.isAnswerable && $0.outcome == .refused }, of: unanswerable)
    }

    public var claims: Int { items.reduce(0) { $0 + $1.supported.count } }
    public var dropped: Int { items.reduce(0) { $0 + $1.dropped } }

    /// Of published claims, the share that is supported; 0 when none was published.
    public var supportedShare: Double {
        Self.share(items.reduce(0) { $0 + $1.supported.count(where: \.self) }, of: claims)
    }

    /// Of answerable questions whose evidence a person named, the share that is answered and cites some of it; `nil` when
    /// nobody named any.
    public var expectedShare: Double? {
        let named = items.filter { $0.isAnswerable && $0.citesExpected != nil }
        return named.isEmpty ? nil : Self.share(named.count { $0.citesExpected == true }, of: named.count)
    }

    private static func share(_ count: Int, of total: Int) -> Double {
        total == 0 ? 0 : Double(count) / Double(total)
    }
}
