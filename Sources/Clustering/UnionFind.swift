/// Disjoint sets; the smallest member stands for its set.
struct UnionFind {
    private var parents: [Int32]

    init(count: Int) { parents = (0..<Int32(count)).map { $0 } }

    mutating func root(_ member: Int) -> Int {
        var current = member
        while Int(parents[current]) != current {
            parents[current] = parents[Int(parents[current])]
            current = Int(parents[current])
        }
        return current
    }

    mutating func unite(_ left: Int, _ right: Int) {
        let a = root(left)
        let b = root(right)
        parents[max(a, b)] = Int32(min(a, b))
    }
}
