/// Finds the communities of tickets on the graph of their neighbours, as people's constraints allow.
struct CommunityFinder {
    let settings: ClusteringSettings
    let threads: Int
    /// What people said, if anything.
    let plan: ConstraintPlan?

    /// What communities are found in: groups of near duplicates, joined with the groups that are like them.
    struct Neighbourhood {
        let lists: [[(node: Int32, similarity: Float)]]
        /// The tickets of each group.
        let sizes: [Int]
        let graph: WeightedGraph
    }

    /// Joins what is alike.
    func neighbourhood(
        _ similar: SimilarTickets, _ duplicates: NearDuplicates, _ nodes: TicketNodes, _ vectors: DenseVectors,
        _ terms: TermMatrix
    ) -> Neighbourhood {
        let heads = duplicates.groups.map { $0[0] }
        let sizes = duplicates.groups.map { group in group.reduce(0) { $0 + nodes.positions[$1].count } }
        let all = NeighbourLists(similar, duplicates, vectors, terms, settings: settings, threads: threads)
        let floor = SimilarityFloor.measure(all, heads, vectors, terms, settings: settings)
        let lists = withoutExcluded(all.cut(below: floor).lists, sizes)
        return Neighbourhood(lists: lists, sizes: sizes, graph: NeighbourGraph.build(lists, threads: threads))
    }

    /// The communities of the units, with what they were found on.
    func communities(
        _ similar: SimilarTickets, _ duplicates: NearDuplicates, _ nodes: TicketNodes, _ vectors: DenseVectors,
        _ terms: TermMatrix, tickets: Int
    ) -> TicketCommunities {
        let found = neighbourhood(similar, duplicates, nodes, vectors, terms)
        let (lists, sizes, graph) = (found.lists, found.sizes, found.graph)
        let resolution =
            settings.resolution
            ?? Granularity(settings: settings, threads: threads).resolution(
                of: TicketViews(similar, duplicates, vectors, kept: settings.neighbours, threads: threads))
        let units = TicketUnits(duplicates, nodes, plan)
        let minimum = settings.minimumSize(tickets: tickets)
        var labels: [Int32]
        var conflicts = plan?.conflicts ?? []
        if let plan {
            let found = constrained(plan, graph, lists, sizes, resolution: resolution, minimumSize: minimum)
            labels = units.labels(found.labels, plan)
            conflicts += found.conflicts
        } else {
            let found = consensus(resolution).communities(of: graph)
            labels = Leftovers(lists: lists, graph: graph, sizes: sizes, minimumSize: minimum, plan: nil).settled(found)
        }
        // A flood of a text without a vector has a node, but nothing to be clustered by.
        for (unit, head) in units.head.enumerated() where head >= 0 && vectors.isZero(head) && !isBound(unit) {
            labels[unit] = -1
        }
        return TicketCommunities(
            units: units, labels: labels, graph: graph, conflicts: conflicts.sorted { $0.constraint < $1.constraint })
    }

    private func consensus(_ resolution: Double) -> Consensus {
        Consensus(resolution: resolution, seed: settings.seed, runs: settings.consensusRuns, threads: threads)
    }

    /// The clusters of the plan's vertices, and the constraints that turned out to contradict what was found.
    private func constrained(
        _ plan: ConstraintPlan, _ graph: WeightedGraph, _ lists: [[(node: Int32, similarity: Float)]], _ sizes: [Int],
        resolution: Double, minimumSize: Int
    ) -> (labels: [Int32], conflicts: [ConstraintConflict]) {
        let contracted = plan.contracted(graph)
        let found = consensus(resolution).communities(of: contracted)
        var separation = Separation(
            found, of: contracted, resolution: resolution * Consensus.finalShare, plan: plan)
        let leftovers = Leftovers(
            lists: plan.contracted(lists), graph: contracted, sizes: plan.sizes(sizes), minimumSize: minimumSize,
            plan: plan)
        var pinning = Pinning(leftovers.settled(separation.separated()), plan: plan, graph: contracted)
        pinning.carryOut()
        return (pinning.labels, pinning.conflicts)
    }

    private func withoutExcluded(
        _ lists: [[(node: Int32, similarity: Float)]], _ sizes: [Int]
    ) -> [[(node: Int32, similarity: Float)]] {
        guard let excluded = plan?.excludedGroups(sizes), !excluded.isEmpty else { return lists }
        return lists.enumerated().map { group, list in
            excluded.contains(group) ? [] : list.filter { !excluded.contains(Int($0.node)) }
        }
    }

    /// Whether people joined something with a group.
    private func isBound(_ unit: Int) -> Bool {
        guard let plan, unit < plan.groupCount else { return plan != nil }
        return plan.isBound[Int(plan.vertexOf[unit])]
    }
}

/// Communities of units.
struct TicketCommunities {
    let units: TicketUnits
    /// The community of each unit, or -1.
    let labels: [Int32]
    /// Of the groups, which are the first units.
    let graph: WeightedGraph
    let conflicts: [ConstraintConflict]
}
