/// What clustering found. Every row number is a row of the input.
public struct Partition: Sendable, Codable, Equatable {
    /// The cluster of each row, numbered from 0, largest first (equal sizes: the one with the smallest ticket id
    /// first); -1 for an unusual ticket.
    public let labels: [Int]
    /// How firmly each row belongs, 0 to 1; 0 for unusual ones.
    public let strengths: [Float]
    /// The theme of each cluster, numbered from 0, most tickets first. Themes nest exactly: a cluster is in one.
    public let themes: [Int]
    /// Groups of equal or nearly equal tickets, each at least two rows in order of ticket id.
    public let duplicates: [[Int]]
    /// Up to 5 most similar rows of each row, best first.
    public let nearest: [[Int32]]
    /// Up to 40 rows of each cluster, most central first; of equal tickets one is taken before others follow.
    public let exemplars: [[Int]]
    /// Up to 5 clusters nearest to each, nearest first.
    public let clusterNeighbours: [[Int]]
    /// Constraints that were not honoured, in order of their place in the list.
    public let conflicts: [ConstraintConflict]

    /// Puts a partition together, for stores and tests.
    public init(
        labels: [Int], strengths: [Float], themes: [Int], duplicates: [[Int]], nearest: [[Int32]],
        exemplars: [[Int]], clusterNeighbours: [[Int]], conflicts: [ConstraintConflict] = []
    ) {
        self.labels = labels
        self.strengths = strengths
        self.themes = themes
        self.duplicates = duplicates
        self.nearest = nearest
        self.exemplars = exemplars
        self.clusterNeighbours = clusterNeighbours
        self.conflicts = conflicts
    }

    /// How many clusters there are.
    public var clusterCount: Int { themes.count }

    /// The rows of each cluster, strongest first (equal strengths: the earlier row first).
    public var members: [[Int]] {
        var members = [[Int]](repeating: [], count: clusterCount)
        for (row, label) in labels.enumerated() where label >= 0 { members[label].append(row) }
        return members.map { rows in
            rows.sorted { (strengths[$1], $0) < (strengths[$0], $1) }
        }
    }
}
