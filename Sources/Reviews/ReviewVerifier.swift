internal import Domain
internal import Signatures

/// Judges reviews: the only way from the bytes of a file to an `Approval` or a `Feedback`.
public struct ReviewVerifier: Sendable {
    let context: ReviewContext

    public init(context: ReviewContext) { self.context = context }

    /// Judges all of a tenant's review files together: which is the newest, and which id stands twice, can only be told
    /// of all of them.
    ///
    /// - Parameter files: the order does not matter.
    /// - Returns: a verdict for each file, in the order of the files.
    public func verify(_ files: [ReviewFile]) -> [ReviewVerdict] {
        var sequence = ReviewSequence(context: context)
        var results = files.map { file in Result { () throws(ReviewRefusal) in try review(file) } }
        // A review is judged after those it can replace.
        let known = Dictionary(
            results.compactMap { result in (try? result.get()).map { ($0.head.id, $0.head) } },
            uniquingKeysWith: { first, _ in first })
        let keys = zip(results, files).map { key(of: $0, $1, known) }
        let order = results.indices.sorted { keys[$0] < keys[$1] }
        for index in order {
            guard case .success(let review) = results[index] else { continue }
            do throws(ReviewRefusal) {
                for replaced in try sequence.append(review, at: index) {
                    results[replaced] = .failure(
                        ReviewRefusal(.superseded, "a newer review of the same signer has taken its place"))
                }
            } catch { results[index] = .failure(error) }
        }
        return zip(files, results).map { file, result in
            ReviewVerdict(path: file.path, result: result, hasLapsed: sequence.hasLapsed(file, result))
        }
    }

    private func key(
        of result: Result<VerifiedReview, ReviewRefusal>, _ file: ReviewFile, _ known: [ReviewID: ReviewHead]
    ) -> (Int64, Int, String, String) {
        guard case .success(let review) = result else { return (.max, 0, "", file.path) }
        let head = review.head
        return (head.signedAt.seconds, Self.place(of: head, known), head.id.rawValue, file.path)
    }

    /// How many reviews of the same second a review follows by name: times of signing have seconds and no less.
    private static func place(of head: ReviewHead, _ known: [ReviewID: ReviewHead]) -> Int {
        var place = 0
        var head = head
        // No more than a person signs in a second; a ring of names ends here, too.
        while place < 16, let name = head.supersedes, let earlier = known[name], earlier.signedAt == head.signedAt {
            place += 1
            head = earlier
        }
        return place
    }

    /// Everything that can be said of one file alone.
    private func review(_ file: ReviewFile) throws(ReviewRefusal) -> VerifiedReview {
        let signed = try SignedPayload(file: file.bytes)
        let fileDigest = ContentDigest.of(file.bytes)
        let firstSeen = context.firstSeen[fileDigest] ?? context.now
        let check = try SignerCheck(signed, context: context, moment: firstSeen)
        let statement = try Statement(payload: signed.payload, family: check.family)
        let payloadDigest = ContentDigest.of(signed.payload)
        try ReviewPolicy(context: context).check(statement, signers: check.signers, payloadDigest: payloadDigest)
        let origin = ReviewOrigin(
            path: file.path, fileDigest: fileDigest, payloadDigest: payloadDigest,
            fingerprint: check.key.fingerprint, firstSeen: firstSeen)
        return switch statement.body {
        case .approval(let decision):
            .approval(Approval(head: statement.head, decision: decision, origin: origin))
        case .feedback(let content):
            .feedback(Feedback(head: statement.head, content: content, origin: origin))
        }
    }
}
