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
