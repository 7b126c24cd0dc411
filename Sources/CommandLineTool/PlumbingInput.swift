import ArgumentParser
import Domain
import Foundation
import Ingestion

/// The input of a plumbing command: a file or `-`, with the columns to read. No workspace is needed.
struct PlumbingInput: ParsableArguments {
    @Option(help: "A CSV, TSV, JSON or JSON lines file (.gz too), or - for standard input.")
    var input: String

    @Option(help: "The column that holds the id.")
    var id = "id"

    @Option(help: "The columns that hold the text, separated by commas.")
    var text = "subject,body"

    /// The texts by id, in input order.
    func read() throws -> [(id: String, text: String)] {
        let columns = text.split(separator: ",").map { String($0).trimmedWhitespace }
        guard !columns.isEmpty else {
            throw CasebookError(.usage, code: "no_text_column", "--text names no column", remedy: "name at least one")
        }
        return try Self.rows(of: input, id: id, text: columns)
    }

    /// Reads a table of texts from a file or standard input.
    static func rows(of input: String, id: String, text: [String]) throws -> [(id: String, text: String)] {
        guard input == "-" else {
            return try TextTable.read(file: URL(filePath: input), idColumn: id, textColumns: text)
        }
        let bytes = Array(FileHandle.standardInput.readDataToEndOfFile())
        return try TextTable.read(bytes: bytes, idColumn: id, textColumns: text)
    }
}
