public import Foundation

/// One run of a program, with what it wrote.
public struct Command: Sendable {
    public let status: Int32
    public let output: String
    public let errors: String
    public let seconds: Double

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - environment: Added to this process's environment.
    ///   - input: What the program reads from standard input.
    public static func run(
        _ executable: URL, _ arguments: [String], environment: [String: String] = [:], in folder: URL? = nil,
        input: String? = nil
    ) throws -> Command {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { _, new in new }
        if let folder { process.currentDirectoryURL = folder }
        // Files, not pipes: a full pipe would stop a program that nobody reads from.
        let scratch = try Scratch()
        let outputFile = scratch.url.appending(path: "out")
        let errorFile = scratch.url.appending(path: "err")
        let inputFile = scratch.url.appending(path: "in")
        for file in [outputFile, errorFile] { try Data().write(to: file) }
        try Data((input ?? "").utf8).write(to: inputFile)
        process.standardOutput = try FileHandle(forWritingTo: outputFile)
        process.standardError = try FileHandle(forWritingTo: errorFile)
        process.standardInput = try FileHandle(forReadingFrom: inputFile)
        let started = ContinuousClock.now
        try process.run()
        process.waitUntilExit()
        let elapsed = ContinuousClock.now - started
        return Command(
            status: process.terminationStatus,
            output: String(decoding: try Data(contentsOf: outputFile), as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: errorFile), as: UTF8.self),
            seconds: Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18)
    }

    /// Runs the release binary of Casebook.
    public static func casebook(
        _ arguments: String..., environment: [String: String] = [:], in folder: URL? = nil, input: String? = nil
    ) throws -> Command {
        try run(Repository.binary, arguments, environment: environment, in: folder, input: input)
    }
}
