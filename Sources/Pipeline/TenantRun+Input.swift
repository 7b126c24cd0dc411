import Clustering
import Domain
import Foundation
import Ledger

extension TenantRun {
    /// Of everything a run reads: equal input, equal site, nothing to do.
    ///
    /// - Parameter proposed: Mappings that this run proposed; the next run finds them in `tenant.yaml`.
    func input(ledgerBytes: [UInt8], proposed: [KeptMapping]) -> ContentDigest {
        var hasher = ContentDigest.DigestHasher()
        func add(_ field: String) { hasher.update(field: field) }
        add("run/1")
        add(plan.programVersion)
        add(plan.appearance.hex)
        add(Ledger.digestOfRuns(ledgerBytes).hex)
        add(plan.tenant.id.rawValue)
        add(plan.tenant.name)
        add(plan.tenant.calendar.timeZone.identifier)
        add(plan.tenant.siteURL ?? "")
        add(plan.asOf.map(\.iso8601) ?? "")
        add(effects.embedder.model.digest.hex)
        add(effects.chat?.digest.hex ?? "")
        add(plan.clustering.digest.hex)
        add(redactor.configurationDigest.hex)
        for export in plan.exports.sorted(by: { $0.name < $1.name }) {
            add(export.name)
            add(export.digest.hex)
        }
        add(plan.retention.fileDays.map { "\($0)" } ?? "")
        add(plan.retention.ticketDays.map { "\($0)" } ?? "")
        add("mappings")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        for kept in plan.mappings + proposed {
            add(kept.match)
            add((try? encoder.encode(kept.mapping)).map { String(decoding: $0, as: UTF8.self) } ?? "")
        }
        add("articles")
        for article in plan.articles.sorted(by: { $0.id < $1.id }) {
            for field in [article.id.rawValue, article.title, article.body, article.product ?? ""] { add(field) }
            add(article.labels.joined(separator: "\u{0}"))
            add(article.updated.map(\.iso8601) ?? "")
        }
        add("questions")
        for question in plan.questions.sorted(by: { $0.id < $1.id }) {
            for field in [question.id.rawValue, question.text, question.context ?? "", question.product ?? ""] {
                add(field)
            }
        }
        add(plan.reviews.digest.hex)
        // A place that is new has to be filled.
        if let vectors = effects.vectors { add("vectors \(vectors.identity)") }
        // Exports that are out of reach are read, and those that are too old deleted, once they are not.
        if effects.uploads?.isReachable == false { add("uploads out of reach") }
        return hasher.finish()
    }

    /// What the page about the run states.
    func facts(inbox: IngestStage.Outcome, work: RunWork, state: LedgerState) -> RunFacts {
        var rejects: [String: Int] = [:]
        for reject in inbox.rejects { rejects[reject.code, default: 0] += 1 }
        var redactions: [String: Int] = [:]
        for ticket in inbox.tickets { redactions.merge(ticket.redactions, uniquingKeysWith: +) }
        let model = effects.embedder.model
        var facts = RunFacts(
            programVersion: plan.programVersion, rows: inbox.rows, tickets: inbox.tickets.count,
            files: inbox.files.count, rejects: rejects, redactions: redactions,
            embeddingModel: "\(model.name)/\(model.version)", embeddingDimension: model.dimension,
            numericPath: model.numericPath,
            clusteringMethod: "fused nearest neighbours, consensus of Leiden communities, version "
                + ClusteringSettings.version, chatModel: effects.chat?.name,
            notes: notes(inbox: inbox, work: work), ledgerEntries: state.entryCount, run: state.run)
        facts.charges = ModelCharge.summed(work.models.charges)
        for delay in work.draft.delays { facts.delays[delay.rawValue, default: 0] += 1 }
        return facts
    }

    /// Why a part of the site has nothing to show.
    private func notes(inbox: IngestStage.Outcome, work: RunWork) -> [String] {
        var notes: [String] = []
        if inbox.tickets.isEmpty {
            notes.append(
                inbox.rows == 0
                    ? "The inbox holds no export with rows: there are no tickets to show."
                    : "Every row of the inbox was refused: there are no tickets to show.")
        } else if work.draft.clusters.isEmpty {
            notes.append("No group of tickets is large and alike enough to be a cluster.")
        }
        if work.draft.articles.isEmpty { notes.append("The tenant has no knowledge articles.") }
        if plan.questions.isEmpty { notes.append("The tenant asks no standing questions.") }
        if effects.chat == nil {
            notes.append(
                "No language model is configured: titles, resolutions and answers are sentences chosen from tickets "
                    + "and articles.")
        }
        return notes + delayNotes(work)
    }

    /// Why texts are extractive although a model is configured.
    private func delayNotes(_ work: RunWork) -> [String] {
        let counts = Dictionary(grouping: work.draft.delays, by: { $0 }).mapValues(\.count)
        return WritingDelay.allCases.compactMap { delay in
            guard let count = counts[delay] else { return nil }
            let texts = count == 1 ? "1 text is" : "\(count) texts are"
            let later = delay.isPassing ? " A later run writes what is missing." : ""
            return "\(texts) chosen from tickets and articles, because \(delay.reason).\(later)"
        }
    }

    /// What a run that stops before the site reports.
    func partialReport(inbox: IngestStage.Outcome, work: RunWork, ledger: Ledger) -> RunReport {
        RunReport(
            tenant: plan.tenant.id, facts: facts(inbox: inbox, work: work, state: ledger.state), events: [],
            published: .nothing, proposed: inbox.proposed, rejects: inbox.rejects, failures: inbox.failures,
            unchanged: false, clusters: work.draft.clusters.count, gaps: work.draft.gaps,
            spent: ModelCharge.summed(work.models.spent), modelFailure: work.models.failure)
    }
}
