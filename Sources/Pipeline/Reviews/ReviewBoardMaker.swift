import Domain
import Ledger
import Reviews
import Signatures

/// Puts what reviews came to into the values that pages show.
struct ReviewBoardMaker {
    let inputs: ReviewInputs
    let work: ReviewWork
    let ledger: LedgerState
    /// A person's text without personal data.
    let redacted: (String) -> String

    func board() -> ReviewBoard {
        ReviewBoard(texts: texts, feedback: feedback, refused: refused, people: people, newest: newest)
    }

    /// Of the ledger's reviews and of those that this run accepts, as `ReviewVerifier.predecessor` finds them.
    private var newest: [String: [ReviewMark]] {
        let records =
            ledger.reviews.compactMap(ReviewRecord.init(ledger:))
            + work.outcome.verdicts.compactMap { $0.review?.record }
        return Dictionary(grouping: records.newest, by: \.subject.path).mapValues { records in
            records.map {
                ReviewMark(id: $0.id.rawValue, signer: $0.signer, topic: $0.topic, signedAt: $0.signedAt)
            }.sorted { $0.id < $1.id }
        }
    }

    private var texts: [String: TextReview] {
        var ratings: [ReviewSubject: (helpful: Int, unhelpful: Int)] = [:]
        for given in work.outcome.feedback {
            guard case .rating(let rating) = given.content else { continue }
            switch rating {
            case .helpful: ratings[given.head.subject, default: (0, 0)].helpful += 1
            case .unhelpful: ratings[given.head.subject, default: (0, 0)].unhelpful += 1
            }
        }
        let subjects = Set(work.frozen.keys).union(work.outcome.decisions.keys).union(ratings.keys)
            .union(ledger.endedApprovals.keys.compactMap(ReviewSubject.init(path:)))
        var texts: [String: TextReview] = [:]
        for subject in subjects {
            let rejection = work.outcome.decisions[subject]?.rejection
            let rating = ratings[subject] ?? (0, 0)
            texts[subject.path] = TextReview(
                approved: work.frozen[subject].map(approved),
                rejection: rejection.map { voice($0.head, file: $0.origin.path) }, rejected: rejection?.head.digest,
                ended: ledger.endedApprovals[subject.path].map {
                    TextReview.Ended(signer: $0.signer, generation: $0.generation, reason: $0.reason.rawValue)
                }, helpful: rating.helpful, unhelpful: rating.unhelpful)
        }
        return texts
    }

    private func approved(_ text: FrozenText) -> TextReview.Approved {
        TextReview.Approved(
            bytes: text.bytes, digest: text.digest, generation: text.record.generation,
            by: text.approvals.map { voice($0.head, file: $0.origin.path) },
            staleFor: text.record.staleFor?.rawValue)
    }

    private func voice(_ head: ReviewHead, file: String) -> ReviewVoice {
        ReviewVoice(
            signer: head.signer, file: file, signedAt: head.signedAt, expiresAt: head.expiresAt,
            comment: head.comment.map { redacted($0).trimmedWhitespace })
    }

    private var feedback: [GivenFeedback] {
        work.outcome.feedback.reversed().map { given in
            var cluster: ClusterID?
            var question: QuestionID?
            switch given.head.subject {
            case .resolution(let id): cluster = id
            case .assessment(let id): question = id
            }
            return GivenFeedback(
                kind: given.content.kind.rawValue, voice: voice(given.head, file: given.origin.path), cluster: cluster,
                question: question, other: given.content.otherCluster, tickets: given.content.tickets,
                word: word(given.content), obstacle: work.obstacles[given.head.id]?.sentence)
        }
    }

    private func word(_ content: FeedbackContent) -> String? {
        switch content {
        case .correction(let section, _): section.heading
        case .rating(let rating): rating.rawValue
        case .rename(let title): redacted(title)
        case .move, .merge, .split, .exclude: nil
        }
    }

    private var refused: [RefusedReview] {
        work.outcome.verdicts.compactMap { verdict in
            verdict.refusal.map {
                RefusedReview(
                    file: verdict.path, line: $0.line, code: $0.code.rawValue, summary: $0.summary,
                    remedy: $0.code.remedy, isLapsed: verdict.hasLapsed)
            }
        }
    }

    private var people: [ReviewPerson] {
        var keys: [String: [ReviewPerson.Key]] = [:]
        for line in inputs.signers.lines {
            let key = ReviewPerson.Key(
                fingerprint: line.key.fingerprint,
                families: ReviewFamily.allCases.filter { line.allows(namespace: $0.namespace) }.map(\.rawValue),
                validAfter: line.validAfter, validBefore: line.validBefore,
                isRevoked: inputs.revoked.contains(line.key))
            for principal in line.principals { keys[principal, default: []].append(key) }
        }
        return Set(keys.keys).union(inputs.roles.keys).sorted().map { name in
            ReviewPerson(
                name: name,
                roles: ReviewRole.allCases.filter { inputs.roles[name]?.contains($0) == true }.map(\.rawValue),
                keys: keys[name] ?? [])
        }
    }
}

extension FeedbackContent {
    /// The tickets that it names.
    var tickets: [TicketID] {
        switch self {
        case .move(let ticket, _), .exclude(let ticket): [ticket]
        case .split(let tickets): tickets
        case .correction, .rating, .rename, .merge: []
        }
    }
}
