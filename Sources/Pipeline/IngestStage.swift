import Domain
import Foundation
import Ingestion
import Ledger
import Redaction

/// Brings the store's rows in line with the inbox: reads what is new or changed, redacts each row as it is read,
/// and keeps the rest. Raw tickets do not leave this stage.
struct IngestStage {
    /// Raised when the stage would read or redact the same bytes differently.
    static let version = 1

    let plan: TenantPlan
    let store: any TenantStore
    let uploads: (any UploadStorage)?
    let matrices: (any MatrixStorage)?
    let ledger: LedgerState
    let marks: ErasureMarks
    let now: Instant
    /// Throws when another may be at work on the tenant.
    let alone: @Sendable () async throws -> Void
    let report: @Sendable (RunProgress) -> Void

    /// What the inbox came to.
    struct Outcome: Sendable {
        let tickets: [RedactedTicket]
        /// The keys of their rows, in the same order.
        let keys: [String]
        let rejects: [Reject]
        /// Rows read over all live uploads; `tickets.count + rejects.count`.
        let rows: Int
        let files: [StoredUpload]
        /// Mappings that were proposed because none was kept, to be written to `tenant.yaml`.
        let proposed: [KeptMapping]
        /// Problems with single files of the tenant; the run goes on without them, and ends non-zero.
        let failures: [Diagnostic]
        let rowsRead: Int
        /// Rows that are left out because of their age, still in the store.
        let past: [StoredRow]
        /// Of the texts of all other rows.
        let texts: Set<ContentDigest>
        /// What the ledger has to learn of them.
        let retention: LedgerFact?
    }

    /// An export that is there to be read, in the inbox or, without a location, as a kept copy.
    private struct Incoming: Sendable {
        let name: String
        let digest: ContentDigest
        let location: InboxLocation?
    }

    /// What an export holds.
    private struct Reading: Sendable {
        let mapping: ColumnMapping
        /// `nil` when the store has them already.
        var rows: [StoredRow]?
        var rejects: [Reject] = []
        /// Whether there are rows among it that were erased.
        var holdsErased = false
        var count = 0

        init(mapping: ColumnMapping) { self.mapping = mapping }
    }

    func run() async throws -> Outcome {
        var known = Dictionary(uniqueKeysWithValues: try await store.uploads().map { ($0.name, $0) })
        var proposed: [KeptMapping] = []
        var failures = plan.faults
        var rowsRead = 0
        let present = try await distinctExports(&known).map {
            Incoming(name: $0.name, digest: $0.digest, location: $0.location)
        }
        let exports = try await present + departed(known)
        for (index, export) in exports.enumerated() {
            report(.advanced(tenant: plan.tenant.id, stage: .ingest, done: index, total: exports.count))
            do {
                rowsRead += try await bringIn(export, known: known, proposed: &proposed)
            } catch let error as CasebookError where error.kind == .badInput {
                failures += error.diagnostics
                for diagnostic in error.diagnostics { report(.diagnostic(tenant: plan.tenant.id, diagnostic)) }
            }
        }
        let rows = try await withoutErased(try await store.rows())
        let live = try await store.uploads()
        try await noteLeavings(live: live)
        let aging = TicketAging(plan: plan, ledger: ledger, newest: rows.compactMap(\.ticket.newest).max(), now: now)
        let past = aging.horizon == nil ? [] : rows.filter(aging.isPast)
        let staying = past.isEmpty ? rows : rows.filter { !aging.isPast($0) }
        let selection = TicketSelection(rows: staying)
        let rejects = (try await store.rejects() + selection.superseded + past.map(\.tooOld)).sorted()
        return Outcome(
            tickets: selection.tickets, keys: selection.keys, rejects: rejects, rows: live.reduce(0) { $0 + $1.rows },
            files: live,
            proposed: proposed, failures: failures, rowsRead: rowsRead, past: past,
            texts: past.isEmpty ? [] : Set(staying.flatMap(\.textDigests)),
            retention: aging.fact(past: past, staying: Set(selection.tickets.map(\.id))))
    }

