/// How an object is sent: whole, or in parts.
struct StorePieces: Sendable {
    /// In bytes.
    var threshold = 16 << 20
    var length = 8 << 20
    /// Parts on their way at once; each is in memory.
    var width = 4

    /// The parts of an object; none when it is sent whole.
    ///
    /// - Parameter most: parts that the store takes.
    func ranges(size: Int, most: Int) -> [Range<Int>] {
        guard size > threshold else { return [] }
        let length = max(length, (size + most - 1) / most)
        return stride(from: 0, to: size, by: length).map { $0..<min($0 + length, size) }
    }

    /// Does a piece of work for each item, a few at a time.
    ///
    /// - Returns: the results, in order.
    /// - Throws: what the first failing one threw; the others are cancelled.
    func each<Item: Sendable, Result: Sendable>(
        _ items: [Item], place: String,
        _ work: @escaping @Sendable (Int, Item) async throws(ObjectStoreFailure) -> Result
    ) async throws(ObjectStoreFailure) -> [Result] {
        do {
            return try await withThrowingTaskGroup(of: (Int, Result).self) { group in
                var results: [Int: Result] = [:]
                var next = 0
                while results.count < items.count {
                    while next < items.count, next - results.count < width {
                        let (index, item) = (next, items[next])
                        group.addTask { (index, try await work(index, item)) }
                        next += 1
                    }
                    guard let (index, result) = try await group.next() else { break }
                    results[index] = result
                }
                return items.indices.compactMap { results[$0] }
            }
        } catch {
            throw ObjectStoreFailure(error, place: place)
        }
    }
}
