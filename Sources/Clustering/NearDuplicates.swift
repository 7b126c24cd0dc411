/// Nodes whose texts say the same in nearly the same words. They count as one in the graph: a flood of one alert
/// must not fill every neighbourhood with itself.
struct NearDuplicates {
    /// Least inner product of vectors.
    static let denseThreshold: Float = 0.94
    /// Least TF-IDF cosine.
    static let lexicalThreshold: Float = 0.95

    /// The group of each node.
    let groupOf: [Int]
    /// The nodes of each group, ascending; the first stands for it. Groups are numbered by it.
    let groups: [[Int]]

    /// Unites nodes that are near duplicates, directly or through others.
    init(_ lists: ListTable<SimilarTickets.Neighbour>) {
        var sets = UnionFind(count: lists.count)
        for (node, list) in lists.enumerated() {
            for neighbour in list
            where neighbour.dense >= NearDuplicates.denseThreshold
                && neighbour.lexical >= NearDuplicates.lexicalThreshold
            { sets.unite(node, Int(neighbour.node)) }
        }
        var groupOf = [Int](repeating: -1, count: lists.count)
        var groups: [[Int]] = []
        for node in lists.indices {
            let root = sets.root(node)
            if root == node {
                groupOf[node] = groups.count
                groups.append([node])
            } else {
                groupOf[node] = groupOf[root]
                groups[groupOf[root]].append(node)
            }
        }
        self.groupOf = groupOf
        self.groups = groups
    }
}