    /// Takes rows out that the ledger says were erased, as when another machine erased them.
    private func withoutErased(_ rows: [StoredRow]) async throws -> [StoredRow] {
        guard !marks.isEmpty else { return rows }
        let ids = Set(rows.filter { marks.cover($0.ticket) }.map(\.ticket.id))
        if ids.isEmpty { return rows }
        try await alone()
        try await TicketPurge(store: store, uploads: uploads, matrices: matrices).erase(ids, from: rows)
        return rows.filter { !ids.contains($0.ticket.id) }
    }

    /// The exports by name, without those whose bytes another export has too; an upload that only changed its
    /// name is renamed in the store.
    private func distinctExports(_ known: inout [String: StoredUpload]) async throws -> [InboxExport] {
        var seen: [ContentDigest: String] = [:]
        var distinct: [InboxExport] = []
        let present = Set(plan.exports.map(\.name))
        for export in plan.exports.sorted(by: { $0.name < $1.name }) {
            if let first = seen[export.digest] {
                report(.note(tenant: plan.tenant.id, text: "\(export.name): the same bytes as \(first), skipped"))
                if known[export.name] != nil {
                    try await store.remove(upload: export.name)
                    known[export.name] = nil
                }
                continue
            }
            seen[export.digest] = export.name
            distinct.append(export)
            guard known[export.name] == nil,
                let old = known.values.filter({ $0.digest == export.digest && !present.contains($0.name) })
                    .min(by: { $0.name < $1.name })
            else { continue }
            try await store.rename(upload: old.name, to: export.name)
            known[old.name] = nil
            known[export.name] = StoredUpload(
                name: export.name, digest: old.digest, settings: old.settings, rows: old.rows,
                rejects: old.rejects)
        }
        return distinct
    }

    /// Reads one export unless the store has it already. Returns the rows read.
    private func bringIn(
        _ export: Incoming, known: [String: StoredUpload], proposed: inout [KeptMapping]
    ) async throws -> Int {
        let old = known[export.name].flatMap { $0.digest == export.digest && !plan.ignoreCache ? $0 : nil }
        if let old, let kept = keptMapping(export.name), old.settings == settings(kept) { return 0 }
        guard let reading = try await reading(export, old: old) else { return 0 }
        guard let rows = reading.rows else {
            // The run that read it was killed before the mapping was kept.
            remember(reading.mapping, of: export.name, rows: old?.rows ?? 0, in: &proposed)
            return 0
        }
        if reading.holdsErased {
            try await alone()
            try await uploads?.withdraw([export.digest])
        } else if let location = export.location,
            !UploadAging(plan: plan, ledger: ledger, now: now).isPast(export.digest)
        {
            try await uploads?.keep(InboxExport(name: export.name, location: location, digest: export.digest))
        }
        let upload = StoredUpload(
            name: export.name, digest: export.digest, settings: settings(reading.mapping), rows: reading.count,
            rejects: reading.rejects.count)
        try await store.replace(upload: upload, rows: rows, rejects: reading.rejects)
        remember(reading.mapping, of: export.name, rows: reading.count, in: &proposed)
        return reading.count
    }

    /// What an export holds, from the inbox or from its kept copy; `nil` when that is gone.
    private func reading(_ export: Incoming, old: StoredUpload?) async throws -> Reading? {
        if let location = export.location { return try read(export.name, at: location, old: old) }
        return try await uploads?.withFile(of: export.digest) { try read(export.name, at: $0, old: old) }
    }

    private func read(_ name: String, at location: InboxLocation, old: StoredUpload?) throws -> Reading {
        let reader = ExportReader()
        let mapping = try keptMapping(name) ?? propose(name, at: location, reader: reader)
        var reading = Reading(mapping: mapping)
        if let old, old.settings == settings(mapping) { return reading }
        let redactor = Redactor(policy: plan.redaction, key: plan.tokenKey, tenant: plan.tenant.id)
        var rows: [StoredRow] = []
        reading.count = try reader.read(
            file: location, name: name, mapping: mapping, calendar: plan.tenant.calendar,
            onTicket: { row in
                let stored = StoredRow(
                    ticket: redactor.redact(row.ticket), key: redactor.rowKey(row.ticket), file: row.file,
                    line: row.line)
                if marks.cover(stored.ticket) {
                    reading.holdsErased = true
                    reading.rejects.append(stored.erased)
                } else {
                    rows.append(stored)
                }
            },
            onReject: { reading.rejects.append($0) })
        reading.rows = rows
        return reading
    }

