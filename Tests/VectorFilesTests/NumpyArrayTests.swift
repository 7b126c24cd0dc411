import Domain
import Foundation
import TestSupport
import Testing
import VectorFiles

@Suite struct NumpyArrayTests {
    private let matrix = EmbeddingMatrix(rows: [[0.25, -1, 3], [0, 0.5, -0.125]], dimension: 3)

    @Test func aFileGivesTheMatrixBack() throws {
        let scratch = try Scratch()
        let file = scratch.url.appending(path: "vectors.npy")
        try Data(NumpyArray.bytes(of: matrix)).write(to: file)
        #expect(try NumpyArray.read(file: file.path) == matrix)
    }

    @Test func scatteredReadsAreToldToTheSystem() throws {
        let scratch = try Scratch()
        let file = scratch.url.appending(path: "scattered.npy")
        try Data(NumpyArray.bytes(of: matrix)).write(to: file)
        let read = try NumpyArray.read(file: file.path)
        /// The kernel's flags of the mapping; `rr` is random reads.
        func flags() throws -> Substring? {
            let file = try #require(FileHandle(forReadingAtPath: "/proc/self/smaps"))
            let maps = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
            guard let own = maps.firstRange(of: "/scattered.npy") else { return nil }
            return maps[own.upperBound...].split(separator: "\n").first { $0.hasPrefix("VmFlags:") }
        }
        #expect(try flags()?.contains(" rr") == false)
        read.storage.expectScatteredReads()
        #expect(try flags()?.contains(" rr") == true)
        #expect(read == matrix)
    }

    @Test func aFileThatIsDeletedStaysReadable() throws {
        let scratch = try Scratch()
        let file = scratch.url.appending(path: "vectors.npy")
        try Data(NumpyArray.bytes(of: matrix)).write(to: file)
        let read = try NumpyArray.read(file: file.path)
        try FileManager.default.removeItem(at: file)
        #expect(read == matrix)
    }

    @Test func aFileOfAnotherLengthThanItsHeaderSaysIsRefused() throws {
        let scratch = try Scratch()
        let file = scratch.url.appending(path: "vectors.npy")
        let bytes = NumpyArray.bytes(of: matrix)
        for (cut, code) in [(bytes.dropLast(), "npy_too_short"), (bytes + [0], "npy_too_long")] {
            try Data(cut).write(to: file)
            let error = #expect(throws: CasebookError.self) { _ = try NumpyArray.read(file: file.path) }
            #expect(error?.diagnostics.first?.code == code)
        }
    }
}
