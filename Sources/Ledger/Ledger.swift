public import Domain

/// A tenant's append-only, hash-chained record of what its runs changed.
///
/// One line of canonical JSON per entry; `prev` of each line is the SHA-256 of the line before it with its LF.
/// A value: appending gives another ledger, and storing its bytes is the caller's affair.
public struct Ledger: Sendable {
    public let tenant: TenantID
    /// In order of `seq`, from 0.
    public let entries: [LedgerEntry]
    /// What the entries add up to.
    public let state: LedgerState
    /// The file's bytes, without a torn last line.
    public let bytes: [UInt8]
    /// Hex SHA-256 of the last line with its LF; 64 zeros while there is none.
    public let head: String

    /// `prev` of the first entry.
    public static let genesis = String(repeating: "0", count: 64)

    /// A ledger without entries.
    public init(tenant: TenantID) {
        self.init(tenant: tenant, entries: [], state: LedgerState(), bytes: [], head: Ledger.genesis)
    }

    init(tenant: TenantID, entries: [LedgerEntry], state: LedgerState, bytes: [UInt8], head: String) {
        self.tenant = tenant
        self.entries = entries
        self.state = state
        self.bytes = bytes
        self.head = head
    }

    /// This ledger with the events of one more run at its end. No facts give back the ledger unchanged: a run
    /// that changed nothing appends nothing.
    ///
    /// - Parameters:
    ///   - facts: what the run changed, in the order in which it is to stand.
    ///   - asOf: the run's as-of moment, written into every entry.
    ///   - at: the wall-clock time of the run.
    /// - Returns: the longer ledger, and the bytes that were added to the file.
    /// - Throws: `.checkFailed` when the facts contradict the ledger (an id used twice, a cluster that is not
    ///   live), so that nothing is ever written that could not be read again.
    public func appending(
        _ facts: [LedgerFact], asOf: Instant?, at: Instant, actor: String = "casebook"
    ) throws(CasebookError) -> (ledger: Ledger, appended: [UInt8]) {
        guard !facts.isEmpty else { return (self, []) }
        return try appending(facts, run: state.run + 1, asOf: asOf, at: at, actor: actor)
    }

    /// - Parameter run: the number of the run that the facts belong to: the last one or the next.
    func appending(
        _ facts: [LedgerFact], run: Int, asOf: Instant?, at: Instant, actor: String = "casebook"
    ) throws(CasebookError) -> (ledger: Ledger, appended: [UInt8]) {
        var entries = entries
        var state = state
        var appended: [UInt8] = []
        var head = head
        for fact in facts {
            let members = fact.members(run: run, asOf: asOf, before: state)
            let entry = LedgerEntry(
                seq: entries.count, prev: head, at: at, event: fact.event, actor: actor, tenant: tenant,
                facts: members)
            do throws(LedgerFault) {
                try state.apply(entry)
            } catch {
                throw CasebookError(
                    .checkFailed, code: error.code, "The run's events contradict the ledger: \(error.summary)",
                    remedy: "Nothing was written; report this with the output of `casebook ledger verify`.")
            }
            let line = Array((entry.json.canonicalText + "\n").utf8)
            head = ContentDigest.ofLine(line[...]).hex
            appended += line
            entries.append(entry)
        }
        let ledger = Ledger(tenant: tenant, entries: entries, state: state, bytes: bytes + appended, head: head)
        return (ledger, appended)
    }
}

extension LedgerEntry {
    /// The whole line as one JSON object.
    var json: JSONValue {
        var members = facts
        members["v"] = .integer(1)
        members["seq"] = .integer(Int64(seq))
        members["prev"] = .string(prev)
        members["at"] = .string(at.iso8601)
        members["event"] = .string(event.rawValue)
        members["actor"] = .string(actor)
        members["tenant"] = .string(tenant.rawValue)
        return .object(members)
    }
}

extension ContentDigest {
    /// The digest of a line as it stands in the file, without copying it.
    static func ofLine(_ line: ArraySlice<UInt8>) -> ContentDigest {
        var hasher = DigestHasher()
        line.withUnsafeBytes { hasher.update(buffer: $0) }
        return hasher.finish()
    }
}
