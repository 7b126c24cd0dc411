/// Sums of edge weights by community, cleared in time proportional to what was touched.
///
/// A class that owns plain memory: the sums are what the inner loop of every descent reads and writes.
final class NeighbourSums {
    private let sums: UnsafeMutablePointer<Double>
    /// In order of first touch, the first `touchedCount`.
    private let touched: UnsafeMutablePointer<Int32>
    private(set) var touchedCount = 0

    init(count: Int) {
        sums = .allocate(capacity: max(count, 1))
        sums.initialize(repeating: 0, count: max(count, 1))
        touched = .allocate(capacity: max(count, 1))
        touched.initialize(repeating: 0, count: max(count, 1))
    }

    deinit {
        sums.deallocate()
        touched.deallocate()
    }

    @inline(__always) subscript(community: Int) -> Double { sums[community] }

    @inline(__always) func touchedCommunity(_ index: Int) -> Int { Int(touched[index]) }

    @inline(__always) func clear() {
        for index in 0..<touchedCount { sums[Int(touched[index])] = 0 }
        touchedCount = 0
    }

    /// Adds a weight, which is above 0.
    @inline(__always) func add(_ community: Int, _ weight: Double) {
        let sum = sums[community]
        if sum == 0 {
            touched[touchedCount] = Int32(truncatingIfNeeded: community)
            touchedCount += 1
        }
        sums[community] = sum + weight
    }
}
