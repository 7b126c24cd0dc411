import Foundation
import TestSupport
import Testing

/// `casebook model` through the release binary.
@Suite struct ModelCommandTests {
    private func model(
        _ arguments: String..., in scratch: Scratch, _ environment: [String: String] = [:]
    ) throws -> Command {
        let store = ["CASEBOOK_MODELS": scratch.url.appending(path: "models").path]
        return try Command.run(
            Repository.binary, ["model"] + arguments, environment: store.merging(environment) { _, new in new })
    }

    @Test func saysThatNothingIsHere() throws {
        let scratch = try Scratch()
        let status = try model("status", in: scratch)
        #expect(status.status == 1)
        #expect(status.output.contains("missing\tmodel.safetensors"))
        #expect(status.errors.contains("casebook model fetch"))
        #expect(try model("path", in: scratch).output.hasPrefix(scratch.url.path))
    }

    @Test func fetchesFromTheFolderOfAnotherStore() throws {
        let scratch = try Scratch()
        let here = try Command.casebook("model", "path").output.trimmingCharacters(in: .newlines)
        try #require(
            FileManager.default.fileExists(atPath: here + "/model.safetensors"), "run casebook model fetch first")
        let fetched = try model("fetch", "--from", here, in: scratch)
        #expect(fetched.status == 0, "\(fetched.errors)")
        #expect(fetched.output.isEmpty)
        let status = try model("status", "--format", "json", in: scratch)
        #expect(status.status == 0)
        #expect(status.output.contains("\"ready\":true"))
    }

    @Test func refusesADigestThatIsNotThePinnedOne() throws {
        let scratch = try Scratch()
        let server = try ScriptedServer { _, _ in .answer(200, [:], [UInt8](repeating: 0x20, count: 612)) }
        let fetched = try model("fetch", "--mirror", server.url("/models").absoluteString, in: scratch)
        #expect(fetched.status == 65)
        #expect(fetched.errors.contains("wrong_digest"))
        #expect(server.requests.map(\.path) == ["/models/config.json"])
        #expect(server.requests[0].fields["user-agent"]?.hasPrefix("casebook/") == true)
    }

    @Test func saysWhenAServiceIsUnavailable() throws {
        let scratch = try Scratch()
        let server = try ScriptedServer { _, _ in .answer(404) }
        let endpoint = "http://127.0.0.1:\(server.port)"
        let fetched = try model("fetch", "--from", "huggingface", in: scratch, ["HF_ENDPOINT": endpoint])
        #expect(fetched.status == 69)
        #expect(server.requests.count == 1)
    }

    @Test(
        arguments: [
            ["--from", "/no/such/place"], ["--mirror", "ftp://mirror.example/m"], ["--mirror", "mirror.example"],
            ["--mirror", "https://mirror.example", "--from", "pypi"],
        ])
    func refusesWhatIsNoSource(_ arguments: [String]) throws {
        #expect(try Command.run(Repository.binary, ["model", "fetch"] + arguments).status == 64)
    }

    @Test func goesOnAfterAKill() throws {
        let scratch = try Scratch()
        let here = URL(
            filePath: try Command.casebook("model", "path").output.trimmingCharacters(in: .newlines),
            directoryHint: .isDirectory)
        try #require(
            FileManager.default.fileExists(atPath: here.appending(path: "model.safetensors").path),
            "run casebook model fetch first")
        // Gives half of the weights and then nothing, until a rest is asked for.
        let server = try ScriptedServer { _, request in
            guard let content = try? [UInt8](Data(contentsOf: here.appending(path: request.path.dropFirst(3)))) else {
                return .answer(404)
            }
            guard let range = request.fields["range"], let start = Int(range.dropFirst(6).dropLast()) else {
                guard content.count > 1_000_000 else { return .answer(200, [:], content) }
                var reply = ScriptedServer.Reply.answer(
                    200, ["ETag": "\"a\""], Array(content.prefix(content.count / 2)), length: content.count)
                reply.steps.append(.pause(milliseconds: 20_000))
                return reply
            }
            return .answer(
                206, ["ETag": "\"a\"", "Content-Range": "bytes \(start)-\(content.count - 1)/\(content.count)"],
                Array(content[start...]))
        }
        let address = server.url("/m/").absoluteString
        let killed = try Command.run(
            URL(filePath: "/usr/bin/timeout"),
            ["-s", "KILL", "4", Repository.binary.path, "model", "fetch", "--mirror", address],
            environment: ["CASEBOOK_MODELS": scratch.url.appending(path: "models").path])
        #expect(killed.status != 0)
        let fetched = try model("fetch", "--mirror", address, in: scratch)
        #expect(fetched.status == 0, "\(fetched.errors)")
        #expect(server.requests.last?.fields["range"]?.hasPrefix("bytes=") == true)
        #expect(server.requests.last?.fields["if-range"] == "\"a\"")
    }

    @Test func saysWhenTheDiskTakesNoMore() throws {
        let scratch = try Scratch()
        let here = try Command.casebook("model", "path").output.trimmingCharacters(in: .newlines)
        try #require(
            FileManager.default.fileExists(atPath: here + "/model.safetensors"), "run casebook model fetch first")
        // A limit on the size of files stands for a full disk: writing fails in the same way.
        let fetched = try Command.run(
            URL(filePath: "/bin/bash"),
            [
                "-c", "trap '' XFSZ; ulimit -f 1000; exec \"$0\" model fetch --from \"$1\"", Repository.binary.path,
                here,
            ],
            environment: ["CASEBOOK_MODELS": scratch.url.appending(path: "models").path])
        #expect(fetched.status == 74, "\(fetched.errors)")
    }
}
