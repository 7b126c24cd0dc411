import Domain
import Lexicon

/// The tickets in an order that does not depend on the input's, with exactly equal texts made one node.
struct TicketNodes {
    /// The input row at each canonical position: by ticket id, then by text.
    let order: [Int]
    /// The node of each canonical position; -1 for a ticket without text.
    let nodeOfPosition: [Int]
    /// The canonical positions of each node, in order. Nodes are numbered by their first position.
    let positions: [[Int32]]

    private static let wordLimit = 50_000

    /// The input row that stands for a node.
    func row(of node: Int) -> Int { order[Int(positions[node][0])] }

    init(ids: [TicketID], texts: [RedactedText], threads: Int) {
        let order = ids.indices.sorted { left, right in
            if ids[left] != ids[right] { return ids[left] < ids[right] }
            return texts[left] < texts[right]
        }
        let digests = Parallel.map(count: order.count, threads: threads) { TicketNodes.digest(texts[order[$0]]) }
        var nodeOfDigest: [ContentDigest: Int] = [:]
        var nodeOfPosition: [Int] = []
        var positions: [[Int32]] = []
        for (position, digest) in digests.enumerated() {
            guard let digest else {
                nodeOfPosition.append(-1)
                continue
            }
            if let node = nodeOfDigest[digest] {
                nodeOfPosition.append(node)
                positions[node].append(Int32(position))
            } else {
                nodeOfDigest[digest] = positions.count
                nodeOfPosition.append(positions.count)
                positions.append([Int32(position)])
            }
        }
        self.order = order
        self.nodeOfPosition = nodeOfPosition
        self.positions = positions
    }

    /// Of the folded words, numbers included: texts that differ in case, spacing and punctuation alone are equal.
    /// A text without any word, or with very many, is compared as it stands; an empty one has no digest.
    private static func digest(_ text: RedactedText) -> ContentDigest? {
        var scanner = WordScanner()
        scanner.scan(text.masked, limit: wordLimit)
        if scanner.words.isEmpty || scanner.words.count >= wordLimit {
            let plain = text.masked.collapsedWhitespace
            return plain.isEmpty ? nil : .of("\u{0}" + plain)
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(scanner.folded.count + scanner.words.count)
        for word in scanner.words {
            bytes += scanner.folded[word.folded]
            bytes.append(0x20)
        }
        return .of(bytes)
    }
}
