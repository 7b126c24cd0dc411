import Domain

/// Why git failed, by the words it uses in English.
enum GitFailure: Sendable, Hashable {
    case refused, unreachable, missing, moved, forbidden, tooLarge, other

    /// - Parameter outcome: of a push, which tells of refused branches in its answer.
    init(_ outcome: GitProgram.Outcome) { self.init(outcome.complaint + outcome.text) }

    init(_ complaint: String) {
        func says(_ words: String...) -> Bool { words.contains { complaint.contains($0) } }
        if says("stale info", "fetch first", "non-fast-forward", "cannot lock ref", "failed to update ref") {
            self = .moved
        } else if says("exceeds", "GH001", "pack exceeds maximum") {
            self = .tooLarge
        } else if says("remote rejected", "protected branch", "pre-receive hook declined") {
            self = .forbidden
        } else if says(
            "Authentication failed", "could not read Username", "could not read Password", "Permission denied",
            "Host key verification failed", "error: 401", "error: 403", "access denied", "Access denied")
        {
            self = .refused
        } else if says(
            "Could not resolve host", "Connection refused", "timed out", "Failed to connect", "unreachable",
            "Operation too slow", "not responding")
        {
            self = .unreachable
        } else if says("does not appear to be a git repository", "not found", "does not exist", "No such file") {
            self = .missing
        } else {
            self = .other
        }
    }

    /// Whether git was told, without credentials, to sign in or that there is no such repository. Everything else that
    /// ends it, such as a server that is busy, says nothing about who may read.
    static func isClosed(_ complaint: String) -> Bool {
        complaint.split(separator: "\n").contains { line in
            line.hasPrefix("fatal: could not read Username for '")
                || line.hasPrefix("fatal: repository '") && line.hasSuffix("' not found")
        }
    }

    func error(_ verb: String, place: String) -> CasebookError {
        let (kind, code, summary, remedy): (CasebookError.Kind, String, String, String) =
            switch self {
            case .refused:
                (
                    .refused, "git_access", "the repository does not let this user in",
                    "give git credentials for it: publish.token, an SSH key, or a credential helper"
                )
            case .unreachable:
                (
                    .unavailable, "git_unreachable", "the repository cannot be reached",
                    "check its address and the network"
                )
            case .missing:
                (
                    .badConfiguration, "git_missing",
                    "there is no repository at this address, or none that this user sees",
                    "check publish.repository, and make the repository"
                )
            case .moved:
                (
                    .unavailable, "branch_moved", "somebody else pushed to the branch at the same time, twice",
                    "run \"casebook publish\" again"
                )
            case .forbidden:
                (
                    .refused, "git_forbidden", "the repository's rules refuse this push",
                    "let this user push to the branch, with force where publish.history is \"replace\""
                )
            case .tooLarge:
                (
                    .checkFailed, "git_too_large", "a file is larger than the repository takes",
                    "publish to another target"
                )
            case .other:
                (
                    .unavailable, "git_failed", "git \(verb) failed",
                    "run \"git ls-remote\" with this repository, which says why"
                )
            }
        return CasebookError(kind, code: code, file: place, summary, remedy: remedy)
    }
}
