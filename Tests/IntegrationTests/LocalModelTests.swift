import Foundation
import TestSupport
import Testing

/// The sentence model as a user meets it: through the release binary, with the files that `model fetch` brought.
@Suite struct LocalModelTests {
    /// Texts with the vectors that sentence-transformers gives them.
    private struct Golden: Decodable {
        struct Entry: Decodable {
            let text: String
            let vector: Data
        }
        let texts: [Entry]

        var vectors: [[Float]] {
            texts.map { entry in
                (0..<entry.vector.count / 4).map { index in
                    entry.vector.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: index * 4, as: Float.self) }
                }
            }
        }

        static func load() throws -> Golden {
            let file = Repository.root.appending(path: "Tests/Fixtures/minilm-vectors.json")
            return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
        }
    }

    private static func cosine(_ left: [Float], _ right: [Float]) -> Double {
        zip(left, right).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }

    private static func jsonLines(_ texts: [String]) throws -> String {
        try texts.enumerated().map { number, text in
            String(
                decoding: try JSONSerialization.data(withJSONObject: ["id": "t\(number)", "text": text]),
                as: UTF8.self)
        }.joined(separator: "\n") + "\n"
    }

    private func embed(
        _ texts: [String], in scratch: Scratch, _ options: [String], environment: [String: String] = [:]
    ) throws -> [[Float]] {
        let input = try scratch.write("texts-\(UUID().uuidString).jsonl", Self.jsonLines(texts))
        let output = scratch.url.appending(path: "vectors-\(UUID().uuidString).npy")
        let run = try Command.run(
            Repository.binary,
            ["embed", "--input", input.path, "--text", "text", "--output", output.path] + options,
            environment: environment)
        #expect(run.status == 0, "\(run.errors)")
        return try NumpyFile(output).rows
    }

    @Test func embedsAsSentenceTransformersDoes() throws {
        let golden = try Golden.load()
        let scratch = try Scratch()
        let expected = golden.vectors
        let floats = try embed(golden.texts.map(\.text), in: scratch, ["--precision", "f32"])
        #expect(zip(floats, expected).allSatisfy { Self.cosine($0, $1) > 0.99999 })
        let cosines = zip(try embed(golden.texts.map(\.text), in: scratch, ["--precision", "int8"]), expected)
            .map { Self.cosine($0, $1) }
        #expect(cosines.count == 40)
        #expect(cosines.reduce(0, +) / 40 >= 0.995)
        #expect((cosines.min() ?? 0) >= 0.98)
    }

    @Test func givesTheSameBitsWithAnyThreadsOrderAndInstructionSet() throws {
        let texts = try Golden.load().texts.map(\.text)
        let scratch = try Scratch()
        let one = try embed(texts, in: scratch, ["--threads", "1"])
        let reversed = try embed(texts.reversed(), in: scratch, ["--threads", "2"])
        #expect(Array(reversed.reversed()) == one)
        let older = try embed(texts, in: scratch, [], environment: ["ONEDNN_MAX_CPU_ISA": "AVX2"])
        #expect(older == one)
    }

    @Test func readsWhateverATicketMayHold() throws {
        let scratch = try Scratch()
        let texts = ["", "   ", "\u{301}\u{302}", "😡", "登录失败", String(repeating: "ab cd ", count: 1_300_000), "ab cd"]
        let vectors = try embed(texts, in: scratch, [])
        #expect(vectors.count == texts.count)
        #expect(vectors[0].allSatisfy { $0 == 0 } && vectors[1].allSatisfy { $0 == 0 })
        for vector in vectors[3...] { #expect(abs(Self.cosine(vector, vector) - 1) < 1e-4) }
        // A row above the limit of every table is refused with its line.
        let huge = try scratch.write("huge.jsonl", Self.jsonLines([String(repeating: "ab cd ", count: 1_700_000)]))
        let refused = try Command.casebook("embed", "--input", huge.path, "--text", "text")
        #expect(refused.status == 65)
        #expect(refused.errors.contains("huge.jsonl:1"))
    }

    /// A copy of the model that this machine has, where a test may spoil it.
    private func copyOfModel(in scratch: Scratch) throws -> URL {
        let path = try Command.casebook("model", "path")
        #expect(path.status == 0, "\(path.errors)")
        let source = URL(filePath: path.output.trimmingCharacters(in: .whitespacesAndNewlines))
        let target = scratch.url.appending(path: "model")
        try FileManager.default.copyItem(at: source, to: target)
        return target
    }

    private func refusal(of model: URL) throws -> Command {
        try Command.casebook(
            "embed", "--input", "-", "--text", "text", "--embedding", model.path,
            input: "{\"id\": 1, \"text\": \"a word\"}\n")
    }

    @Test func refusesDamagedFilesAndThoseOfAnotherModel() throws {
        let scratch = try Scratch()
        let model = try copyOfModel(in: scratch)
        let weights = model.appending(path: "model.safetensors")
        let sound = try Data(contentsOf: weights)
        #expect(try refusal(of: model).status == 0)

        try sound.prefix(sound.count / 2).write(to: weights)
        var run = try refusal(of: model)
        #expect(run.status == 65)
        #expect(run.errors.contains("cut short") && run.errors.contains("model fetch"))

        var altered = sound
        // A number that is none, in the middle: the last tensors are not read.
        let middle = altered.count / 8 * 4
        altered.replaceSubrange(middle..<middle + 4, with: [0, 0, 0xC0, 0x7F])
        try altered.write(to: weights)
        run = try refusal(of: model)
        #expect(run.status == 65)
        #expect(run.errors.contains("not numbers"))
        try sound.write(to: weights)

        try FileManager.default.removeItem(at: model.appending(path: "tokenizer.json"))
        try "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nword\n".write(
            to: model.appending(path: "vocab.txt"), atomically: true, encoding: .utf8)
        run = try refusal(of: model)
        #expect(run.status == 65)
        #expect(run.errors.contains("model_mismatch"))
    }

    @Test func saysWhatToRunWhenTheModelIsMissing() throws {
        let scratch = try Scratch()
        let environment = ["CASEBOOK_MODELS": scratch.url.appending(path: "none").path]
        let root = try SampleWorkspace.make(in: scratch, tenants: ["acme": ["a.csv": SampleWorkspace.csv(count: 20)]])
        for arguments in [
            ["build", "--workspace", root.path], ["embed", "--input", "-", "--text", "text"],
        ] {
            let run = try Command.run(
                Repository.binary, arguments, environment: environment, input: "{\"id\": 1, \"text\": \"a\"}\n")
            #expect(run.status == 78)
            #expect(run.errors.contains("casebook model fetch"))
        }
        let lexical = try Command.casebook(
            "build", "--workspace", root.path,
            environment: environment.merging(["CASEBOOK_MODELS_EMBEDDING_PROVIDER": "lexical"]) { $1 })
        #expect(lexical.status == 0, "\(lexical.errors)")
    }
}
