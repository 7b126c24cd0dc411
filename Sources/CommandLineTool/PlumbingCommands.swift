import ArgumentParser
import Clustering
import Domain
import Embedding
import Foundation
import Ingestion
import Redaction
import Retrieval
import SiteRendering
import VectorFiles

/// `casebook embed`: vectors of a table's texts.
struct EmbedCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "embed", abstract: "Writes the vectors of a table's texts as a NumPy array.",
        discussion: "float32, one row a text, in input order. Needs no workspace.")

    @OptionGroup var table: PlumbingInput

    @OptionGroup var embedding: EmbeddingOptions

    @Option(help: "Where to write the .npy file, or - for standard output.")
    var output = "-"

    func run() async throws {
        try await Exit.guarded {
            let rows = try table.read()
            let matrix = try await embedding.embedder().embed(
                rows.map { RedactedText(plumbing: $0.text) }, as: .passage)
            try PlumbingOutput.write(NumpyArray.bytes(of: matrix), to: output)
        }
    }
}

/// `casebook redact`: personal data taken out of texts.
struct RedactCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redact", abstract: "Takes personal data out of texts.",
        discussion: """
            Reads JSON lines of {"id","text"}, writes {"id","text","spans":[{"start","end","type"}]}, the spans in \
            code points of the input text. Needs no workspace.
            """)

    @Option(help: "A JSON lines file, or - for standard input.")
    var input: String

    @Option(help: "Where to write, or - for standard output.")
    var output = "-"

    func run() async throws {
        try await Exit.guarded {
            let redactor = try Redactor(
                policy: RedactionPolicy(), key: TokenKey(hex: String(repeating: "00", count: 32)),
                tenant: Self.tenant)
            var lines = ""
            for (number, line) in try Self.lines(of: input).enumerated() {
                guard let record = try? JSONDecoder().decode(JSONValue.self, from: Data(line.utf8)),
                    let text = record["text"]?.string, let id = record["id"]
                else {
                    throw CasebookError(
                        .badInput, code: "bad_json", file: input, line: number + 1,
                        "the line is not a JSON object with \"id\" and \"text\"", remedy: "mend the line")
                }
                let result = redactor.redact(text: text)
                let spans = result.spans.map { span -> JSONValue in
                    [
                        "start": .integer(Int64(span.start)), "end": .integer(Int64(span.end)),
                        "type": .string(span.type.rawValue),
                    ]
                }
                let redacted: JSONValue = ["id": id, "text": .string(result.text.masked), "spans": .array(spans)]
                lines += redacted.canonicalText + "\n"
            }
            try PlumbingOutput.write(Array(lines.utf8), to: output)
        }
    }

    /// Texts alone make no tokens; the name of the tenant they would be keyed by plays no part.
    private static var tenant: TenantID {
        get throws {
            guard let tenant = TenantID("plumbing") else { throw ExitCode(64) }
            return tenant
        }
    }

    static func lines(of input: String) throws -> [Substring] {
        let text = try FileText.read(input)
        return text.split(omittingEmptySubsequences: true) { $0 == "\n" || $0 == "\r\n" }
            .filter { !$0.trimmedWhitespace.isEmpty }
    }
}

/// `casebook markdown`: the site's own safe rendering.
struct MarkdownCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "markdown", abstract: "Renders Markdown to safe HTML, as the site does.")

    @Option(help: "A Markdown file, or - for standard input.")
    var input: String

    @Option(help: "Where to write, or - for standard output.")
    var output = "-"

    func run() async throws {
        try await Exit.guarded {
            try PlumbingOutput.write(Array(SafeMarkdown.html(try FileText.read(input)).utf8), to: output)
        }
    }
}

/// Reads a text file, or standard input for `-`.
enum FileText {
    static func read(_ input: String) throws -> String {
        if input == "-" { return String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self) }
        do {
            // Read to the end: a pipe such as <(…) has no size to ask for.
            let handle = try FileHandle(forReadingFrom: URL(filePath: input))
            defer { try? handle.close() }
            return String(decoding: try handle.readToEnd() ?? Data(), as: UTF8.self)
        } catch {
            throw CasebookError(
                .badInput, code: "cannot_read", file: input, "the file cannot be read",
                remedy: "check that it exists and may be read")
        }
    }
}
