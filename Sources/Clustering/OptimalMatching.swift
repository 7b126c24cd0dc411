/// One-to-one matchings of the greatest total worth.
///
/// Candidates fall into connected components, which are solved one by one with the Hungarian algorithm in the form of
/// Jonker and Volgenant ("A shortest augmenting path algorithm for dense and sparse linear assignment problems", 1987).
/// Cost: cubic in the size of the largest component.
enum OptimalMatching {
    /// A possible pair.
    struct Candidate {
        let left: Int
        let right: Int
        /// Above 0; a pair that is not a candidate is worth 0, and so is being left alone.
        let worth: Double
    }

    /// The right partner of each left one. No two candidates name the same pair.
    static func match(leftCount: Int, rightCount: Int, candidates: [Candidate]) -> [Int?] {
        var sets = UnionFind(count: leftCount + rightCount)
        for candidate in candidates { sets.unite(candidate.left, leftCount + candidate.right) }
        var components: [Int: [Candidate]] = [:]
        for candidate in candidates { components[sets.root(candidate.left), default: []].append(candidate) }
        var partners = [Int?](repeating: nil, count: leftCount)
        for (_, component) in components.sorted(by: { $0.key < $1.key }) {
            let lefts = Set(component.map(\.left)).sorted()
            let rights = Set(component.map(\.right)).sorted()
            for (left, right) in solve(lefts, rights, component) { partners[left] = right }
        }
        return partners
    }

    private static func solve(_ lefts: [Int], _ rights: [Int], _ component: [Candidate]) -> [(Int, Int)] {
        // A square problem with a partner of its own, worth nothing, for everybody who stays alone.
        let size = lefts.count + rights.count
        var worth = [[Double]](repeating: [Double](repeating: 0, count: size), count: size)
        var isCandidate = [[Bool]](repeating: [Bool](repeating: false, count: size), count: size)
        let leftIndex = Dictionary(uniqueKeysWithValues: lefts.enumerated().map { ($1, $0) })
        let rightIndex = Dictionary(uniqueKeysWithValues: rights.enumerated().map { ($1, $0) })
        for candidate in component {
            guard let left = leftIndex[candidate.left], let right = rightIndex[candidate.right] else { continue }
            worth[left][right] = candidate.worth
            isCandidate[left][right] = true
        }
        let columns = assignment(cost: worth.map { $0.map { -$0 } })
        return lefts.indices.compactMap { left in
            let right = columns[left]
            return right < rights.count && isCandidate[left][right] ? (lefts[left], rights[right]) : nil
        }
    }

    /// The column of each row in an assignment of the least total cost of a square matrix.
    static func assignment(cost: [[Double]]) -> [Int] {
        let size = cost.count
        var rowPrice = [Double](repeating: 0, count: size + 1)
        var columnPrice = [Double](repeating: 0, count: size + 1)
        var rowOf = [Int](repeating: 0, count: size + 1)
        for row in stride(from: 1, through: size, by: 1) {
            var least = [Double](repeating: .infinity, count: size + 1)
            var isDone = [Bool](repeating: false, count: size + 1)
            var previous = [Int](repeating: 0, count: size + 1)
            rowOf[0] = row
            var column = 0
            repeat {
                isDone[column] = true
                let current = rowOf[column]
                var step = Double.infinity
                var next = 0
                for other in 1...size where !isDone[other] {
                    let reduced = cost[current - 1][other - 1] - rowPrice[current] - columnPrice[other]
                    if reduced < least[other] {
                        least[other] = reduced
                        previous[other] = column
                    }
                    if least[other] < step {
                        step = least[other]
                        next = other
                    }
                }
                for other in 0...size {
                    if isDone[other] {
                        rowPrice[rowOf[other]] += step
                        columnPrice[other] -= step
                    } else {
                        least[other] -= step
                    }
                }
                column = next
            } while rowOf[column] != 0
            while column != 0 {
                rowOf[column] = rowOf[previous[column]]
                column = previous[column]
            }
        }
        var columns = [Int](repeating: 0, count: size)
        for column in stride(from: 1, through: size, by: 1) { columns[rowOf[column] - 1] = column - 1 }
        return columns
    }
}
