public import Domain

/// What made a vector: two vectors can be compared only if their models are equal.
public struct EmbeddingModel: Sendable, Hashable, Codable {
    /// `lexical`.
    public let name: String
    /// Changes whenever any text's vector changes.
    public let version: String
    /// Columns of a vector.
    public let dimension: Int
    /// How the arithmetic is done, for machines differ in it: `scalar-f32`.
    public let numericPath: String

    /// Describes a model.
    public init(name: String, version: String, dimension: Int, numericPath: String) {
        self.name = name
        self.version = version
        self.dimension = dimension
        self.numericPath = numericPath
    }

    /// The key of everything computed with this model.
    public var digest: ContentDigest {
        .of(fields: ["embedding-model/1", name, version, String(dimension), numericPath])
    }
}
