/// What the ledger's words about approvals mean to readers.
enum ReviewWords {
    /// Why an approved text no longer fits.
    static func stale(_ reason: String) -> String {
        switch reason {
        case "exemplars": "too few of its typical tickets are left in the cluster"
        case "centroid": "its tickets now speak of other things"
        case "volume": "the cluster has grown or shrunk a lot"
        case "evidence": "other evidence is found for the question now"
        case "corrected": "an expert has corrected it"
        default: "the cluster has changed"
        }
    }

    /// How an approval came to its end.
    static func end(_ reason: String) -> String {
        switch reason {
        case "replaced": "a newer approval took its place"
        case "withdrawn": "the signer took it back"
        case "rejected": "the text was rejected later"
        case "expired": "it expired"
        case "unsupported": "the signer's key or role no longer holds"
        case "revoked_key": "the signer's key was revoked"
        case "file_gone": "its file is no longer there"
        case "text_gone": "the approved text is no longer there"
        case "subject_ended": "what it was about has ended"
        case "erased": "a ticket that it quoted was erased"
        default: "it no longer holds"
        }
    }

    /// What a review says, as a verb.
    static func said(_ verb: String) -> String {
        switch verb {
        case "approve": "approved the text"
        case "reject": "rejected the text"
        case "withdraw": "took an approval back"
        case "correction": "corrected the text"
        case "rating": "rated the text"
        case "rename": "named the cluster"
        case "move": "moved a ticket"
        case "merge": "merged two clusters"
        case "split": "split the cluster"
        case "exclude": "took a ticket out"
        default: "reviewed the text"
        }
    }
}
