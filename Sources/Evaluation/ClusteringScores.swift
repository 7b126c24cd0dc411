/// How well clusters agree with labels that people gave.
public struct ClusteringScores: Sendable, Hashable {
    /// Rows that were scored.
    public let count: Int
    /// Distinct labels.
    public let classes: Int
    /// Clusters that were found, unusual rows aside.
    public let clusters: Int
    /// Rows in no cluster.
    public let leftOut: Int
    /// Adjusted mutual information, normalised by the mean entropy (Vinh, Epps and Bailey, 2010): 1 for the same
    /// partition, about 0 for chance.
    public let adjustedMutualInformation: Double
    /// Adjusted Rand index (Hubert and Arabie, "Comparing partitions", 1985), the same way.
    public let adjustedRandIndex: Double
    /// The share of what there is to know of the labels that the clusters tell; 1 when no cluster mixes labels.
    public let homogeneity: Double
    /// 1 when no label is spread over clusters.
    public let completeness: Double
    /// The share of rows that have the commonest label of their cluster.
    public let purity: Double

    /// Compares clusters with labels, row by row.
    ///
    /// - Parameter clusters: `nil` for a row in no cluster, which counts as a cluster of its own: what is left out is not
    ///   forgiven.
    /// - Precondition: both have as many rows.
    public init(labels: [String], clusters: [String?]) {
        precondition(labels.count == clusters.count, "labels and clusters are of the same rows")
        var classNumbers: [String: Int] = [:]
        var clusterNumbers: [String: Int] = [:]
        let left = labels.map { Self.number($0, &classNumbers) }
        var right = clusters.map { $0.map { Self.number($0, &clusterNumbers) } ?? -1 }
        classes = classNumbers.count
        self.clusters = clusterNumbers.count
        var next = clusterNumbers.count
        for row in right.indices where right[row] < 0 {
            right[row] = next
            next += 1
        }
        leftOut = next - clusterNumbers.count
        count = labels.count
        let table = ContingencyTable(left, right)
        let information = table.mutualInformation
        let labelEntropy = ContingencyTable.entropy(table.left, of: max(count, 1))
        let clusterEntropy = ContingencyTable.entropy(table.right, of: max(count, 1))
        homogeneity = labelEntropy > 0 ? information / labelEntropy : 1
        completeness = clusterEntropy > 0 ? information / clusterEntropy : 1
        adjustedMutualInformation = Self.adjusted(table, information, (labelEntropy + clusterEntropy) / 2)
        adjustedRandIndex = Self.randIndex(table)
        var commonest = [Int](repeating: 0, count: table.right.count)
        for cell in table.cells { commonest[cell.right] = max(commonest[cell.right], cell.count) }
        purity = count > 0 ? Double(commonest.reduce(0, +)) / Double(count) : 1
    }

    private static func number(_ name: String, _ numbers: inout [String: Int]) -> Int {
        if let known = numbers[name] { return known }
        numbers[name] = numbers.count
        return numbers.count - 1
    }

    private static func adjusted(_ table: ContingencyTable, _ information: Double, _ entropy: Double) -> Double {
        let sizes = (table.left.count, table.right.count)
        if sizes.0 == sizes.1, sizes.0 <= 1 || sizes.0 == table.count { return 1 }
        let expected = table.expectedMutualInformation
        let span = entropy - expected
        return span.magnitude < 2.2e-16 ? 0 : (information - expected) / span
    }

    private static func randIndex(_ table: ContingencyTable) -> Double {
        func pairs(_ count: Int) -> Double { Double(count) * Double(count - 1) / 2 }
        let together = table.cells.reduce(0) { $0 + pairs($1.count) }
        let left = table.left.reduce(0) { $0 + pairs($1) }
        let right = table.right.reduce(0) { $0 + pairs($1) }
        let all = pairs(table.count)
        let expected = all > 0 ? left * right / all : 0
        let most = (left + right) / 2
        return most == expected ? 1 : (together - expected) / (most - expected)
    }
}
