import ArgumentParser
import Domain
import Foundation
import Pipeline

/// What a command says at its end about all tenants, and the exit status it earns.
struct RunSummary {
    let results: [TenantResult]
    let last: Stage

    func conclude(console: Console, format: OutputFormat) throws {
        if format == .json { console.output(json) }
        for result in results {
            if case .success(let report) = result.outcome {
                Self.say(report, folder: result.folder, last: last, console: console)
            }
        }
        let failed = results.filter { $0.failureKind != nil }
        guard !failed.isEmpty else { return }
        if results.count > 1 { console.say("failed: " + failed.map(\.folder).joined(separator: ", ")) }
        let kinds = Set(failed.compactMap(\.failureKind))
        throw ExitCode(
            kinds.count == 1 ? (kinds.first ?? .checkFailed).rawValue : CasebookError.Kind.checkFailed.rawValue)
    }

    /// What one tenant's run came to, for people.
    static func say(_ report: RunReport, folder: String, last: Stage, console: Console) {
        let facts = report.facts
        if report.unchanged {
            console.say("\(folder)  nothing changed: 0 files written, \(report.published.unchanged) as they were")
        } else if last == .render {
            console.say(
                "\(folder)  done: \(facts.tickets) tickets, \(report.clusters) clusters, \(report.gaps.count) "
                    + "knowledge gaps, \(report.published.written) files written")
        }
        sayModels(report, folder: folder, console: console)
        if !report.rejects.isEmpty, !report.unchanged {
            let counts = facts.rejects.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
            console.say("\(folder)  rejects.csv: " + counts.joined(separator: ", "))
        }
    }

    /// What the model's calls cost, and what it could not write.
    private static func sayModels(_ report: RunReport, folder: String, console: Console) {
        for charge in report.spent { console.say("\(folder)  \(charge.text)") }
        for (delay, count) in report.facts.delays.sorted(by: { $0.key < $1.key }) {
            let isPassing = WritingDelay(rawValue: delay)?.isPassing ?? false
            console.say(
                "\(folder)  \(count) \(count == 1 ? "text is" : "texts are") extractive\(isPassing ? " for now" : ""): "
                    + delay)
        }
        for diagnostic in report.modelFailure?.diagnostics ?? [] { console.show(diagnostic) }
    }

    private var json: JSONValue {
        .object([
            "tenants": .array(
                results.map { result in
                    switch result.outcome {
                    case .success(let report): Self.json(report, folder: result.folder)
                    case .failure(let error):
                        [
                            "tenant": .string(result.folder), "ok": false, "exit": .integer(Int64(error.kind.rawValue)),
                            "diagnostics": .array(error.diagnostics.map(\.json)),
                        ]
                    }
                })
        ])
    }

    /// The same for programs.
    static func json(_ report: RunReport, folder: String) -> JSONValue {
        func counts(_ counts: [String: Int]) -> JSONValue { .object(counts.mapValues { .integer(Int64($0)) }) }
        let facts = report.facts
        return [
            "tenant": .string(folder), "ok": .bool(report.failures.isEmpty), "unchanged": .bool(report.unchanged),
            "rows": .integer(Int64(facts.rows)), "tickets": .integer(Int64(facts.tickets)),
            "rejects": .integer(Int64(report.rejects.count)), "rejects_by_code": counts(facts.rejects),
            "clusters": .integer(Int64(report.clusters)),
            "gaps": .array(report.gaps.map { .string($0.rawValue) }),
            "files": [
                "written": .integer(Int64(report.published.written)),
                "unchanged": .integer(Int64(report.published.unchanged)),
                "removed": .integer(Int64(report.published.removed)),
            ],
            "model_calls": .array(report.spent.map(\.json)), "delayed": counts(facts.delays),
            "chat_model": facts.chatModel.map { .string($0) } ?? .null,
            "reviews": report.reviews.map(json) ?? .null,
            "events": .integer(Int64(report.events.count)), "redactions": counts(facts.redactions),
            "diagnostics": .array((report.failures + (report.modelFailure?.diagnostics ?? [])).map(\.json)),
        ]
    }
}

extension RunSummary {
    private static func json(_ reviews: ReviewSummary) -> JSONValue {
        [
            "hold": .integer(Int64(reviews.hold)), "approved": .integer(Int64(reviews.approved)),
            "stale": .integer(Int64(reviews.stale)), "refused": .array(reviews.refused.map(\.diagnostic.json)),
            "not_honoured": .array(reviews.notHonoured.map(\.diagnostic.json)),
        ]
    }
}

extension TenantResult {
    /// Why the tenant counts as failed, or `nil`.
    var failureKind: CasebookError.Kind? {
        switch outcome {
        case .success(let report): report.failures.isEmpty ? report.modelFailure?.kind : .badInput
        case .failure(let error): error.kind
        }
    }
}

extension ModelCharge {
    /// `resolve: 12 calls of openai/gpt-4o, 48,120 tokens read, 5,210 written, 0.17 USD`.
    var text: String {
        var text = "\(stage): \(calls) calls of \(model), \(input) tokens read, \(output) written"
        if let cost, let currency { text += ", \(ModelCharge.amount(cost)) \(currency)" }
        return text
    }

    var json: JSONValue {
        var members: [String: JSONValue] = [
            "stage": .string(stage), "model": .string(model), "calls": .integer(Int64(calls)),
            "input_tokens": .integer(Int64(input)), "cached_input_tokens": .integer(Int64(cachedInput)),
            "output_tokens": .integer(Int64(output)),
        ]
        if let cost, let currency {
            members["cost"] = .string(ModelCharge.amount(cost))
            members["currency"] = .string(currency)
        }
        return .object(members)
    }
}

extension Diagnostic {
    /// The same facts as the text form.
    var json: JSONValue {
        var members: [String: JSONValue] = [
            "severity": .string(severity.rawValue), "code": .string(code), "summary": .string(summary),
        ]
        if let file { members["file"] = .string(file) }
        if let line { members["line"] = .integer(Int64(line)) }
        if let column { members["column"] = .integer(Int64(column)) }
        if let remedy { members["remedy"] = .string(remedy) }
        return .object(members)
    }
}
