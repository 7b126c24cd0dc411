import Domain
import Foundation
import Pipeline
import TestSupport
import Testing

@testable import VectorFiles

@Suite struct MatrixFolderTests {
    private let key = ContentDigest.of("matrix")

    private func folder(_ scratch: Scratch) -> MatrixFolder {
        MatrixFolder(folder: scratch.url.appending(path: "vectors"), least: 4)
    }

    private func names(_ scratch: Scratch) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: scratch.url.appending(path: "vectors").path)) ?? [])
            .sorted()
    }

    @Test func keepsAMatrixThatIsPutInAnyOrder() throws {
        let scratch = try Scratch()
        let draft = try #require(try folder(scratch).draft(key, count: 3, dimension: 2))
        for row in [2, 0, 1] { try draft.put([Float(row), 0.5], row: row) }
        let made = try draft.finish()
        #expect(made == EmbeddingMatrix(rows: [[0, 0.5], [1, 0.5], [2, 0.5]], dimension: 2))
        #expect(try folder(scratch).matrix(key, count: 3, dimension: 2) == made)
        #expect(names(scratch) == ["\(key.hex).npy"])
    }

    @Test func givesNoMatrixOfAnotherSizeOrADamagedFile() throws {
        let scratch = try Scratch()
        let draft = try #require(try folder(scratch).draft(key, count: 2, dimension: 2))
        for row in 0..<2 { try draft.put([1, 2], row: row) }
        _ = try draft.finish()
        #expect(try folder(scratch).matrix(key, count: 4, dimension: 1) == nil)
        #expect(try folder(scratch).matrix(.of("other"), count: 2, dimension: 2) == nil)
        let file = scratch.url.appending(path: "vectors/\(key.hex).npy")
        let whole = try Data(contentsOf: file)
        for size in [0, 5, 60, whole.count - 1] {
            try whole.prefix(size).write(to: file)
            #expect(try folder(scratch).matrix(key, count: 2, dimension: 2) == nil, "cut to \(size) bytes")
        }
    }

    @Test func aDraftThatIsNeverFinishedLeavesNothing() throws {
        let scratch = try Scratch()
        do {
            let draft = try #require(try folder(scratch).draft(key, count: 2, dimension: 2))
            try draft.put([1, 2], row: 0)
            #expect(names(scratch).count == 1)
        }
        #expect(names(scratch).isEmpty)
    }

    @Test func holdsSmallMatricesInMemory() throws {
        let scratch = try Scratch()
        #expect(try folder(scratch).draft(key, count: 1, dimension: 3) == nil)
        #expect(names(scratch).isEmpty)
    }

    @Test func forgetsWhatIsNotRetainedAndWhatAKilledRunLeft() throws {
        let scratch = try Scratch()
        for name in ["a", "b"] {
            let draft = try #require(try folder(scratch).draft(.of(name), count: 2, dimension: 2))
            for row in 0..<2 { try draft.put([1, 2], row: row) }
            _ = try draft.finish()
        }
        try scratch.write("vectors/.half.npy-77", "x")
        try scratch.write("vectors/README", "not ours")
        try folder(scratch).retain([.of("b")])
        #expect(names(scratch) == ["\(ContentDigest.of("b").hex).npy", "README"].sorted())
    }

    @Test func leavesTheDraftsOfOtherRunsAlone() throws {
        let scratch = try Scratch()
        let drafts = try (0..<2).map { _ in try #require(try folder(scratch).draft(key, count: 2, dimension: 2)) }
        try folder(scratch).retain([])
        #expect(names(scratch).count == 2)
        for draft in drafts {
            for row in 0..<2 { try draft.put([1, 2], row: row) }
            #expect(try draft.finish() == EmbeddingMatrix(rows: [[1, 2], [1, 2]], dimension: 2))
        }
        #expect(names(scratch) == ["\(key.hex).npy"])
    }

    @Test func givesTheMatrixThoughAnotherRunTakesItsFileAway() throws {
        let scratch = try Scratch()
        let file = scratch.url.appending(path: "vectors.npy")
        let draft = try MatrixFileDraft(file: file, count: 2, dimension: 2)
        for row in 0..<2 { try draft.put([1, Float(row)], row: row) }
        try draft.place()
        try FileManager.default.removeItem(at: file)
        let made = try draft.matrix()
        #expect(made == EmbeddingMatrix(rows: [[1, 0], [1, 1]], dimension: 2))
    }

    @Test func aFolderThatCannotBeMadeIsAClearError() throws {
        let scratch = try Scratch()
        try scratch.write("vectors", "a file in the folder's place")
        #expect(throws: CasebookError.self) { _ = try folder(scratch).draft(key, count: 2, dimension: 2) }
    }
}
