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

    func run() async throws -> Outcome {
        var known = Dictionary(uniqueKeysWithValues: try await store.uploads().map { ($0.name, $0) })
        var proposed: [KeptMapping] = []
        var failures = plan.faults
        var rowsRead = 0
        let exports = try await distinctExports(&known) + departed(known)
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
        noteLeavings(live: live)
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
        _ export: InboxExport, known: [String: StoredUpload], proposed: inout [KeptMapping]
    ) async throws -> Int {
        if let old = known[export.name], old.digest == export.digest, !plan.ignoreCache,
            let kept = keptMapping(export.name), old.settings == settings(kept)
        {
            return 0
        }
        let reader = ExportReader()
        let mapping: ColumnMapping
        if let kept = keptMapping(export.name) {
            mapping = kept
        } else {
            mapping = try propose(export, reader: reader)
        }
        if let old = known[export.name], old.digest == export.digest, !plan.ignoreCache,
            old.settings == settings(mapping)
        {
            // The run that read it was killed before the mapping was kept.
            remember(mapping, of: export, rows: old.rows, in: &proposed)
            return 0
        }
        let redactor = Redactor(policy: plan.redaction, key: plan.tokenKey, tenant: plan.tenant.id)
        var rows: [StoredRow] = []
        var rejects: [Reject] = []
        var holdsErased = false
        let count = try reader.read(
            file: export.location, name: export.name, mapping: mapping, calendar: plan.tenant.calendar,
            onTicket: { row in
                let stored = StoredRow(
                    ticket: redactor.redact(row.ticket), key: redactor.rowKey(row.ticket), file: row.file,
                    line: row.line)
                if marks.cover(stored.ticket) {
                    holdsErased = true
                    rejects.append(stored.erased)
                } else {
                    rows.append(stored)
                }
            },
            onReject: { rejects.append($0) })
        if holdsErased {
            try uploads?.remove(export.digest)
        } else if !UploadAging(plan: plan, ledger: ledger, now: now).isPast(export.digest) {
            try uploads?.keep(export)
        }
        let upload = StoredUpload(
            name: export.name, digest: export.digest, settings: settings(mapping), rows: count,
            rejects: rejects.count)
        try await store.replace(upload: upload, rows: rows, rejects: rejects)
        remember(mapping, of: export, rows: count, in: &proposed)
        return count
    }

    /// Hands a proposed mapping on to be kept. An export without rows says too little about its columns for that.
    private func remember(
        _ mapping: ColumnMapping, of export: InboxExport, rows: Int, in proposed: inout [KeptMapping]
    ) {
        guard keptMapping(export.name) == nil, rows > 0 else { return }
        proposed.append(KeptMapping(match: export.name, mapping: mapping))
    }

    /// Proposes a mapping from the header, and prints it.
    private func propose(_ export: InboxExport, reader: ExportReader) throws -> ColumnMapping {
        let inspection = try reader.inspect(file: export.location, name: export.name)
        guard let proposal = reader.propose(inspection) else {
            throw CasebookError(
                .badInput, code: "no_mapping", file: export.name,
                "no column of this export looks like a ticket's id together with a subject or a text",
                remedy: "name the columns under ingest.mappings in tenant.yaml")
        }
        let lines = proposal.explanation.map { "\n  \($0)" }.joined()
        report(
            .note(
                tenant: plan.tenant.id,
                text: "\(export.name): column mapping proposed\(proposal.tracker.map { " (looks like \($0))" } ?? "")"
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

    /// The kept copies of exports that have left the inbox. Their rows live on, and are read again when the mapping
    /// or the privacy policy changes.
    private func departed(_ known: [String: StoredUpload]) -> [InboxExport] {
        let present = Set(plan.exports.map(\.name))
        return known.values.filter { !present.contains($0.name) }.sorted { $0.name < $1.name }.compactMap { upload in
            uploads?.location(of: upload.digest).map {
                InboxExport(name: upload.name, location: $0, digest: upload.digest)
            }
        }
    }

    /// Says which uploads live on though their export has left the inbox.
    private func noteLeavings(live: [StoredUpload]) {
        let present = Set(plan.exports.map(\.name))
        for upload in live where !present.contains(upload.name) {
            let remedy = "casebook ingest --forget \(upload.name) removes them"
            report(
                .note(
                    tenant: plan.tenant.id,
                    text: "\(upload.name) has left the inbox; its \(upload.rows) rows are kept (\(remedy))"))
            guard uploads?.location(of: upload.digest) == nil else { continue }
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
