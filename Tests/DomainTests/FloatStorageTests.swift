import Domain
import Testing

@Suite struct FloatStorageTests {
    /// Memory of its own, which tells when it is let go.
    private final class Memory: Sendable {
        nonisolated(unsafe) let floats: UnsafeMutableBufferPointer<Float>

        init(_ values: [Float]) {
            floats = .allocate(capacity: values.count)
            _ = floats.initialize(from: values)
        }

        deinit { floats.deallocate() }
    }

    private func borrowed(_ values: [Float]) -> FloatStorage {
        let memory = Memory(values)
        return FloatStorage(UnsafeBufferPointer(memory.floats), of: memory)
    }

    @Test func borrowedFloatsReadAsAnArrayDoes() {
        let values: [Float] = [0.5, -1, 2, 4, 8, 16]
        let (held, other) = (FloatStorage(values), borrowed(values))
        #expect(held == other)
        #expect(Array(other) == values)
        #expect(other.count == 6 && other[3] == 4)
        #expect(Array(other.prefix(2)) == [0.5, -1])
        #expect(other.withUnsafeBufferPointer { $0.reduce(0, +) } == held.reduce(0, +))
        #expect(held != borrowed([0.5, -1, 2, 4, 8]))
    }

    @Test func aMatrixOfBorrowedFloatsGivesItsRows() {
        let matrix = EmbeddingMatrix(count: 2, dimension: 3, storage: borrowed([1, 0, 0, 0.6, 0.8, 0]))
        #expect(Array(matrix[1]) == [0.6, 0.8, 0])
        #expect(matrix.similarity(0, 1) == 0.6)
        #expect(matrix == EmbeddingMatrix(rows: [[1, 0, 0], [0.6, 0.8, 0]], dimension: 3))
    }

    @Test func theOwnerLivesAsLongAsTheFloatsDo() {
        final class Owner: Sendable {}
        weak var owner: Owner?
        let memory = Memory([1, 2])
        do {
            let made = Owner()
            owner = made
            let storage = FloatStorage(UnsafeBufferPointer(memory.floats), of: made)
            let copy = storage
            withExtendedLifetime(copy) { #expect(owner != nil) }
        }
        #expect(owner == nil)
    }
}
