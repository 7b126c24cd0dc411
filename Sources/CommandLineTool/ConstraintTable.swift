import Clustering
import Domain
import Foundation
import Ingestion

/// Constraints out of a table with the columns kind, a and b.
struct ConstraintTable {
    let constraints: ClusteringConstraints
    private let file: String

    /// - Throws: `CasebookError` of kind `badInput` for a row of an unknown kind, or without a ticket that its kind
    ///   needs.
    static func read(_ file: String) throws -> ConstraintTable {
        let rows = try PlumbingInput.rows(of: file, id: "kind", text: ["a", "b"])
        let constraints = try rows.enumerated().map { index, row in
            let tickets = row.text.split(separator: "\n").map { TicketID(String($0).trimmedWhitespace) }
            guard let kind = ClusteringConstraints.Constraint.Kind(rawValue: row.id.trimmedWhitespace) else {
                throw fault(file, index, "the kind is none of must-link, cannot-link, pin and exclude")
            }
            guard tickets.count == (kind == .exclude ? 1 : 2) else {
                throw fault(file, index, kind == .exclude ? "exclude names one ticket, in a" : "a or b names no ticket")
            }
            return ClusteringConstraints.Constraint(kind, tickets[0], Array(tickets.dropFirst()))
        }
        return ConstraintTable(constraints: ClusteringConstraints(constraints), file: file)
    }

    /// Names the constraints that were not honoured on standard error, by line.
    func show(_ conflicts: [ConstraintConflict]) {
        let console = Console()
        for conflict in conflicts {
            let constraint = constraints.constraints[conflict.constraint]
            console.show(
                Diagnostic(
                    .warning, code: conflict.reason.rawValue, file: file,
                    line: ConstraintTable.line(conflict.constraint),
                    summary: "the \(constraint.kind.rawValue) was not honoured: \(Self.meaning(of: conflict.reason))"))
        }
    }

    private static func meaning(of reason: ConstraintConflict.Reason) -> String {
        switch reason {
        case .unknownTicket: "a ticket it names is not there"
        case .sameTicket: "it names one ticket twice"
        case .excludedTicket: "another excludes a ticket that it joins"
        case .keptApart: "others keep apart what it joins"
        case .joined: "others join what it keeps apart"
        case .pinnedElsewhere: "another pins the ticket elsewhere"
        case .anchorGone: "what it pins to is in no cluster"
        }
    }

    /// The header is the first line.
    private static func line(_ index: Int) -> Int { index + 2 }

    private static func fault(_ file: String, _ index: Int, _ summary: String) -> CasebookError {
        CasebookError(
            .badInput, code: "bad_constraint", file: file, line: line(index), summary,
            remedy: "write kind,a,b with ticket ids")
    }
}
