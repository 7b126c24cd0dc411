/// Sums of edge weights by community, cleared in time proportional to what was touched.
///
/// The sums are what the inner loop of every descent reads and writes: plain memory behind two pointers that the loop
/// keeps in registers, with the number of touched communities as a value of the loop's own.
final class NeighbourSums {
    private let memory: Room

    init(count: Int) {
        let sums = UnsafeMutablePointer<Double>.allocate(capacity: max(count, 1))
        sums.initialize(repeating: 0, count: max(count, 1))
        // One more than can be touched: see `Room.add`.
        let touched = UnsafeMutablePointer<Int32>.allocate(capacity: count + 1)
        touched.initialize(repeating: 0, count: count + 1)
        memory = Room(sums: sums, touched: touched)
    }

    deinit {
        memory.sums.deallocate()
        memory.touched.deallocate()
    }

    /// Gives the sums, all zero, to work with. They must be zero again afterwards.
    @inline(__always) func withRoom<Result>(_ body: (Room) -> Result) -> Result {
        withExtendedLifetime(self) { body(memory) }
    }

    /// The memory of the sums.
    struct Room {
        fileprivate let sums: UnsafeMutablePointer<Double>
        /// In order of first touch.
        fileprivate let touched: UnsafeMutablePointer<Int32>

        @inline(__always) subscript(community: Int) -> Double { sums[community] }

        @inline(__always) func touchedCommunity(_ index: Int) -> Int { Int(touched[index]) }

        /// Adds a weight, which is above 0, and gives the number of touched communities.
        ///
        /// Whether a community was touched before is a matter of chance, which no processor foresees: so it is always
        /// written down, and counted where it is new.
        @inline(__always) func add(_ community: Int, _ weight: Double, touched count: Int) -> Int {
            let sum = sums[community]
            touched[count] = Int32(truncatingIfNeeded: community)
            sums[community] = sum + weight
            return count &+ (sum == 0 ? 1 : 0)
        }

        /// Makes the touched sums zero.
        @inline(__always) func clear(touched count: Int) {
            for index in 0..<count { sums[Int(touched[index])] = 0 }
        }
    }
}
