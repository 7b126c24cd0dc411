import Domain
import Lexicon

/// The tickets in an order that does not depend on the input's, with equal and nearly equal ones made one node.
///
/// Tickets are equal when their words are. They are nearly equal when their words are but for numbers and names
/// (`TextForm.template`) and their vectors are close to that of the first such ticket: a flood of one alert from a thousand
/// hosts is one node, and does not fill the neighbourhoods of all.
struct TicketNodes {
    /// The input row at each canonical position: by ticket id, then by text.
    let order: [Int]
    /// The node of each canonical position; -1 for a ticket without text.
    let nodeOfPosition: [Int]
    /// The canonical positions of each node, in order. Nodes are numbered by their first position.
    let positions: [[Int32]]

    /// Least inner product of the vectors of nearly equal tickets.
    private static let closeness = NearDuplicates.denseThreshold
    /// First tickets of different meaning with the same template that a ticket is compared with.
    private static let leaderLimit = 8

    /// The input row that stands for a node.
    func row(of node: Int) -> Int { order[Int(positions[node][0])] }

    init(order: [Int], nodeOfPosition: [Int], positions: [[Int32]]) {
        self.order = order
        self.nodeOfPosition = nodeOfPosition
        self.positions = positions
    }

    /// - Parameter vectors: row by row as the ids; without them only equal tickets are one node.
    init(ids: [TicketID], texts: [RedactedText], vectors: EmbeddingMatrix? = nil, threads: Int) {
        let order = ids.indices.sorted { left, right in
            if ids[left] != ids[right] { return ids[left] < ids[right] }
            return texts[left] < texts[right]
        }
        let forms = Parallel.map(count: order.count, threads: threads) { position in
            var scanner = WordScanner()
            return TextForm(texts[order[position]], scanner: &scanner)
        }
        let all = vectors.map { DenseVectors(order, of: $0.storage, dimension: $0.dimension) }
        var nodeOfDigest: [ContentDigest: Int] = [:]
        var leaders: [UInt64: [Int]] = [:]
        var nodeOfPosition: [Int] = []
        var positions: [[Int32]] = []
        for (position, form) in forms.enumerated() {
            guard let digest = form.digest else {
                nodeOfPosition.append(-1)
                continue
            }
            let node = nodeOfDigest[digest] ?? TicketNodes.leader(of: position, form, leaders, positions, all)
            nodeOfPosition.append(node ?? positions.count)
            if let node {
                positions[node].append(Int32(position))
            } else {
                if let template = form.template { leaders[template, default: []].append(positions.count) }
                positions.append([Int32(position)])
            }
            nodeOfDigest[digest] = nodeOfPosition[position]
        }
        self.init(order: order, nodeOfPosition: nodeOfPosition, positions: positions)
    }

    /// The node that a ticket is nearly equal to, if any.
    private static func leader(
        of position: Int, _ form: TextForm, _ leaders: [UInt64: [Int]], _ positions: [[Int32]],
        _ vectors: DenseVectors?
    ) -> Int? {
        guard let vectors, let template = form.template, let nodes = leaders[template] else { return nil }
        return nodes.prefix(leaderLimit).first { node in
            vectors.similarity(position, Int(positions[node][0])) >= closeness
        }
    }
}
