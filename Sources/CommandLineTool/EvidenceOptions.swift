public import ArgumentParser
public import Domain
import Retrieval

/// Which evidence a question is answered from.
struct EvidenceOptions: ParsableArguments {
    @Option(help: "Only evidence about this product.")
    var product: String?

    @Option(help: "Only tickets in this state: open or closed.")
    var state: TicketState?

    @Option(help: "Only evidence from this day on, as 2026-05-31 (UTC).")
    var from: String?

    @Option(help: "Only evidence up to the end of this day.")
    var until: String?

    func filter() throws -> EvidenceFilter {
        let first = try from.map { try day($0, "--from") }
        let last = try until.map { try day($0, "--until") }
        if let first, let last, last < first {
            throw CasebookError(.usage, code: "bad_date", "--until is before --from", remedy: "exchange the two days")
        }
        return EvidenceFilter(
            product: product, from: first, until: last.map { Instant(seconds: $0.seconds + 86_400) }, state: state)
    }

    /// The first moment of a day.
    private func day(_ text: String, _ option: String) throws -> Instant {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3, let date = CivilDate(year: parts[0], month: parts[1], day: parts[2]) else {
            throw CasebookError(
                .usage, code: "bad_date", "\(option) is no day of the calendar", remedy: "write it as 2026-05-31")
        }
        return Instant(date: date)
    }
}

extension TicketState: ExpressibleByArgument {}
