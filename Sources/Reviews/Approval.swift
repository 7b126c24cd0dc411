/// An approval, a rejection or a withdrawal whose signature and policy hold. Only `ReviewVerifier` makes one.
public struct Approval: Sendable, Hashable {
    public enum Decision: String, Sendable, Hashable, CaseIterable {
        case approve
        /// The comment guides the next draft.
        case reject
        /// Takes an earlier approval back.
        case withdraw
    }

    public let head: ReviewHead
    public let decision: Decision
    public let origin: ReviewOrigin

    init(head: ReviewHead, decision: Decision, origin: ReviewOrigin) {
        self.head = head
        self.decision = decision
        self.origin = origin
    }
}