    /// Hands a proposed mapping on to be kept. An export without rows says too little about its columns for that.
    private func remember(
        _ mapping: ColumnMapping, of export: String, rows: Int, in proposed: inout [KeptMapping]
    ) {
        guard keptMapping(export) == nil, rows > 0 else { return }
        proposed.append(KeptMapping(match: export, mapping: mapping))
    }

    /// Proposes a mapping from the header, and prints it.
    private func propose(_ name: String, at location: InboxLocation, reader: ExportReader) throws -> ColumnMapping {
        let inspection = try reader.inspect(file: location, name: name)
        guard let proposal = reader.propose(inspection) else {
            throw CasebookError(
                .badInput, code: "no_mapping", file: name,
                "no column of this export looks like a ticket's id together with a subject or a text",
                remedy: "name the columns under ingest.mappings in tenant.yaml")
        }
        let lines = proposal.explanation.map { "\n  \($0)" }.joined()
        report(
            .note(
                tenant: plan.tenant.id,
                text: "\(name): column mapping proposed\(proposal.tracker.map { " (looks like \($0))" } ?? "")"
                    + lines))
        return proposal.mapping
    }

    private func keptMapping(_ name: String) -> ColumnMapping? {
        plan.mappings.first { Glob.matches(name, pattern: $0.match) }?.mapping
    }

    /// Of everything besides the bytes that a row depends on.
    private func settings(_ mapping: ColumnMapping) -> ContentDigest {
        let redactor = Redactor(policy: plan.redaction, key: plan.tokenKey, tenant: plan.tenant.id)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let encoded = (try? encoder.encode(mapping)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return .of(fields: [
            "ingest/\(Self.version)", encoded, plan.tenant.calendar.timeZone.identifier,
            redactor.configurationDigest.hex,
        ])
    }

    /// The exports that have left the inbox and of which copies are kept. Their rows live on, and are read again when
    /// the mapping or the privacy policy changes, or when the store was lost.
    private func departed(_ known: [String: StoredUpload]) async throws -> [Incoming] {
        guard let uploads else { return [] }
        let present = Set(plan.exports.map(\.name))
        let gone = known.values.filter { !present.contains($0.name) }
        let digests = Set(known.values.map(\.digest) + plan.exports.map(\.digest))
        let kept = try await uploads.kept()
        var found = gone.filter { kept.contains($0.digest) }.map {
            Incoming(name: $0.name, digest: $0.digest, location: nil)
        }
        // Newest first: of two versions of an export that nobody knows any more the last one counts.
        var names = present.union(known.keys)
        let lost = kept.filter { !digests.contains($0) && ledger.ingestedAt[$0] != nil }
            .sorted { (ledger.ingestedAt[$0]?.seconds ?? 0, $0) > (ledger.ingestedAt[$1]?.seconds ?? 0, $1) }
        for digest in lost {
            guard let name = ledger.ingestedNames[digest], names.insert(name).inserted else { continue }
            found.append(Incoming(name: name, digest: digest, location: nil))
        }
        return found.sorted { $0.name < $1.name }
    }

    /// Says which uploads live on though their export has left the inbox.
    private func noteLeavings(live: [StoredUpload]) async throws {
        let present = Set(plan.exports.map(\.name))
        let gone = live.filter { !present.contains($0.name) }
        guard !gone.isEmpty else { return }
        let kept = Set(try await uploads?.kept() ?? [])
        for upload in gone {
            let remedy = "casebook ingest --forget \(upload.name) removes them"
            report(
                .note(
                    tenant: plan.tenant.id,
                    text: "\(upload.name) has left the inbox; its \(upload.rows) rows are kept (\(remedy))"))
            guard !kept.contains(upload.digest) else { continue }
            report(
                .diagnostic(
                    tenant: plan.tenant.id,
                    Diagnostic(
                        .warning, code: "upload_gone", file: upload.name,
                        summary: "neither the export nor its kept copy is there: its rows follow no later change of "
                            + "mappings or privacy",
                        remedy: "put the export back into the inbox, or: " + remedy)))
        }
    }
}
