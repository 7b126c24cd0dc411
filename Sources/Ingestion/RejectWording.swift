import Domain

/// What a refused row is said to lack, and what to do about it: never a value of the row.
enum RejectWording {
    static func reject(_ broken: BrokenRow, file: String, limits: IngestionLimits) -> Reject {
        let opened = broken.quoteLine.map { "; the quote opened on line \($0)" } ?? ""
        let (reason, remedy): (String, String) =
            switch broken.code {
            case .truncated:
                (
                    "the file ends in the middle of this record\(opened)",
                    "export the file again, the rest of it is missing"
                )
            case .unclosedQuote:
                (
                    "a quote is opened in this record and not closed before the next one\(opened)",
                    "double the quotes inside the cell, or export with a program that does"
                )
            case .tooLarge:
                (
                    "the record is larger than \(limits.rowBytes / (1 << 20)) MiB",
                    "take attachments and logs out of the export"
                )
            case .tooManyCells:
                (
                    "the record has more cells than the header has columns",
                    "put cells that hold the delimiter into quotes"
                )
            case .badEncoding:
                (
                    "the record holds bytes that are no characters in the file's encoding",
                    "export the whole file as UTF-8"
                )
            case .badJSON: ("the record is not well-formed JSON", "repair this record, or export the file again")
            case .tooDeep:
                (
                    "the record nests objects or arrays deeper than \(limits.jsonDepth) levels",
                    "export it without its nested history"
                )
            case .noMapping:
                (
                    "no column of this sheet looks like a ticket's id together with a subject or a text",
                    "leave the sheet out of the export, or give its columns the names of the other sheets"
                )
            }
        return Reject(file: file, line: broken.line, code: broken.code.rawValue, reason: reason, remedy: remedy)
    }

    static func reject(
        _ refusal: TicketAssembler.Refusal, mapping: ColumnMapping, file: String, line: Int, limits: IngestionLimits
    ) -> Reject {
        let (code, reason, remedy): (String, String, String) =
            switch refusal {
            case .missingID:
                (
                    "missing_id", "the id is empty\(column(mapping.id))",
                    "give the row its id, or choose another column as id in the mapping"
                )
            case .idTooLong:
                (
                    "id_too_long", "the id is longer than \(limits.idLength) characters\(column(mapping.id))",
                    "check that the mapping's id is the column of ids"
                )
            case .noText:
                (
                    "no_text", "neither subject nor body holds any text",
                    "nothing, if the ticket has none; otherwise check subject and body in the mapping"
                )
            case .textTooLarge(let field):
                (
                    "text_too_large",
                    "the \(field) is larger than \(limits.textBytes / 1_024) KiB",
                    "take attachments and logs out of the export"
                )
            case .badDate(let field):
                (
                    "bad_date",
                    "the date is not written in a way that is understood\(column(dateColumn(field, mapping)))",
                    "write dates as 2024-05-31 17:20, or check date_order and the column in the mapping"
                )
            }
        return Reject(file: file, line: line, code: code, reason: reason, remedy: remedy)
    }

    private static func column(_ name: String?) -> String { name.map { ", column \"\($0)\"" } ?? "" }

    private static func dateColumn(_ field: String, _ mapping: ColumnMapping) -> String? {
        switch field {
        case "created": mapping.created
        case "updated": mapping.updated
        default: mapping.resolved
        }
    }
}
