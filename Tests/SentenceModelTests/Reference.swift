import Foundation
import TestSupport
import Testing

@testable import SentenceModel

/// The reference tokenizer, which runs in the tests' Python environment.
enum Reference {
    /// A text with what the reference made of it.
    struct Case {
        let text: String
        /// Words as UTF-8; empty when ids were asked for.
        var words: [[UInt8]] = []
        var ids: [Int32] = []
    }

    private static let python = Repository.root.appending(path: ".venv/bin/python")
    private static let script = Repository.root.appending(path: "Tests/SentenceModelTests/Reference/reference.py")

    /// Whether the reference can be asked; while `CI` is set it must be.
    static let isHere: Bool = {
        if ProcessInfo.processInfo.environment["CI"] != nil { return true }
        let check = try? Command.run(python, ["-c", "import tokenizers"])
        return check?.status == 0
    }()

    /// Why a test that needs it was skipped.
    static let absence: Comment = "the reference tokenizer is not here: run make setup-tests"

    static func words(_ set: String, tokenizer folder: URL) throws -> [Case] {
        try ask([folder.path, "words", set]) { reader, text in
            var found = Case(text: text)
            found.words = (0..<reader.number()).map { _ in reader.bytes() }
            return found
        }
    }

    static func ids(inFiles files: [String], tokenizer folder: URL) throws -> [Case] {
        try ask([folder.path, "ids"] + files.map { Repository.shared.appending(path: $0).path }, take: ids)
    }

    static func ids(of texts: [String], tokenizer folder: URL) throws -> [Case] {
        let input = String(decoding: try JSONEncoder().encode(texts), as: UTF8.self)
        return try ask([folder.path, "texts"], input: input, take: ids)
    }

    private static func ids(_ reader: inout Reader, _ text: String) -> Case {
        var found = Case(text: text)
        found.ids = (0..<reader.number()).map { _ in Int32(truncatingIfNeeded: reader.number()) }
        return found
    }

    private static func ask(
        _ arguments: [String], input: String? = nil, take: (inout Reader, String) -> Case
    ) throws -> [Case] {
        let scratch = try Scratch()
        let output = scratch.url.appending(path: "output")
        let quoted = ([python.path, script.path] + arguments).map { "'\($0)'" }.joined(separator: " ")
        let command = try Command.run(
            URL(filePath: "/bin/sh"), ["-c", "\(quoted) > '\(output.path)'"], input: input)
        try #require(command.status == 0, "\(command.errors)")
        var reader = Reader(try Data(contentsOf: output))
        var cases: [Case] = []
        while !reader.isAtEnd {
            let text = String(decoding: reader.bytes(), as: UTF8.self)
            cases.append(take(&reader, text))
        }
        return cases
    }

    /// Reads what the script writes.
    struct Reader {
        private let data: [UInt8]
        private var place = 0

        init(_ data: Data) { self.data = Array(data) }

        var isAtEnd: Bool { place >= data.count }

        mutating func number() -> UInt32 {
            defer { place += 4 }
            return data.withUnsafeBytes {
                UInt32(littleEndian: $0.loadUnaligned(fromByteOffset: place, as: UInt32.self))
            }
        }

        mutating func bytes() -> [UInt8] {
            let count = Int(number())
            defer { place += count }
            return Array(data[place..<place + count])
        }
    }
}
