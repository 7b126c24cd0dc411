public import Domain
internal import CloudCredentials
internal import HTTPTransport

/// Why a store did not do what it was asked. Its texts hold no key, no token and nothing that a store says but the code
/// of its error.
public struct ObjectStoreFailure: Error, Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// There is no such object, or no such bucket.
        case missing
        /// There is another version of the object than the one that was asked for.
        case changed
        /// The credentials are missing, wrong or too weak.
        case unauthorised
        /// The store refuses the request as it is, or leads to another place.
        case refused
        /// The store cannot be reached, or fails, after all attempts.
        case unavailable
        /// The answer is not what the store's description says.
        case malformed
        /// There are more bytes than may be.
        case tooLarge
        /// The key is no plain path; nothing was sent.
        case badKey
        /// The file on this machine cannot be read.
        case unreadable
        /// The file on this machine cannot be written.
        case unwritable
        /// The caller wants it no more.
        case cancelled
    }

    public let kind: Kind
    /// `s3://bucket/key`.
    public let place: String
    /// What happened, one clause.
    public let detail: String
    /// The store's code of its error.
    public let code: String?

    public init(_ kind: Kind, place: String, _ detail: String, code: String? = nil) {
        self.kind = kind
        self.place = place
        self.detail = detail
        self.code = code
    }

    /// The failure in words for people.
    public var error: CasebookError {
        CasebookError(errorKind, code: errorCode, "\(place): \(detail)", remedy: remedy)
    }

    private var errorKind: CasebookError.Kind {
        switch kind {
        case .unauthorised: .refused
        case .refused: .badConfiguration
        case .malformed, .missing, .changed, .unavailable, .cancelled: .unavailable
        case .tooLarge, .badKey, .unreadable: .badInput
        case .unwritable: .cannotWrite
        }
    }

    private var errorCode: String {
        switch kind {
        case .missing: "object_missing"
        case .changed: "object_changed"
        case .unauthorised: "store_unauthorised"
        case .refused: "store_refused"
        case .unavailable: "store_unavailable"
        case .malformed: "store_malformed"
        case .tooLarge: "object_too_large"
        case .badKey: "bad_key"
        case .unreadable: "cannot_read"
        case .unwritable: "cannot_write"
        case .cancelled: "cancelled"
        }
    }

    private var remedy: String {
        switch kind {
        case .missing: "check the name of the bucket or container, and that nobody else deletes from it"
        case .changed: "run again: it was replaced meanwhile"
        case .unauthorised where code == "RequestTimeTooSkewed": "set this machine's clock"
        case .unauthorised: "check the credentials, and what they may do there"
        case .refused: "check the bucket's name, its region and the endpoint"
        case .unavailable: "check the network and the endpoint, and run again"
        case .malformed: "check that the endpoint is a store of the configured kind"
        case .tooLarge: "store smaller files there"
        case .badKey: "rename what has control characters, \".\" or \"..\" in its path"
        case .unreadable: "check that the file is there and may be read"
        case .unwritable: "check the space on the disk and the permissions of the folder"
        case .cancelled: "run again"
        }
    }
}

extension ObjectStoreFailure {
    /// The failure behind an error of a client.
    init(_ error: any Error, place: String) {
        switch error {
        case let failure as ObjectStoreFailure: self = failure
        case let failure as CredentialFailure:
            let kind: Kind =
                switch failure.kind {
                case .unauthorised: .unauthorised
                case .rateLimited, .unavailable: .unavailable
                case .refused: .refused
                case .malformed: .malformed
                case .cancelled: .cancelled
                }
            self.init(kind, place: place, "\(failure.service): \(failure.detail)")
        case let failure as HTTPFailure:
            let kind: Kind =
                switch failure.kind {
                case .unreachable, .tooSlow, .untrusted, .status, .circuitOpen, .ambiguous, .rateLimited: .unavailable
                case .redirected, .malformed: .refused
                case .tooLarge: .tooLarge
                case .cancelled: .cancelled
                }
            self.init(kind, place: place, failure.detail)
        default: self.init(.cancelled, place: place, "it was cancelled")
        }
    }

    /// The failure that an unwanted answer tells of.
    init(_ reply: HTTPReply, place: String) {
        let error = ServiceError(reply)
        let kind: Kind =
            switch (reply.status, error.code) {
            case (404, _): .missing
            case (412, _): .changed
            case (401, _), (403, _), (_, "ExpiredToken"), (_, "InvalidToken"): .unauthorised
            // Stores that speak as S3 does lack some of its calls, and will tomorrow.
            case (501, _), (_, "NotImplemented"): .refused
            case (408, _), (429, _), (500...599, _): .unavailable
            default: .refused
            }
        let code = error.code.map { " (\($0))" } ?? ""
        self.init(
            kind, place: place, "the store answers with status \(reply.status)\(code)", code: error.code)
    }
}
