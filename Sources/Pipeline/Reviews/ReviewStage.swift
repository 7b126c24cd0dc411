import Domain
import Ledger
import Reviews

/// Verifies every review of the tenant, and says what follows from those that hold.
struct ReviewStage {
    let tenant: TenantID
    let inputs: ReviewInputs
    let ledger: LedgerState
    let now: Instant

    /// What was decided on one text.
    struct Decision: Sendable {
        /// The approvals of the one version that is approved, newest first; empty when none is.
        let approvals: [Approval]
        /// The newest rejection that no later approval has answered.
        let rejection: Approval?
    }

    struct Outcome: Sendable {
        /// In order of path.
        let verdicts: [ReviewVerdict]
        let decisions: [ReviewSubject: Decision]
        /// Oldest first.
        let feedback: [Feedback]
        /// What the ledger has to learn: reviews that are new to it, and files that are refused.
        let facts: [LedgerFact]
        /// The first moment at which a verdict may change though no file does.
        let changesAt: Instant?
        /// How an approval of the ledger that counts no longer came to its end, by the path of its text.
        let ends: [String: ApprovalEnd]

        static let none = Outcome(
            verdicts: [], decisions: [:], feedback: [], facts: [], changesAt: nil, ends: [:])
    }

    func run() -> Outcome {
        let context = ReviewContext(tenant: tenant, inputs: inputs, ledger: ledger, now: now)
        let verdicts = ReviewVerifier(context: context).verify(inputs.files)
        let reviews = verdicts.compactMap(\.review).sorted {
            ($0.head.signedAt, $0.head.id) < ($1.head.signedAt, $1.head.id)
        }
        var approvals: [ReviewSubject: [Approval]] = [:]
        var feedback: [Feedback] = []
        for review in reviews {
            switch review {
            case .approval(let approval): approvals[approval.head.subject, default: []].append(approval)
            case .feedback(let given): feedback.append(given)
            }
        }
        let decisions = approvals.mapValues(Decision.init)
        return Outcome(
            verdicts: verdicts, decisions: decisions, feedback: feedback, facts: facts(reviews, verdicts),
            changesAt: changesAt(reviews, verdicts), ends: ends(verdicts, decisions, approvals))
    }

    private func facts(_ reviews: [VerifiedReview], _ verdicts: [ReviewVerdict]) -> [LedgerFact] {
        var facts = signerChanges
        facts += reviews.filter { !ledger.reviewIDs.contains($0.head.id.rawValue) }.map {
            LedgerFact.reviewAccepted(LedgerReview($0))
        }
        var refusals = ledger.refusals
        for (file, verdict) in zip(inputs.files, verdicts) {
            guard let refusal = verdict.refusal, !verdict.hasLapsed else { continue }
            let digest = ContentDigest.of(file.bytes)
            if refusals.updateValue(refusal.code.rawValue, forKey: digest) == refusal.code.rawValue { continue }
            facts.append(.reviewRefused(name: file.path, digest: digest, code: refusal.code.rawValue))
        }
        return facts
    }

    /// Keys that may sign and did not before, that may no longer, and that are revoked now.
    private var signerChanges: [LedgerFact] {
        var present: [LedgerSigner: Bool] = [:]
        for line in inputs.signers.lines {
            for principal in line.principals {
                let signer = LedgerSigner(principal: principal, key: line.key.fingerprint)
                present[signer] = inputs.revoked.contains(line.key)
            }
        }
        return Set(present.keys).union(ledger.signers.keys).sorted().compactMap { signer in
            switch (ledger.signers[signer], present[signer]) {
            case (let before, let now) where before == now: nil
            case (_, nil): .signer(signer, .removed)
            case (_, true?): .signer(signer, .revoked)
            case (_, false?): .signer(signer, .enrolled)
            }
        }
    }

    private func changesAt(_ reviews: [VerifiedReview], _ verdicts: [ReviewVerdict]) -> Instant? {
        let expiries = reviews.compactMap { review -> Instant? in
            guard review.verb == Approval.Decision.approve.rawValue else { return nil }
            return Instant(seconds: review.head.expiresAt.seconds + 1)
        }
        let isEarly = verdicts.contains { $0.refusal?.code == .signedInFuture }
        return (expiries + (isEarly ? [now] : [])).min()
    }

    /// Why each approval of the ledger that no decision bears out any more has ended.
    private func ends(
        _ verdicts: [ReviewVerdict], _ decisions: [ReviewSubject: Decision], _ approvals: [ReviewSubject: [Approval]]
    ) -> [String: ApprovalEnd] {
        var ends: [String: ApprovalEnd] = [:]
        var codes: [ContentDigest: RefusalCode] = [:]
        for (file, verdict) in zip(inputs.files, verdicts) {
            if let code = verdict.refusal?.code { codes[ContentDigest.of(file.bytes)] = code }
        }
        let known = Dictionary(ledger.reviews.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for (path, approval) in ledger.approvals {
            guard let subject = ReviewSubject(path: path) else { continue }
            let counting = decisions[subject]?.approvals.first
            if let counting {
                if counting.head.digest != approval.digest { ends[path] = .replaced }
                continue
            }
            guard let review = known[approval.review] else {
                ends[path] = .gone
                continue
            }
            let successor = approvals[subject]?.last {
                $0.head.signer == review.signer && $0.head.id.rawValue != review.id
            }
            ends[path] = end(code: codes[review.fileDigest], successor: successor?.decision, review)
        }
        return ends
    }

    private func end(
        code: RefusalCode?, successor: Approval.Decision?, _ review: LedgerReview
    ) -> ApprovalEnd {
        switch code {
        case .superseded:
            switch successor {
            case .withdraw: .withdrawn
            case .reject: .rejected
            case .approve, nil: .replaced
            }
        case .revokedKey: .revoked
        case .expired: .expired
        case .wrongSubject: .subjectEnded
        case nil:
            // The file is not there, or it holds and another signer has rejected the text.
            inputs.files.contains { ContentDigest.of($0.bytes) == review.fileDigest } ? .rejected : .gone
        default: .unsupported
        }
    }
}

extension ReviewStage.Decision {
    /// - Parameter approvals: those on one text that hold, oldest first; of each signer one, or two where the older
    ///   approves a text and the newer rejects the draft beside it.
    init(_ all: [Approval]) {
        let newest = all.last { $0.decision == .approve }
        let rejection = all.last { $0.decision == .reject }
        func isLater(_ left: Approval, than right: Approval) -> Bool {
            (left.head.signedAt, left.head.id) > (right.head.signedAt, right.head.id)
        }
        let open = rejection.flatMap { rejection in
            newest.map { isLater(rejection, than: $0) } ?? true ? rejection : nil
        }
        self.rejection = open
        guard let newest, open?.head.digest != newest.head.digest else {
            approvals = []
            return
        }
        approvals = all.filter { $0.decision == .approve && $0.head.digest == newest.head.digest }.reversed()
    }
}
