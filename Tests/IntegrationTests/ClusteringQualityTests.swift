import Foundation
import TestSupport
import Testing

/// The clusters of real questions with their intents, through the release binary and its default settings.
@Suite struct ClusteringQualityTests {
    static let available = Repository.has("data/banking77/tickets.csv")
    private static let banking = Repository.shared.appending(path: "data/banking77/tickets.csv")

    private struct Scores: Decodable {
        let ami: Double
        let ari: Double
        let left_out: Int

        init(_ arguments: String...) throws {
            let run = try Command.run(
                Repository.binary, ["eval", "clustering", "--format", "json", "--input"] + arguments)
            try #require(run.status == 0, "\(run.errors)")
            self = try JSONDecoder().decode(Self.self, from: Data(run.output.utf8))
        }
    }

    private func clusters(_ input: URL, _ options: [String] = [], environment: [String: String] = [:]) throws
        -> [Substring: Substring]
    {
        let run = try Command.run(
            Repository.binary, ["cluster", "--input", input.path] + options, environment: environment)
        try #require(run.status == 0, "\(run.errors)")
        let rows = run.output.split(separator: "\n").dropFirst().map { (line: Substring) -> (Substring, Substring) in
            let comma = line.firstIndex(of: ",") ?? line.endIndex
            return (line[..<comma], line[comma...])
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    @Test(.enabled(if: available, "../shared/data is not here"))
    func findsTheIntentsOfBankingQueries() throws {
        let integers = try Scores(Self.banking.path)
        #expect(integers.ami >= 0.83 && integers.ari >= 0.60 && integers.left_out == 0, "\(integers)")
        let floats = try Scores(Self.banking.path, "--precision", "f32")
        #expect(floats.ami >= 0.83 && floats.ari >= 0.60 && floats.left_out == 0, "\(floats)")
        // One answer for one input: the figures move only with the program, so that a loss is a loss.
        #expect(floats.ami - integers.ami <= 0.005, "\(floats) \(integers)")
    }

    /// Every sixth query, in another order for each seed.
    private func sample(_ seed: UInt64, in scratch: Scratch) throws -> URL {
        let text = try String(contentsOf: Self.banking, encoding: .utf8)
        let lines = text.split(separator: "\n")
        var chosen = lines.dropFirst().enumerated().filter { $0.offset % 6 == 0 }.map(\.element)
        var random = SeededGenerator(state: seed)
        if seed > 0 { chosen.shuffle(using: &random) }
        return try scratch.write(
            "sample-\(seed).csv", ([lines[0]] + chosen).joined(separator: "\n") + "\n")
    }

    @Test(.enabled(if: available, "../shared/data is not here"))
    func givesTheSameClustersForAnyOrderAndThreads() throws {
        let scratch = try Scratch()
        let expected = try clusters(try sample(0, in: scratch), ["--threads", "2"])
        #expect(expected.count > 2_000)
        for seed in 1...10 {
            #expect(try clusters(try sample(UInt64(seed), in: scratch), ["--threads", "2"]) == expected)
        }
        #expect(try clusters(try sample(0, in: scratch), ["--threads", "1"]) == expected)
    }

    @Test(.enabled(if: available, "../shared/data is not here"), arguments: ["int8", "f32"])
    func givesTheSameClustersOnOlderProcessors(precision: String) throws {
        let scratch = try Scratch()
        let input = try sample(0, in: scratch)
        let here = try clusters(input, ["--precision", precision])
        let older = try clusters(input, ["--precision", precision], environment: ["ONEDNN_MAX_CPU_ISA": "AVX2"])
        let equal = here.count { older[$0.key]?.split(separator: ",").first == $0.value.split(separator: ",").first }
        #expect(Double(equal) >= Double(here.count) * 0.999, "\(equal) of \(here.count)")
        if precision == "int8" { #expect(here == older) }
    }
}

/// SplitMix64 (Steele, Lea and Flood, 2014): the same numbers everywhere.
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
