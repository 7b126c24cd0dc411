internal import Foundation
internal import Synchronization

/// A server of another program that a test talks to over HTTP: a script of `Tests/Servers`, run by the interpreter that
/// `make setup-tests` makes. It ends with this process, or when nobody holds it any more.
final class PythonServer: Sendable {
    /// The script's first line, in which it says what it is, in JSON.
    private let line: Data
    let port: Int
    private let input: FileHandle

    static var interpreter: URL { Repository.root.appending(path: ".venv/bin/python") }

    /// Whether the interpreter has these modules. Their absence is an error only while `CI` is set.
    static func has(_ modules: String) -> Bool {
        let command = try? Command.run(interpreter, ["-c", "import \(modules)"])
        return command?.status == 0 || ProcessInfo.processInfo.environment["CI"] != nil
    }

    init(_ script: String, _ arguments: [String] = []) throws {
        let process = Process()
        process.executableURL = Self.interpreter
        process.arguments = [Repository.root.appending(path: "Tests/Servers/\(script)").path] + arguments
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        self.input = input.fileHandleForWriting
        var line = Data()
        while line.last != 0x0A {
            let piece = output.fileHandleForReading.availableData
            guard !piece.isEmpty else { throw CocoaError(.fileReadUnknown) }
            line += piece
        }
        self.line = line
        port = try JSONDecoder().decode(Place.self, from: line).port
    }

    private struct Place: Decodable { let port: Int }

    /// What the script said of itself.
    func facts<Facts: Decodable>(_ type: Facts.Type) throws -> Facts {
        try JSONDecoder().decode(type, from: line)
    }

    deinit { try? input.close() }

    /// Asks for an address of the script's own, beside those of the service that it plays.
    ///
    /// - Parameter body: what is sent, by `PUT`; `nil` asks by `GET`.
    func ask(_ path: String, body: String? = nil) throws -> String {
        let url = "http://127.0.0.1:\(port)\(path)"
        let script =
            "import sys, urllib.request as u; b = sys.stdin.buffer.read() or None; sys.stdout.write("
            + "u.urlopen(u.Request(sys.argv[1], b, method='PUT' if b else 'GET')).read().decode())"
        let command = try Command.run(Self.interpreter, ["-c", script, url], input: body)
        guard command.status == 0 else { throw CocoaError(.fileReadUnknown) }
        return command.output
    }
}
