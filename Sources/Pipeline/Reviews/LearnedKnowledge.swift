import Domain
import ExtractiveWriting
import Redaction
import Reviews

/// What signed reviews add to the knowledge base: approved texts and accepted corrections, redacted like every article.
struct LearnedKnowledge: Sendable {
    /// In order of id.
    let articles: [Article]
    /// The corrections of each text, oldest first, each with the article that holds it.
    let corrections: [ReviewSubject: [Correction]]

    static let none = LearnedKnowledge(articles: [], corrections: [:])

    struct Correction: Sendable {
        let review: ReviewID
        let section: FeedbackContent.CorrectedSection
        let article: Article
    }

    private init(articles: [Article], corrections: [ReviewSubject: [Correction]]) {
        self.articles = articles
        self.corrections = corrections
    }

    /// - Parameters:
    ///   - frozen: the approved texts.
    ///   - feedback: oldest first.
    ///   - subjectName: what a cluster or a question is called in titles.
    init(
        frozen: [FrozenText], feedback: [Feedback], redactor: Redactor,
        subjectName: (ReviewSubject) -> String
    ) {
        var ratings: [ReviewSubject: Int] = [:]
        for given in feedback {
            if case .rating(let rating) = given.content {
                ratings[given.head.subject, default: 0] += rating == .helpful ? 1 : -1
            }
        }
        var articles = frozen.compactMap { Self.article(of: $0, rating: ratings[$0.subject] ?? 0, redactor) }
        var corrections: [ReviewSubject: [Correction]] = [:]
        for given in feedback {
            guard case .correction(let section, let text) = given.content,
                let article = Self.article(
                    of: given, section: section, text: text, name: subjectName(given.head.subject),
                    rating: ratings[given.head.subject] ?? 0, redactor)
            else { continue }
            articles.append(article)
            corrections[given.head.subject, default: []].append(
                Correction(review: given.head.id, section: section, article: article))
        }
        self.articles = articles.sorted { $0.id < $1.id }
        self.corrections = corrections
    }

    private static func article(of text: FrozenText, rating: Int, _ redactor: Redactor) -> Article? {
        guard let id = ArticleID("approved-\(text.subject.id)") ?? ArticleID("approved-\(text.digest.hex)"),
            let approval = text.approvals.first
        else { return nil }
        return Article(
            id: id, title: redactor.redact(text: text.document.title).text.display,
            body: redactor.redact(text: text.document.body).text, labels: ["approved"], product: nil,
            updated: approval.head.signedAt,
            provenance: Provenance(
                kind: .approved, subject: text.subject, head: approval.head, file: approval.origin.path,
                digest: text.digest, rating: rating))
    }

    private static func article(
        of given: Feedback, section: FeedbackContent.CorrectedSection, text: String, name: String, rating: Int,
        _ redactor: Redactor
    ) -> Article? {
        guard let id = ArticleID("correction-\(given.origin.payloadDigest.hex.prefix(16))") else { return nil }
        return Article(
            id: id, title: redactor.redact(text: "\(section.heading): \(name)").text.display,
            body: redactor.redact(text: text).text, labels: ["correction"], product: nil, updated: given.head.signedAt,
            provenance: Provenance(
                kind: .correction, subject: given.head.subject, head: given.head, file: given.origin.path,
                digest: given.origin.payloadDigest, rating: rating))
    }

    /// The tenant's own articles with what was learned. An article of the tenant's own must not pass for one that people
    /// signed: it gives way to the signed one of the same name.
    func joined(with own: [Article]) -> [Article] {
        let taken = Set(articles.map(\.id))
        return (own.filter { !taken.contains($0.id) } + articles).sorted { $0.id < $1.id }
    }
}

extension FeedbackContent.CorrectedSection {
    /// As published texts head it.
    var heading: String {
        switch self {
        case .summary: "What happens"
        case .rootCause: "Root cause"
        case .recommendedFix: "Recommended fix"
        case .answer: "Answer"
        }
    }
}

extension Provenance {
    init(
        kind: Kind, subject: ReviewSubject, head: ReviewHead, file: String, digest: ContentDigest, rating: Int
    ) {
        let cluster: ClusterID? = if case .resolution(let id) = subject { id } else { nil }
        let question: QuestionID? = if case .assessment(let id) = subject { id } else { nil }
        self.init(
            kind: kind, file: file, signer: head.signer, signedAt: head.signedAt, digest: digest, cluster: cluster,
            question: question, rating: rating)
    }
}

/// Takes experts' corrections up in drafts: the corrected part is what the expert wrote, cited as such.
struct CorrectionWriting {
    let corrections: [ReviewSubject: [LearnedKnowledge.Correction]]

    /// Of everything the corrected texts depend on.
    var digest: ContentDigest {
        var hasher = ContentDigest.DigestHasher()
        for subject in corrections.keys.sorted(by: { $0.path < $1.path }) {
            for correction in corrections[subject] ?? [] {
                for field in [subject.path, correction.section.rawValue, correction.article.body.masked] {
                    hasher.update(field: field)
                }
            }
        }
        return hasher.finish()
    }

    func corrected(_ resolution: Resolution) -> Resolution {
        var resolution = resolution
        for correction in corrections[.resolution(resolution.cluster)] ?? [] {
            let claims = ArticleClaims.claims(of: correction.article)
            guard !claims.isEmpty else { continue }
            switch correction.section {
            case .summary: resolution.summary = claims
            case .rootCause: resolution.rootCause = claims
            case .recommendedFix: resolution.recommendedFix = claims
            case .answer: break
            }
        }
        return resolution
    }

    func corrected(_ assessment: Assessment) -> Assessment {
        let own = corrections[.assessment(assessment.question.id)] ?? []
        let claims = own.last { $0.section == .answer }.map { ArticleClaims.claims(of: $0.article) } ?? []
        guard !claims.isEmpty else { return assessment }
        var assessment = assessment
        assessment.outcome = .answered(claims)
        return assessment
    }
}
