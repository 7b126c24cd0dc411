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
    /// Leiden runs whose agreement weights the edges.
    public var consensusRuns = 20
    /// The runs' resolutions go from this one…
    public var lowestResolution = 1.0
    /// …to this one, in equal steps; to a lower one for fewer than 2,500 tickets (`resolutionCeiling(tickets:)`).
    public var highestResolution = 6.0
    /// The resolution of the last run, on the agreed edges.
    public var finalResolution = 1.2
    /// Fewest tickets of a cluster, at least 2; `nil` grows with the number of tickets: half its fourth root, at
    /// least 3.
    public var minimumClusterSize: Int?
    /// Where pseudo-random numbers start.
    public var seed: UInt64 = 0x0CA5_EB00

    /// The defaults, for vectors of a sentence model.
    public init() {}

    /// The version of the algorithm: changes whenever any labels may change.
    public static let version = "1"

    /// The key of everything computed with these settings.
    public var digest: ContentDigest {
        .of(fields: [
            "clustering/\(ClusteringSettings.version)", String(denseCandidates), String(lexicalCandidates),
            String(lexicalWeight), String(neighbours), String(consensusRuns), String(lowestResolution),
            String(highestResolution), String(finalResolution), minimumClusterSize.map(String.init) ?? "auto",
            String(seed),
        ])
    }

    /// The highest resolution that this many tickets can bear: √(tickets / 100) above the lowest, up to
    /// `highestResolution`. A fine resolution that finds the hundred problems of ten thousand tickets cuts the four
    /// problems of a hundred into their phrasings.
    public func resolutionCeiling(tickets: Int) -> Double {
        min(highestResolution, lowestResolution + (Double(tickets) / 100).squareRoot())
    }

    /// The fewest tickets that make a cluster among this many.
    public func minimumSize(tickets: Int) -> Int {
        if let minimumClusterSize { return max(2, minimumClusterSize) }
        return max(3, Int(Double(tickets).squareRoot().squareRoot() / 2))
    }
}
