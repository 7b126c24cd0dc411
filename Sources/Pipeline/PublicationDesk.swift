public import Domain
public import Ledger

/// Whether a tenant's site may be sent to where it is read, and the ledger's word that it was.
public struct PublicationDesk: Sendable {
    let tenant: TenantID
    let ledger: any LedgerStorage
    let checkpoint: any CheckpointStorage
    let reviews: ReviewInputs
    let clock: WallClock

    /// - Parameter reviews: whose seals of the ledger count.
    public init(
        tenant: TenantID, ledger: any LedgerStorage, checkpoint: any CheckpointStorage, reviews: ReviewInputs,
        clock: WallClock
    ) {
        self.tenant = tenant
        self.ledger = ledger
        self.checkpoint = checkpoint
        self.reviews = reviews
        self.clock = clock
    }

    /// - Parameter entries: how many entries the ledger had when the site was built.
    /// - Throws: `.refused` when tickets were erased, or left because of their age, after the site was built: it still
    ///   has them.
    public func checkFreshness(builtAt entries: Int) throws {
        let isGone = try read().entries.dropFirst(entries).contains { entry in
            switch entry.event {
            case .erased: true
            case .retentionApplied: entry.facts["policy"]?.string == RetentionPolicy.tickets.rawValue
            default: false
            }
        }
        guard isGone else { return }
        throw CasebookError(
            .refused, code: "site_outdated", file: "ledger.jsonl",
            "tickets were erased or became too old after the site was built, and it still has them",
            remedy: "run \"casebook build\", then publish")
    }

    /// Whether tickets were ever erased on request: what a target keeps of earlier sites still has them.
    public func hasErasures() throws -> Bool { try !read().state.erasures.isEmpty }

    /// Records a publication, unless the last one to the same target was of the same site, and seals the ledger where
    /// this machine has the key.
    ///
    /// - Returns: whether anything was recorded.
    @discardableResult
    public func record(_ publication: LedgerPublication) throws -> Bool {
        guard let next = try read().recording(publication, at: clock.now()) else { return false }
        try ledger.replace(with: next.bytes)
        if checkpoint.canSign { _ = try checkpoint.seal(LedgerCheckpoint(of: next).body) }
        return true
    }

    /// The ledger, sealed as it has to be. A line that was cut off is the next build's to drop.
    private func read() throws -> Ledger {
        let (ledger, torn) = try Ledger.parse(try self.ledger.load(), file: "ledger.jsonl", tenant: tenant)
        guard torn == 0 else {
            throw CasebookError(
                .checkFailed, code: "ledger_torn", file: "ledger.jsonl", line: ledger.entries.count + 1,
                "the last line was cut off while it was written", remedy: "run \"casebook build\": it drops the line")
        }
        if let file = try checkpoint.load() {
            try LedgerSeal(file, tenant: tenant).check(ledger, by: reviews, at: clock.now())
        }
        return ledger
    }
}
