/// How often each label of one labelling meets each of another.
struct ContingencyTable {
    let count: Int
    /// Rows of each label of the first, and of the second labelling.
    let left: [Int]
    let right: [Int]
    /// Pairs of labels that meet, in order.
    let cells: [(left: Int, right: Int, count: Int)]

    /// - Parameters:
    ///   - left: labels numbered from 0, one a row; `right` likewise, as many.
    init(_ left: [Int], _ right: [Int]) {
        precondition(left.count == right.count, "both labellings are of the same rows")
        count = left.count
        func counts(_ labels: [Int]) -> [Int] {
            var counts = [Int](repeating: 0, count: (labels.max() ?? -1) + 1)
            for label in labels { counts[label] += 1 }
            return counts
        }
        self.left = counts(left)
        self.right = counts(right)
        var cells: [(left: Int, right: Int, count: Int)] = []
        for row in left.indices.sorted(by: { (left[$0], right[$0]) < (left[$1], right[$1]) }) {
            if let last = cells.last, last.left == left[row], last.right == right[row] {
                cells[cells.count - 1].count += 1
            } else {
                cells.append((left: left[row], right: right[row], count: 1))
            }
        }
        self.cells = cells
    }

    /// The entropy of a labelling's counts, in nats.
    static func entropy(_ counts: [Int], of total: Int) -> Double {
        counts.reduce(0) { sum, count in
            guard count > 0 else { return sum }
            let share = Double(count) / Double(total)
            return sum - share * Naturals.log(share)
        }
    }

    /// The mutual information of the two labellings, in nats.
    var mutualInformation: Double {
        let total = Double(count)
        let sum = cells.reduce(0.0) { sum, cell in
            sum + Double(cell.count) / total
                * Naturals.log(total * Double(cell.count) / (Double(left[cell.left]) * Double(right[cell.right])))
        }
        return max(sum, 0)
    }

    /// What mutual information is expected when both labellings are shuffled (Vinh, Epps and Bailey, "Information
    /// theoretic measures for clusterings comparison", 2010). Cost: distinct sizes of the one × of the other × the
    /// smaller size.
    var expectedMutualInformation: Double {
        let factorials = Naturals.logFactorials(upTo: count)
        let total = Double(count)
        var sum = 0.0
        for (size, times) in Self.multiplicities(left) {
            for (other, otherTimes) in Self.multiplicities(right) {
                let constant =
                    factorials[size] + factorials[other] + factorials[count - size] + factorials[count - other]
                    - factorials[count]
                var part = 0.0
                for shared in max(1, size + other - count)...max(1, min(size, other)) where shared <= min(size, other) {
                    let chance =
                        constant - factorials[shared] - factorials[size - shared] - factorials[other - shared]
                        - factorials[count - size - other + shared]
                    part +=
                        Double(shared) / total * Naturals.log(total * Double(shared) / (Double(size) * Double(other)))
                        * Naturals.exp(chance)
                }
                sum += part * Double(times) * Double(otherTimes)
            }
        }
        return sum
    }

    private static func multiplicities(_ counts: [Int]) -> [(size: Int, times: Int)] {
        var result: [(size: Int, times: Int)] = []
        for size in counts.filter({ $0 > 0 }).sorted() {
            if result.last?.size == size { result[result.count - 1].times += 1 } else { result.append((size, 1)) }
        }
        return result
    }
}
