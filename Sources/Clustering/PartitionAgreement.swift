/// How far two partitions of the same nodes agree beyond chance: adjusted mutual information (Vinh, Epps and Bailey,
/// "Information theoretic measures for clusterings comparison", 2010), 0 for chance and 1 for equality. What chance
/// gives is measured on three shuffles of the nodes, which at hundreds of communities is far cheaper than the sum over
/// all pairs of them, and as good.
enum PartitionAgreement {
    private static let shuffles = 3

    /// - Parameters:
    ///   - left: communities numbered from 0; as many values as `right` has.
    static func measure(_ left: [Int32], _ right: [Int32], seed: UInt64) -> Double {
        let count = left.count
        guard count > 1 else { return 1 }
        let logs = LogTable()
        let leftSizes = sizes(left)
        let rightSizes = sizes(right)
        let entropies = (entropy(leftSizes, count, logs) + entropy(rightSizes, count, logs)) / 2
        let groups = Groups(left, sizes: leftSizes)
        let found = groups.information(with: right, rightSizes, logs)
        var random = SplitMix64(seed: seed)
        var chance = 0.0
        for _ in 0..<shuffles {
            let order = random.permutation(count)
            chance += groups.information(with: order.map { right[Int($0)] }, rightSizes, logs) / Double(shuffles)
        }
        let range = entropies - chance
        return range > 1e-9 ? (found - chance) / range : 0
    }

    private static func sizes(_ part: [Int32]) -> [Int] {
        var sizes = [Int](repeating: 0, count: Int(part.max() ?? -1) + 1)
        for value in part { sizes[Int(value)] += 1 }
        return sizes
    }

    private static func entropy(_ sizes: [Int], _ count: Int, _ logs: LogTable) -> Double {
        var sum = 0.0
        for size in sizes { sum += logs.timesLog(size) }
        return PortableMath.log(Double(count)) - sum / Double(count)
    }

    /// x · ln x of whole numbers.
    private struct LogTable {
        private let values: [Double]

        init() { values = (0..<2_048).map { $0 < 2 ? 0 : Double($0) * PortableMath.log(Double($0)) } }

        @inline(__always) func timesLog(_ number: Int) -> Double {
            number < values.count ? values[number] : Double(number) * PortableMath.log(Double(number))
        }
    }

    /// Nodes in order of community.
    private struct Groups {
        var nodes: [Int32]
        var starts: [Int]

        init(_ part: [Int32], sizes: [Int]) {
            starts = [0]
            for size in sizes { starts.append(starts[starts.count - 1] + size) }
            var next = starts
            nodes = [Int32](repeating: 0, count: part.count)
            for (node, value) in part.enumerated() {
                nodes[next[Int(value)]] = Int32(truncatingIfNeeded: node)
                next[Int(value)] += 1
            }
        }

        /// The mutual information with another partition, in nats.
        func information(with other: [Int32], _ otherSizes: [Int], _ logs: LogTable) -> Double {
            var counts = [Int32](repeating: 0, count: otherSizes.count)
            var touched: [Int32] = []
            var joint = 0.0
            var own = 0.0
            for group in 0..<starts.count - 1 {
                for index in starts[group]..<starts[group + 1] {
                    let value = other[Int(nodes[index])]
                    if counts[Int(value)] == 0 { touched.append(value) }
                    counts[Int(value)] += 1
                }
                for value in touched {
                    joint += logs.timesLog(Int(counts[Int(value)]))
                    counts[Int(value)] = 0
                }
                touched.removeAll(keepingCapacity: true)
                own += logs.timesLog(starts[group + 1] - starts[group])
            }
            var others = 0.0
            for size in otherSizes { others += logs.timesLog(size) }
            let count = Double(nodes.count)
            return PortableMath.log(count) + (joint - own - others) / count
        }
    }
}
