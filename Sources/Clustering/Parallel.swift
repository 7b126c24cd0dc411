import Dispatch
import Synchronization

/// Work on fixed chunks by a fixed number of threads. Which thread takes which chunk is open, so a body may only
/// write what belongs to its chunk, or combine into something that does not depend on the order.
enum Parallel {
    /// Calls the body once for each chunk of `0..<count`, with the number of the thread, below `threads`.
    ///
    /// - Throws: What a body threw; of several errors one. Chunks that were not begun by then are left out.
    static func forEachChunk<Failure: Error>(
        count: Int, size: Int, threads: Int, _ body: (Range<Int>, Int) throws(Failure) -> Void
    ) throws(Failure) {
        let chunks = (count + size - 1) / size
        @Sendable func range(_ chunk: Int) -> Range<Int> { chunk * size..<min((chunk + 1) * size, count) }
        guard threads > 1, chunks > 1 else {
            for chunk in 0..<chunks { try body(range(chunk), 0) }
            return
        }
        let next = Atomic<Int>(0)
        let failure = Mutex<Failure?>(nil)
        withoutActuallyEscaping(body) { body in
            // Callers keep chunks apart, as said above; all calls end before this one does.
            nonisolated(unsafe) let body = body
            DispatchQueue.concurrentPerform(iterations: min(threads, chunks)) { worker in
                while true {
                    let chunk = next.wrappingAdd(1, ordering: .relaxed).oldValue
                    if chunk >= chunks { return }
                    do throws(Failure) {
                        try body(range(chunk), worker)
                    } catch {
                        failure.withLock { $0 = error }
                        next.store(chunks, ordering: .relaxed)
                    }
                }
            }
        }
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    /// The results of a function of each index, in order. `size` indices are one piece of work.
    static func map<Result>(
        count: Int, size: Int = 64, threads: Int, _ transform: (Int) -> Result
    ) -> [Result] {
        [Result](unsafeUninitializedCapacity: count) { buffer, initialized in
            let base = buffer.baseAddress
            forEachChunk(count: count, size: size, threads: threads) { range, _ in
                for index in range { base?.advanced(by: index).initialize(to: transform(index)) }
            }
            initialized = count
        }
    }
}
