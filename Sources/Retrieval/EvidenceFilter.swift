public import Domain

/// Which evidence a search may return. An absent condition lets everything through.
public struct EvidenceFilter: Sendable, Hashable {
    /// Compared without regard to ASCII case. Articles of no product speak of all products and pass.
    public var product: String?
    /// Earliest moment, inclusive. Undated evidence does not pass a date condition, except articles.
    public var from: Instant?
    /// Latest moment, exclusive.
    public var until: Instant?
    /// Tickets in another state do not pass; articles have none and do.
    public var state: TicketState?

    public init(product: String? = nil, from: Instant? = nil, until: Instant? = nil, state: TicketState? = nil) {
        self.product = product
        self.from = from
        self.until = until
        self.state = state
    }

    /// Everything passes.
    public static let none = EvidenceFilter()

    /// Whether a document may be returned.
    public func admits(_ document: EvidenceDocument) -> Bool {
        let isArticle = if case .article = document.id { true } else { false }
        if let product {
            if let other = document.product {
                if !EvidenceFilter.equalIgnoringASCIICase(product, other) { return false }
            } else if !isArticle {
                return false
            }
        }
        if let state, let other = document.state, other != state { return false }
        guard let date = document.date else { return isArticle || (from == nil && until == nil) }
        if let from, date < from { return false }
        if let until, date >= until { return false }
        return true
    }

    private static func equalIgnoringASCIICase(_ left: String, _ right: String) -> Bool {
        func folded(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
        return left.utf8.elementsEqual(right.utf8) { folded($0) == folded($1) }
    }
}
