import Synchronization
import Testing

@testable import Clustering
import Domain

struct NeighbourTests {
    /// Unit vectors around a few centres, from a seed.
    private struct Sample {
        let dimension: Int
        var storage: [Float] = []
        var count: Int { storage.count / dimension }

        init(_ count: Int, dimension: Int, centres: Int = 12) {
            self.dimension = dimension
            var random = SplitMix64(seed: 7)
            func noise() -> Float { Float(Int64(bitPattern: random.next()) >> 40) / 8_388_608 }
            let middles = (0..<centres).map { _ in (0..<dimension).map { _ in noise() } }
            for row in 0..<count {
                let values = middles[row % centres].map { $0 + 0.8 * noise() }
                let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
                storage += values.map { $0 / length }
            }
        }

        func vectors(_ rows: [Int]) -> DenseVectors {
            DenseVectors(rows, of: FloatStorage(storage), dimension: dimension)
        }

        func keys(_ rows: [Int]) -> [NodeKey] {
            let all = vectors(rows)
            // Equal vectors are told apart by their texts.
            return rows.indices.map { node in all.withRow(node) { NodeKey(.of("text \(rows[node])"), $0) } }
        }

        func search(
            _ rows: [Int]? = nil, wanted: Int = 15, stored: StoredNeighbours? = nil, threads: Int = 2,
            exactLimit: Int = DenseNeighbours.exactLimit
        ) throws -> DenseNeighbours {
            let rows = rows ?? Array(0..<count)
            return try DenseNeighbours(
                vectors(rows), keys: keys(rows), wanted: wanted, stored: stored, threads: threads,
                exactLimit: exactLimit)
        }
    }

    /// The nearest others of each row, by comparing all.
    private func expected(_ vectors: DenseVectors, wanted: Int) -> [[UInt64]] {
        (0..<vectors.count).map { row in
            let keys = (0..<vectors.count).filter { $0 != row && !vectors.isZero($0) }
                .map { RankedKey.make(vectors.similarity(row, $0), Int32($0)) }
            return vectors.isZero(row) ? [] : Array(keys.sorted(by: >).prefix(wanted))
        }
    }

    @Test(arguments: [(2, 48), (63, 5), (700, 96), (1_100, 384), (300, 1_536)])
    func findsTheNeighboursThatAllPairsHave(_ count: Int, _ dimension: Int) throws {
        let sample = Sample(count, dimension: dimension)
        let found = try sample.search().table.map(Array.init)
        #expect(found == expected(sample.vectors(Array(0..<count)), wanted: 15))
    }

    /// A file's vectors, of which memory holds a part, are not read along with what lies beside them.
    @Test func saysWhenVectorsAreReadHereAndThere() throws {
        final class Holder: Sendable {
            let values: [Float]
            let told = Mutex(0)
            init(_ values: [Float]) { self.values = values }
        }
        let sample = Sample(200, dimension: 16)
        let holder = Holder(sample.storage)
        let table = try holder.values.withUnsafeBufferPointer { values in
            let storage = FloatStorage(values, of: holder) { [unowned holder] in holder.told.withLock { $0 += 1 } }
            let rows = Array(0..<200)
            return try DenseNeighbours(
                DenseVectors(rows, of: storage, dimension: 16), keys: sample.keys(rows), wanted: 15, stored: nil,
                threads: 2
            ).table.map(Array.init)
        }
        #expect(holder.told.withLock { $0 } == 1)
        #expect(try table == sample.search().table.map(Array.init))
    }

