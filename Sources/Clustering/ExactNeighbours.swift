/// The exact nearest rows of each row by inner product.
///
/// Half of all pairs are computed, in tiles of 128 × 128 that stay in the cache, each by a kernel of 4 rows against 8
/// interleaved ones. Every product is summed in order of column with separate multiplication and addition, so the
/// result does not depend on tiles, threads or the width of the machine's vectors. Cost: rows² × columns / 2.
struct ExactNeighbours {
    private static let tile = 128
    private static let lanes = 8

    /// Up to `wanted` other rows of each row, best first (equal similarities: the smaller row first). Zero rows
    /// neither have neighbours nor are any.
    static func search(_ vectors: DenseVectors, wanted: Int, threads: Int) -> [[UInt64]] {
        let count = vectors.count
        guard count > 1, wanted > 0 else { return [[UInt64]](repeating: [], count: count) }
        let live = (0..<count).map { !vectors.isZero($0) }
        let packed = pack(vectors)
        let tiles = (count + tile - 1) / tile
        let workers = max(1, min(threads, tiles))
        let lists = WorkerLists(workers: workers, rows: count, wanted: wanted)
        let pairs = (0..<tiles).flatMap { left in (left..<tiles).map { (left, $0) } }
        vectors.storage.withUnsafeBufferPointer { rows in
            packed.withUnsafeBufferPointer { packed in
                let kernel = TileKernel(
                    rows: rows, rowCount: count, packed: packed, count: count, dimension: vectors.dimension)
                Parallel.forEachChunk(count: pairs.count, size: 1, threads: workers) { range, worker in
                    withUnsafeTemporaryAllocation(of: Float.self, capacity: tile * tile) { scores in
                        for pair in range {
                            kernel.multiply(pairs[pair].0 * tile, pairs[pair].1 * tile, tile, into: scores)
                            lists.collect(
                                worker, scores, tile, left: pairs[pair].0 * tile, right: pairs[pair].1 * tile,
                                live: live)
                        }
                    }
                }
            }
        }
        return Parallel.map(count: count, size: 512, threads: threads) { row in
            live[row] ? lists.best(of: row, wanted: wanted) : []
        }
    }

    /// As `search(_:wanted:threads:)` for some rows among some others, both ascending.
    static func search(
        _ queries: [Int], among rows: [Int], of vectors: DenseVectors, wanted: Int, threads: Int
    ) -> [[UInt64]] {
        let asked = DenseVectors(gathering: queries, from: vectors.storage, dimension: vectors.dimension)
        let known = DenseVectors(gathering: rows, from: vectors.storage, dimension: vectors.dimension)
        let packed = pack(known)
        return Parallel.map(count: (queries.count + tile - 1) / tile, size: 1, threads: threads) { block in
            let lists = BestLists(rows: tile, wanted: wanted)
            let range = block * tile..<min((block + 1) * tile, queries.count)
            asked.storage.withUnsafeBufferPointer { left in
                packed.withUnsafeBufferPointer { right in
                    let kernel = TileKernel(
                        rows: left, rowCount: queries.count, packed: right, count: rows.count,
                        dimension: vectors.dimension)
                    withUnsafeTemporaryAllocation(of: Float.self, capacity: tile * tile) { scores in
                        for start in stride(from: 0, to: rows.count, by: tile) {
                            kernel.multiply(block * tile, start, tile, into: scores)
                            for query in range {
                                let row = query - block * tile
                                for other in start..<min(start + tile, rows.count) where rows[other] != queries[query] {
                                    let score = scores[row * tile + other - start]
                                    if score >= lists.thresholds[row] { lists.offer(score, Int32(other), to: row) }
                                }
                            }
                        }
                    }
                }
            }
            return range.map { query in
                var keys: [UInt64] = []
                lists.append(query - block * tile, to: &keys)
                keys.sort(by: >)
                return Array(
                    keys.prefix(wanted).map {
                        RankedKey.make(RankedKey.similarity($0), Int32(rows[Int(RankedKey.row($0))]))
                    })
            }
        }
        .flatMap { $0 }
    }

    /// Groups of 8 rows with their columns interleaved; the last group is filled with zeros.
    private static func pack(_ vectors: DenseVectors) -> [Float] {
        let dimension = vectors.dimension
        let groups = (vectors.count + tile - 1) / tile * (tile / lanes)
        var packed = [Float](repeating: 0, count: groups * lanes * dimension)
        packed.withUnsafeMutableBufferPointer { packed in
            vectors.storage.withUnsafeBufferPointer { values in
                for row in 0..<vectors.count {
                    let base = row / lanes * lanes * dimension + row % lanes
                    for column in 0..<dimension {
                        packed[base + column * lanes] = values[row * dimension + column]
                    }
                }
            }
        }
        return packed
    }
}
