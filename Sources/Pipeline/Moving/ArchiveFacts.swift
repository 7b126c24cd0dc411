public import Domain

/// How much of each kind an archive holds.
public struct ArchiveCounts: Sendable, Hashable {
    /// Files of the tenant's folder.
    public var files = 0
    public var uploads = 0
    public var rows = 0
    public var rejects = 0
    public var vectors = 0
    public var results = 0
    public var runs = 0
    /// Bytes of exports, each distinct one once.
    public var rawFiles = 0

    public init() {}

    static let names: [(String, WritableKeyPath<ArchiveCounts, Int> & Sendable)] = [
        ("files", \.files), ("uploads", \.uploads), ("rows", \.rows), ("rejects", \.rejects),
        ("vectors", \.vectors), ("results", \.results), ("runs", \.runs), ("raw_files", \.rawFiles),
    ]

    public var json: JSONValue {
        .object(
            Dictionary(
                Self.names.map { ($0.0, .integer(Int64(self[keyPath: $0.1]))) }, uniquingKeysWith: { $1 }))
    }

    init?(_ json: JSONValue) {
        for (name, path) in Self.names {
            guard let value = json[name]?.integer, let count = Int(exactly: value) else { return nil }
            self[keyPath: path] = count
        }
    }
}

/// What the manifest of an archive says of its tenant.
public struct ArchiveFacts: Sendable, Hashable {
    public let tenant: TenantID
    /// The name of its folder.
    public let folder: String
    /// Of the program that wrote it.
    public let program: String
    /// Tells the key of person tokens and erasure marks from another, and nothing of it; `nil` where there was none.
    public let tokenKey: String?
    /// Whether the exports themselves are inside.
    public let isRaw: Bool
    public let counts: ArchiveCounts

    public init(
        tenant: TenantID, folder: String, program: String, tokenKey: String?, isRaw: Bool, counts: ArchiveCounts
    ) {
        self.tenant = tenant
        self.folder = folder
        self.program = program
        self.tokenKey = tokenKey
        self.isRaw = isRaw
        self.counts = counts
    }

    public var json: JSONValue {
        [
            "tenant": .string(tenant.rawValue), "folder": .string(folder), "program": .string(program),
            "token_key": tokenKey.map { .string($0) } ?? .null, "raw": .bool(isRaw), "counts": counts.json,
        ]
    }

    /// `nil` unless the value is what `json` gives.
    public init?(_ json: JSONValue) {
        guard let tenant = json["tenant"]?.string.flatMap(TenantID.init), let folder = json["folder"]?.string,
            let program = json["program"]?.string, let counts = json["counts"].flatMap(ArchiveCounts.init),
            case .bool(let isRaw)? = json["raw"]
        else { return nil }
        self.init(
            tenant: tenant, folder: folder, program: program, tokenKey: json["token_key"]?.string, isRaw: isRaw,
            counts: counts)
        guard self.json == json else { return nil }
    }
}
