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
        let order = results.indices.sorted { left, right in
            key(of: results[left], files[left]) < key(of: results[right], files[right])
        }
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
        of result: Result<VerifiedReview, ReviewRefusal>, _ file: ReviewFile
    ) -> (Int64, String, String) {
        guard case .success(let review) = result else { return (.max, "", file.path) }
        return (review.head.signedAt.seconds, review.head.id.rawValue, file.path)
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
