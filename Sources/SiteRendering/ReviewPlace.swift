import Domain

/// Where the signed reviews of a site go: what its pages need to know of the repository that people bring them to.
public struct ReviewPlace: Sendable, Hashable {
    /// A git host whose page for new files can be opened by address.
    public struct Repository: Sendable, Hashable {
        /// `github`, `gitlab`, `azure` or `bitbucket`.
        public let host: String
        /// Without a slash at the end.
        public let url: String
        /// The branch that is built.
        public let branch: String

        public init(host: String, url: String, branch: String) {
            self.host = host
            self.url = url
            self.branch = branch
        }
    }

    /// The tenant's name on the command line.
    public let tenant: String
    /// The tenant's folder within the repository, without slashes at its ends.
    public let folder: String
    /// `nil` when the configuration names none: a review is then downloaded or copied.
    public let repository: Repository?

    public init(tenant: String, folder: String, repository: Repository? = nil) {
        self.tenant = tenant
        self.folder = folder
        self.repository = repository
    }
}

extension BookSite {
    /// What the review panel of a published text's page is made from.
    ///
    /// - Parameter path: the text's own, within the site.
    func setPanel(_ path: String, in fields: inout Fields) {
        guard let text = texts[path] else { return }
        let (kind, id) =
            switch text.subject {
            case .resolution(let cluster): ("resolution", cluster.rawValue)
            case .answer(let question): ("assessment", question.rawValue)
            }
        fields["panelKind"] = kind
        fields["panelSubject"] = id
        fields["isPanelOfCluster"] = kind == "resolution"
        fields["panelTenant"] = reviews.tenant
        fields["panelFolder"] = reviews.folder
        fields["panelHost"] = reviews.repository?.host ?? ""
        fields["panelURL"] = reviews.repository?.url ?? ""
        fields["panelBranch"] = reviews.repository?.branch ?? ""
        fields["panelPast"] = JSONValue.array((book.reviews.newest[path] ?? []).map(Self.mark)).canonicalText
        fields["exactText"] = String(decoding: text.bytes, as: UTF8.self)
    }

    /// What a new review needs to name the one that it replaces.
    private static func mark(_ review: ReviewMark) -> JSONValue {
        [
            "id": .string(review.id), "signer": .string(review.signer), "topic": .string(review.topic),
            "signed_at": .string(review.signedAt.iso8601),
        ]
    }
}
