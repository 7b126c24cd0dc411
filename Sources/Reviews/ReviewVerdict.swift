/// What became of one file.
public struct ReviewVerdict: Sendable, Hashable {
    public let path: String
    public let result: Result<VerifiedReview, ReviewRefusal>
    /// The ledger accepted this review once, and it counts no longer: replaced, expired, or its text has changed. That
    /// is history, not an attempt at anything.
    public let hasLapsed: Bool

    /// The review, if it may be acted on.
    public var review: VerifiedReview? { try? result.get() }

    /// Why it may not.
    public var refusal: ReviewRefusal? {
        guard case .failure(let refusal) = result else { return nil }
        return refusal
    }
}
