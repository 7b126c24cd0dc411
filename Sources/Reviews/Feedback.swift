public import Domain

/// Feedback whose signature and policy hold. Only `ReviewVerifier` makes one.
public struct Feedback: Sendable, Hashable {
    public let head: ReviewHead
    public let content: FeedbackContent
    public let origin: ReviewOrigin

    init(head: ReviewHead, content: FeedbackContent, origin: ReviewOrigin) {
        self.head = head
        self.content = content
        self.origin = origin
    }
}

/// What an expert says, by `kind`.
public enum FeedbackContent: Sendable, Hashable {
    /// `section`, `text`: a better text for a part of the resolution or for the answer. Markdown of a person.
    case correction(section: CorrectedSection, text: String)
    /// `rating`: how the published text serves.
    case rating(Rating)
    /// `title`: what the cluster is called from now on.
    case rename(title: String)
    /// `ticket`, `to`: the ticket belongs to another cluster than the subject.
    case move(ticket: TicketID, to: ClusterID)
    /// `into`: the subject is the same problem as another cluster, and goes on as that one.
    case merge(into: ClusterID)
    /// `tickets`: these of the subject's tickets are another problem, together.
    case split(tickets: [TicketID])
    /// `ticket`: it does not belong to the subject.
    case exclude(ticket: TicketID)

    public enum Rating: String, Sendable, Hashable, CaseIterable { case helpful, unhelpful }

    /// The part of a text that a correction replaces.
    public enum CorrectedSection: String, Sendable, Hashable, CaseIterable {
        case summary, answer
        case rootCause = "root_cause"
        case recommendedFix = "recommended_fix"
    }

    /// The value of `kind`.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case correction, rating, rename, move, merge, split, exclude

        /// The fields that this kind has beside the head; all are needed.
        var fields: [String] {
            switch self {
            case .correction: ["section", "text"]
            case .rating: ["rating"]
            case .rename: ["title"]
            case .move: ["ticket", "to"]
            case .merge: ["into"]
            case .split: ["tickets"]
            case .exclude: ["ticket"]
            }
        }
    }

    public var kind: Kind {
        switch self {
        case .correction: .correction
        case .rating: .rating
        case .rename: .rename
        case .move: .move
        case .merge: .merge
        case .split: .split
        case .exclude: .exclude
        }
    }

    /// The cluster beside the subject that it speaks of.
    public var otherCluster: ClusterID? {
        switch self {
        case .move(_, let to): to
        case .merge(let into): into
        case .correction, .rating, .rename, .split, .exclude: nil
        }
    }

    /// What of a signer's feedback on one subject replaces what: two corrections of one section do, two moved tickets
    /// do not.
    var topic: String {
        switch self {
        case .correction(let section, _): "correction/\(section.rawValue)"
        case .rating, .rename, .merge: kind.rawValue
        case .move(let ticket, _), .exclude(let ticket): "ticket/\(ticket)"
        case .split(let tickets): "split/" + ContentDigest.of(fields: tickets.map(\.rawValue)).hex
        }
    }
}