    @Test func leavesZeroVectorsAloneAndGivesEqualOnesEachOther() throws {
        var sample = Sample(80, dimension: 16)
        for row in 0..<20 {
            sample.storage.replaceSubrange(row * 16..<row * 16 + 16, with: repeatElement(0, count: 16))
        }
        for row in 20..<50 {
            sample.storage.replaceSubrange(row * 16..<row * 16 + 16, with: [1] + [Float](repeating: 0, count: 15))
        }
        let table = try sample.search(wanted: 5).table
        for row in 0..<20 { #expect(table[row].isEmpty) }
        // Which of many equal ones, their keys decide; those are in order of number.
        for row in [20, 49] {
            let rows = table[row].map { Int(RankedKey.row($0)) }
            #expect(rows.count == 5 && rows == rows.sorted())
            #expect(rows.allSatisfy { (20..<50).contains($0) && $0 != row })
        }
    }

    @Test func doesNotDependOnThreads() throws {
        let sample = Sample(1_300, dimension: 64)
        for limit in [DenseNeighbours.exactLimit, 0] {
            let one = try sample.search(threads: 1, exactLimit: limit).table.map(Array.init)
            #expect(try sample.search(threads: 3, exactLimit: limit).table.map(Array.init) == one)
        }
    }

    @Test func findsNearlyAllNeighboursInCells() throws {
        let sample = Sample(6_000, dimension: 64, centres: 60)
        let exact = try sample.search().table
        let found = try sample.search(exactLimit: 0).table
        var hits = 0
        for row in 0..<6_000 {
            hits += Set(exact[row].map(RankedKey.row)).intersection(found[row].map(RankedKey.row)).count
        }
        #expect(Double(hits) >= 0.97 * 6_000 * 15)
    }

    @Test func takesOverWhatAnEarlierRunFoundToTheBit() throws {
        let sample = Sample(1_000, dimension: 64)
        let before = (0..<1_000).filter { $0 % 50 != 3 }
        // Other numbers for the same nodes, some gone, some new.
        let after = (0..<1_000).filter { $0 % 50 != 7 }.reversed().map { $0 }
        let found = try #require(try sample.search(before).found)
        let stored = try #require(StoredNeighbours(bytes: found.bytes))
        let fresh = try sample.search(after)
        let updated = try sample.search(after, stored: stored)
        #expect(updated.table.map(Array.init) == fresh.table.map(Array.init))
        // Once more from what the update left, and after most of a neighbourhood is gone.
        let rest = after.filter { $0 % 12 != 5 || $0 % 5 == 0 }
        #expect(
            try sample.search(rest, stored: updated.found).table.map(Array.init)
                == sample.search(rest).table.map(Array.init))
    }

    @Test func updatesFewRowsOfFewCandidates() throws {
        let sample = Sample(40, dimension: 64)
        let stored = try sample.search(Array(0..<36)).found
        #expect(try sample.search(stored: stored).table.map(Array.init) == sample.search().table.map(Array.init))
        #expect(try sample.search([3, 9], stored: stored).table.map(Array.init).map(\.count) == [1, 1])
    }

    @Test func refusesDamagedBytes() throws {
        let sample = Sample(60, dimension: 64)
        let bytes = try #require(try sample.search().found).bytes
        #expect(StoredNeighbours(bytes: bytes)?.bytes == bytes)
        #expect(StoredNeighbours(bytes: []) == nil)
        #expect(StoredNeighbours(bytes: Array(bytes.dropLast())) == nil)
        for position in stride(from: 0, to: bytes.count, by: 97) {
            var damaged = bytes
            damaged[position] ^= 0x10
            #expect(StoredNeighbours(bytes: damaged) == nil)
        }
    }

    @Test func readsWhatItWrites() {
        var writer = ByteWriter()
        writer.append(UInt32(0xDEAD_BEEF))
        for value in [0, 127, 128, 300, UInt32.max] { writer.append(compact: value) }
        var reader = ByteReader(writer.bytes[...])
        #expect(reader.integer(UInt32.self) == 0xDEAD_BEEF)
        for value in [0, 127, 128, 300, UInt32.max] { #expect(reader.compact() == value) }
        #expect(reader.compact() == nil && reader.integer(UInt64.self) == nil)
    }

    @Test func sortsAndSelectsKeys() {
        var random = SplitMix64(seed: 11)
        for count in [1, 2, 15, 16, 17, 100, 999] {
            let keys = (0..<count).map { _ in random.next() % 50 }
            var sorted = keys
            var selected = keys
            let wanted = (count + 2) / 3
            sorted.withUnsafeMutableBufferPointer { keys in
                if let base = keys.baseAddress { Selection.sort(base, count: count) }
            }
            selected.withUnsafeMutableBufferPointer { keys in
                if let base = keys.baseAddress { Selection.moveBest(base, count: count, wanted: wanted) }
            }
            #expect(sorted == keys.sorted(by: >))
            #expect(selected.prefix(wanted).sorted(by: >) == Array(sorted.prefix(wanted)))
        }
    }
}
