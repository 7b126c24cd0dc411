import Domain
import Ledger
import Redaction

/// Knows the tickets again that were erased on request, by the ledger's marks.
struct ErasureMarks: Sendable {
    private let redactor: Redactor
    private let marks: Set<String>

    /// - Throws: `.badConfiguration` when the marks were made with another key than the tenant has now: erased tickets
    ///   could not be told from others, and would come back.
    init(_ ledger: LedgerState, redactor: Redactor) throws(CasebookError) {
        guard ledger.erasures.allSatisfy({ $0.key == redactor.erasureKey }) else {
            throw CasebookError(
                .badConfiguration, code: "erasure_key", file: "ledger.jsonl",
                "tickets were erased, and the key by which they are known again is not the one in use",
                remedy:
                    "put the key back into CASEBOOK_TOKEN_KEY or .casebook/token.key; if it is lost, erase the same "
                    + "tickets again with \"casebook retention --lost-key\"")
        }
        self.redactor = redactor
        marks = ledger.erasures.reduce(into: []) { $0.formUnion($1.marks) }
    }

    var isEmpty: Bool { marks.isEmpty }

    func contains(_ mark: String) -> Bool { marks.contains(mark) }

    /// Whether a ticket is one that was erased, or of a requester whose tickets were.
    func cover(_ ticket: RedactedTicket) -> Bool {
        if marks.isEmpty { return false }
        if marks.contains(redactor.erasureMark(ticket: ticket.id.slug)) { return true }
        return ticket.requesterToken.map { marks.contains(redactor.erasureMark(requester: $0)) } ?? false
    }

    /// Whether a text cites a ticket that was erased.
    ///
    /// - Parameter slugs: of the tickets it cites.
    func cover(slugs: [String]) -> Bool {
        !marks.isEmpty && slugs.contains { marks.contains(redactor.erasureMark(ticket: $0)) }
    }
}

extension StoredRow {
    /// What stands in the row's place once it is erased.
    var erased: Reject {
        Reject(
            file: file, line: line, code: "erased", reason: "the ticket was erased on request",
            remedy: "nothing: the ledger has it left out of every run; take it out of the export as well")
    }

    /// What stands in the row's place once it is too old.
    var tooOld: Reject {
        Reject(
            file: file, line: line, code: "past_retention", reason: "the row is older than tickets are kept",
            remedy: "nothing: tickets.retention_days in tenant.yaml says how long they are kept")
    }

    /// Of the texts that were embedded for it.
    var textDigests: [ContentDigest] {
        [ContentDigest.of(ticket.redactedText.masked), ContentDigest.of(ticket.subject.masked)]
    }
}
