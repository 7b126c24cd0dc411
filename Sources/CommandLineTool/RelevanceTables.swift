import Domain
import Foundation
import Ingestion

/// Reads what retrieval is measured with: judgements and runs, as tables or in TREC's form.
enum RelevanceTables {
    /// By query, the documents judged relevant, a query with none too.
    ///
    /// A table with the columns `query_id`, `doc_id` and `relevance` (above 0 is relevant), or TREC lines
    /// `query 0 document relevance`.
    static func judgements(_ file: String) throws -> [String: Set<String>] {
        var relevant: [String: Set<String>] = [:]
        func add(_ query: String, _ document: String, _ relevance: String, _ line: Int?) throws {
            guard let grade = Double(relevance), grade.isFinite else { throw notANumber(file, line, "relevance") }
            relevant[query, default: []].formUnion(grade > 0 ? [document] : [])
        }
        if let lines = try trecLines(file, fields: 4) {
            for line in lines { try add(line.fields[0], line.fields[2], line.fields[3], line.number) }
        } else {
            let documents = try PlumbingInput.rows(of: file, id: "query_id", text: ["doc_id"])
            let grades = try PlumbingInput.rows(of: file, id: "query_id", text: ["relevance"])
            for (document, grade) in zip(documents, grades) { try add(document.id, document.text, grade.text, nil) }
        }
        return relevant
    }

    /// By query, the documents found, best first; equal scores in order of document id.
    ///
    /// A table with the columns `query_id`, `doc_id` and `score` (higher is better) or `rank` (lower is better), or TREC
    /// lines `query Q0 document rank score tag`, where the score counts.
    static func run(_ file: String) throws -> [String: [String]] {
        var found: [String: [(score: Double, document: String)]] = [:]
        func add(_ query: String, _ document: String, _ score: String, _ sign: Double, _ line: Int?) throws {
            guard let value = Double(score), !value.isNaN else {
                throw notANumber(file, line, sign > 0 ? "score" : "rank")
            }
            found[query, default: []].append((sign * value, document))
        }
        if let lines = try trecLines(file, fields: 6) {
            for line in lines { try add(line.fields[0], line.fields[2], line.fields[4], 1, line.number) }
        } else {
            let documents = try PlumbingInput.rows(of: file, id: "query_id", text: ["doc_id"])
            let (values, sign) = try scores(file)
            for (document, value) in zip(documents, values) {
                try add(document.id, document.text, value.text, sign, nil)
            }
        }
        return found.mapValues { entries in
            entries.sorted { $0.score != $1.score ? $0.score > $1.score : $0.document < $1.document }.map(\.document)
        }
    }

    private static func scores(_ file: String) throws -> (rows: [(id: String, text: String)], sign: Double) {
        do {
            return (try PlumbingInput.rows(of: file, id: "query_id", text: ["score"]), 1)
        } catch let error as CasebookError where error.diagnostics.contains(where: { $0.code == "missing_column" }) {
            return (try PlumbingInput.rows(of: file, id: "query_id", text: ["rank"]), -1)
        }
    }

    /// The lines of a TREC file, or `nil` when the first line has not its number of columns.
    private static func trecLines(_ file: String, fields count: Int) throws -> [(number: Int, fields: [String])]? {
        guard let bytes = try? Data(contentsOf: URL(filePath: file)) else { return nil }
        var lines: [(number: Int, fields: [String])] = []
        for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let fields = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace).map(String.init)
            if fields.isEmpty { continue }
            guard fields.count == count else {
                if lines.isEmpty { return nil }
                throw CasebookError(
                    .badInput, code: "not_trec", file: file, line: index + 1,
                    "the line has \(fields.count) columns instead of \(count)",
                    remedy: "give each line the same columns, separated by spaces or tabs")
            }
            if lines.isEmpty, Double(fields[count - (count == 4 ? 1 : 2)]) == nil { return nil }
            lines.append((index + 1, fields))
        }
        return lines.isEmpty ? nil : lines
    }

    private static func notANumber(_ file: String, _ line: Int?, _ column: String) -> CasebookError {
        CasebookError(
            .badInput, code: "not_a_number", file: file, line: line, "a \(column) is not a number",
            remedy: "write numbers in the column \(column)")
    }
}
