import Domain

/// Tells what a matching means, as events.
struct IdentityStory {
    let found: [Identity.FoundCluster]
    let known: [Identity.KnownCluster]
    let overlap: ExemplarOverlap
    let ids: [ClusterID]
    /// The known cluster that each found one continues.
    let knownOf: [Int?]
    /// The found cluster that continues each known one.
    let matching: [Int?]

    func events() -> [IdentityEvent] {
        var continued: [IdentityEvent] = []
        var born: [IdentityEvent] = []
        var split: [IdentityEvent] = []
        for index in found.indices {
            if let left = knownOf[index] {
                if let event = continuation(of: left, as: index) { continued.append(event) }
            } else if let source = source(of: index) {
                split.append(event(.split, index, from: source))
            } else {
                born.append(
                    IdentityEvent(
                        kind: .born, cluster: ids[index], exemplars: found[index].exemplars,
                        numbers: ["tickets": found[index].members.count]))
            }
        }
        var merged: [IdentityEvent] = []
        var retired: [IdentityEvent] = []
        for left in known.indices where matching[left] == nil {
            if let target = target(of: left) {
                merged.append(end(.merged, left, into: target))
            } else {
                retired.append(end(.retired, left, into: nil))
            }
        }
        return [continued, born, split, merged, retired].flatMap { $0.sorted { $0.cluster < $1.cluster } }
    }

    /// The event of a cluster that goes on, if it changed enough to be recorded.
    private func continuation(of left: Int, as index: Int) -> IdentityEvent? {
        let cluster = known[left]
        let shared = overlap.count(of: left, in: index)
        let size = found[index].members.count
        let change = abs(size - cluster.size)
        let isMaterial =
            shared * 10 < cluster.exemplars.count * 6 || (change * 4 > cluster.size && change >= 2)
        guard isMaterial, found[index].exemplars != cluster.exemplars || size != cluster.size else { return nil }
        return IdentityEvent(
            kind: .continued, cluster: cluster.id, exemplars: found[index].exemplars,
            numbers: evidence(left, shared).merging(["tickets": size]) { $1 })
    }

    /// The known cluster that a new cluster came out of, if one lives on.
    private func source(of index: Int) -> Int? {
        for left in known.indices where matching[left] != nil {
            let shared = overlap.count(of: left, in: index)
            if shared >= 2, shared * 2 > overlap.held[index] { return left }
        }
        return nil
    }

    private func event(_ kind: IdentityEvent.Kind, _ index: Int, from left: Int) -> IdentityEvent {
        let numbers = evidence(left, overlap.count(of: left, in: index))
        return IdentityEvent(
            kind: kind, cluster: ids[index], others: [known[left].id], exemplars: found[index].exemplars,
            numbers: numbers.merging(["tickets": found[index].members.count]) { $1 })
    }

    /// The continuing cluster that holds most of an ended one's exemplars.
    private func target(of left: Int) -> Int? {
        overlap.shared[left].first { $0.count * 2 > overlap.present[left] && knownOf[$0.found] != nil }?.found
    }

    private func end(_ kind: IdentityEvent.Kind, _ left: Int, into target: Int?) -> IdentityEvent {
        let most = overlap.shared[left].map(\.count).max() ?? 0
        let shared = target.map { overlap.count(of: left, in: $0) } ?? most
        return IdentityEvent(
            kind: kind, cluster: known[left].id, others: target.map { [ids[$0]] } ?? [],
            numbers: evidence(left, shared))
    }

    private func evidence(_ left: Int, _ shared: Int) -> [String: Int] {
        [
            "before": known[left].size, "exemplars": known[left].exemplars.count, "present": overlap.present[left],
            "shared": shared,
        ]
    }
}
