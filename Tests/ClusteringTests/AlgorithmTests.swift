import Testing

@testable import Clustering

// Parts whose faults would hide behind good-looking clusters are tested by themselves.
struct AlgorithmTests {
    @Test func ordersKeysBySimilarityThenRow() {
        let keys = [RankedKey.make(-0.5, 1), RankedKey.make(0.25, 9), RankedKey.make(0.25, 2), RankedKey.make(0, 4)]
        #expect(keys.sorted(by: >).map(RankedKey.row) == [2, 9, 4, 1])
        #expect(keys.map(RankedKey.similarity) == [-0.5, 0.25, 0.25, 0])
    }

    @Test func computesExponentialsAndLogarithms() {
        #expect(PortableMath.exp(0) == 1 && PortableMath.log(1) == 0)
        #expect(abs(PortableMath.exp(1) - 2.718281828459045) < 1e-14)
        #expect(abs(PortableMath.log(10) - 2.302585092994046) < 1e-14)
        for x in [-600.0, -20.5, -0.1, 0.3, 7, 400] { #expect(abs(PortableMath.log(PortableMath.exp(x)) - x) < 1e-11) }
        #expect(PortableMath.exp(-1_000) == 0)
    }

    @Test func findsCliquesWhateverTheSeed() {
        // Eight cliques of six in a ring.
        var edges: [WeightedGraph.Edge] = []
        for clique in 0..<8 {
            for a in 0..<6 {
                for b in a + 1..<6 {
                    edges.append(.init(low: Int32(clique * 6 + a), high: Int32(clique * 6 + b), weight: 1))
                }
            }
            let next = (clique + 1) % 8 * 6
            edges.append(.init(low: Int32(min(clique * 6, next)), high: Int32(max(clique * 6, next)), weight: 0.5))
        }
        let graph = WeightedGraph(count: 48, edges: edges)
        for seed in 0..<10 {
            var leiden = Leiden(resolution: 1, seed: UInt64(seed))
            #expect(leiden.communities(of: graph, iterations: 5) == (0..<48).map { Int32($0 / 6) })
        }
    }

    @Test func keepsCommunitiesConnected() {
        var random = SplitMix64(seed: 9)
        var seen: Set<Int> = []
        var edges: [WeightedGraph.Edge] = []
        for _ in 0..<900 {
            let a = random.next(below: 300)
            let b = random.next(below: 300)
            guard a != b, seen.insert(min(a, b) * 300 + max(a, b)).inserted else { continue }
            edges.append(
                .init(low: Int32(min(a, b)), high: Int32(max(a, b)), weight: Double(1 + random.next(below: 9))))
        }
        let graph = WeightedGraph(count: 300, edges: edges)
        var leiden = Leiden(resolution: 1.5, seed: 1)
        let part = leiden.communities(of: graph, iterations: 6)
        var sets = UnionFind(count: 300)
        for edge in edges where part[Int(edge.low)] == part[Int(edge.high)] {
            sets.unite(Int(edge.low), Int(edge.high))
        }
        #expect(Set((0..<300).map { sets.root($0) }).count == Int((part.max() ?? 0)) + 1)
        #expect(leiden.quality(part, of: graph) > leiden.quality((0..<300).map { $0 }, of: graph))
    }

    @Test func calibratesMemberships() {
        let weights = FuzzyGraph.memberships([0.9, 0.8, 0.75, 0.7, 0.5, 0.4, 0.3, 0.2])
        #expect(weights.first == 1 && abs(weights.reduce(0, +) - 3) < 1e-4)
        #expect(weights == weights.sorted(by: >))
        #expect(FuzzyGraph.memberships([0.5, 0.5]) == [1, 1])
        #expect(FuzzyGraph.memberships([]).isEmpty)
    }

    @Test func matchesForTheGreatestTotal() {
        // Taking the best pair first (0-0) would lose.
        let pairs = [(0, 0, 0.9), (0, 1, 0.8), (1, 0, 0.85), (2, 2, 0.3)].map {
            OptimalMatching.Candidate(left: $0.0, right: $0.1, worth: $0.2)
        }
        #expect(OptimalMatching.match(leftCount: 4, rightCount: 3, candidates: pairs) == [1, 0, 2, nil])
        #expect(OptimalMatching.match(leftCount: 0, rightCount: 0, candidates: []) == [])
    }

    @Test func agreesWithEveryPermutation() {
        var random = SplitMix64(seed: 5)
        for _ in 0..<20 {
            let cost = (0..<5).map { _ in (0..<5).map { _ in Double(random.next(below: 100)) } }
            let columns = OptimalMatching.assignment(cost: cost)
            func least(_ row: Int, _ used: Set<Int>) -> Double {
                guard row < 5 else { return 0 }
                return (0..<5).filter { !used.contains($0) }.map { cost[row][$0] + least(row + 1, used.union([$0])) }
                    .min() ?? 0
            }
            #expect(columns.enumerated().reduce(0) { $0 + cost[$1.offset][$1.element] } == least(0, []))
        }
    }

    @Test func sumsCountDistributions() {
        let poisson = CountDistribution(mean: 2, variance: 2)
        #expect(abs(poisson.chance(ofAtMost: 0) - 0.1353352832) < 1e-9)
        #expect(abs(poisson.chance(ofAtLeast: 6) - 0.0165636) < 1e-6)
        let wide = CountDistribution(mean: 2, variance: 6)
        #expect(wide.chance(ofAtLeast: 6) > poisson.chance(ofAtLeast: 6))
        #expect(abs(CountDistribution(mean: 900, variance: 900).chance(ofAtMost: 900) - 0.5) < 0.02)
    }
}
