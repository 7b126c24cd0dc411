internal import Domain
internal import Foundation
internal import Glibc
internal import ZipContainer

/// A new file that is written in pieces and forced to the device.
struct NewFile: ~Copyable {
    private let url: URL
    private let descriptor: Int32

    init(_ url: URL) throws(CasebookError) {
        self.url = url
        descriptor = open(url.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw CopyFault.cannotWrite(url) }
    }

    deinit { close(descriptor) }

    func write(_ bytes: UnsafeRawBufferPointer) throws(CasebookError) {
        var written = 0
        while written < bytes.count {
            let count = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw CopyFault.cannotWrite(url) }
            written += count
        }
    }

    func finish() throws(CasebookError) {
        guard fsync(descriptor) == 0 else { throw CopyFault.cannotWrite(url) }
    }
}

/// A file of a model in a folder.
struct FolderFile {
    private let url: URL

    init(_ url: URL) { self.url = url }

    func copy(_ file: CataloguedModel.File, to part: URL) throws(CasebookError) {
        guard let source = try? FileHandle(forReadingFrom: url) else {
            throw CopyFault.missing(file.path, in: url.deletingLastPathComponent().path)
        }
        defer { try? source.close() }
        let target = try NewFile(part)
        var total = 0
        while total <= file.size, let piece = try? source.read(upToCount: 1 << 20), !piece.isEmpty {
            total += piece.count
            try [UInt8](piece).withUnsafeBufferPointer { bytes throws(CasebookError) in
                try target.write(UnsafeRawBufferPointer(bytes))
            }
        }
        try target.finish()
    }
}

/// A Python wheel that holds a model.
struct WheelFile {
    private let url: URL
    private let folder: String

    /// - Parameter folder: where the model is in the wheel.
    init(_ url: URL, folder: String) {
        self.url = url
        self.folder = folder
    }

    private static let limits = ZipLimits(
        entries: 10_000, expandedBytes: 1 << 30, expansionRatio: 200, freeExpansion: 1 << 20)

    func copy(_ file: CataloguedModel.File, to part: URL) throws(CasebookError) {
        do {
            let container = try ZipContainer(file: url, limits: Self.limits)
            let target = try NewFile(part)
            var total = 0
            let exists = try container.read("\(folder)/\(file.path)") { bytes in
                total += bytes.count
                try target.write(bytes)
                return total <= file.size
            }
            guard exists else { throw CopyFault.missing("\(folder)/\(file.path)", in: url.path) }
            try target.finish()
        } catch let error as CasebookError {
            throw error
        } catch {
            throw CasebookError(
                .badInput, code: "damaged_wheel", file: url.path, "the wheel is damaged, or is no wheel",
                remedy: "download it again")
        }
    }
}
