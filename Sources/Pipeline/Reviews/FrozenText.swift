import Domain
import Ledger
import Reviews
import SiteRendering

/// An approved text: its bytes, and how it stands to what its cluster or question has become.
struct FrozenText: Sendable {
    let subject: ReviewSubject
    let bytes: [UInt8]
    let digest: ContentDigest
    /// Those that hold, newest first; at least one.
    let approvals: [Approval]
    /// As the ledger has it, or is to have it.
    var record: LedgerApproval
    /// Whether the ledger has yet to learn of it.
    let isNew: Bool
    /// What the ledger has to learn of its drift: by how much it went too far.
    var drift: [String: Int]?
    let document: ApprovedDocument

    /// Whether it is published as the text of its cluster or question.
    var isFresh: Bool { record.staleFor == nil }

    init(
        subject: ReviewSubject, bytes: [UInt8], approvals: [Approval], record: LedgerApproval, isNew: Bool
    ) {
        self.subject = subject
        self.bytes = bytes
        digest = record.digest
        self.approvals = approvals
        self.record = record
        self.isNew = isNew
        document = ApprovedDocument(bytes)
    }

    /// Marks the text as one that no longer fits.
    mutating func becomeStale(_ reason: StaleReason, _ numbers: [String: Int]) {
        guard isFresh else { return }
        record.staleFor = reason
        drift = numbers
    }
}

/// Measures how far a cluster has moved away from what it was when its text was approved.
struct ClusterDrift {
    let limits: DriftLimits
    /// Of a ticket of this run.
    let vectorOf: (TicketID) -> ArraySlice<Float>?

    /// Exemplars below this number tell nothing.
    private static let fewest = 3
    /// A small cluster may change by this many tickets, whatever share that is.
    private static let slack = 5

    /// Why an approved text no longer fits, with the measure in per cent, or `nil`.
    ///
    /// - Parameters:
    ///   - record: what the text rested on.
    ///   - cluster: as it is now.
    func judge(_ record: LedgerApproval, cluster: Cluster) -> (reason: StaleReason, numbers: [String: Int])? {
        let members = Set(cluster.members.map(\.ticket))
        let basis = record.basis.compactMap { text -> TicketID? in
            guard text.hasPrefix("ticket:") else { return nil }
            let ticket = TicketID(String(text.dropFirst("ticket:".count)))
            return vectorOf(ticket) == nil ? nil : ticket
        }
        if basis.count >= Self.fewest {
            let kept = members.intersection(basis).count * 100 / basis.count
            if kept < limits.keptExemplars { return (.exemplars, ["kept_percent": kept]) }
            if let cosine = Self.cosine(centroid(basis), centroid(cluster.exemplars)) {
                let similarity = Int((cosine * 100).rounded())
                if similarity < limits.similarity { return (.centroid, ["similarity_percent": similarity]) }
            }
        }
        let (before, now) = (record.size, members.count)
        let factor = 100 + limits.growth
        guard before > 0, abs(now - before) >= Self.slack, now * 100 > before * factor || now * factor < before * 100
        else { return nil }
        return (.volume, ["before": before, "tickets": now])
    }

    /// Whether the evidence found for a question is still what it was.
    ///
    /// - Parameter found: what is found now.
    func judge(_ record: LedgerApproval, found: [String]) -> (reason: StaleReason, numbers: [String: Int])? {
        guard !record.basis.isEmpty else { return nil }
        let kept = Set(found).intersection(record.basis).count * 100 / record.basis.count
        return kept < limits.keptExemplars ? (.evidence, ["kept_percent": kept]) : nil
    }

    private func centroid(_ tickets: [TicketID]) -> [Float] {
        var sum: [Float] = []
        for vector in tickets.sorted().compactMap(vectorOf) {
            if sum.isEmpty { sum = [Float](repeating: 0, count: vector.count) }
            for (column, value) in vector.enumerated() { sum[column] += value }
        }
        return sum
    }

    private static func cosine(_ left: [Float], _ right: [Float]) -> Float? {
        guard !left.isEmpty, left.count == right.count else { return nil }
        var (product, a, b): (Float, Float, Float) = (0, 0, 0)
        for column in left.indices {
            product += left[column] * right[column]
            a += left[column] * left[column]
            b += right[column] * right[column]
        }
        let length = (a * b).squareRoot()
        return length > 0 ? product / length : nil
    }
}
