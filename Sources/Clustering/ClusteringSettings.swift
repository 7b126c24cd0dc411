public import Domain

/// What clustering can be told. The defaults are meant for any tenant.
public struct ClusteringSettings: Sendable, Hashable, Codable {
    /// Nearest tickets by vector that are considered as neighbours.
    public var denseCandidates = 60
    /// Nearest tickets by words that are considered as neighbours.
    public var lexicalCandidates = 30
    /// λ of `cosine + λ × TF-IDF cosine`, by which the candidates are ranked.
    public var lexicalWeight: Float = 0.5
    /// Neighbours that each ticket keeps in the graph.
    public var neighbours = 15
    /// The resolution of the communities, higher for more and smaller ones; `nil` for the one at which words and
    /// meaning agree most (`Granularity`).
    public var resolution: Double?
    /// Leiden runs whose agreement weights the edges.
    public var consensusRuns = 20
    /// Fewest tickets of a cluster, at least 2; `nil` grows with the number of tickets: half its fourth root, at
    /// least 3.
    public var minimumClusterSize: Int?
    /// Where pseudo-random numbers start.
    public var seed: UInt64 = 0x0CA5_EB00

    /// The defaults, for vectors of a sentence model.
    public init() {}

    /// The version of the algorithm: changes whenever any labels may change.
    public static let version = "2"

    /// The key of everything computed with these settings.
    public var digest: ContentDigest {
        .of(fields: [
            "clustering/\(ClusteringSettings.version)", String(denseCandidates), String(lexicalCandidates),
            String(lexicalWeight), String(neighbours), resolution.map { String($0) } ?? "auto",
            String(consensusRuns), minimumClusterSize.map(String.init) ?? "auto", String(seed),
        ])
    }

    /// The fewest tickets that make a cluster among this many.
    public func minimumSize(tickets: Int) -> Int {
        if let minimumClusterSize { return max(2, minimumClusterSize) }
        return max(3, Int(Double(tickets).squareRoot().squareRoot() / 2))
    }
}
