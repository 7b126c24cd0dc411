public import Domain

/// What `casebook.yaml` says, with defaults filled in and overrides applied.
public struct WorkspaceConfiguration: Sendable, Hashable {
    /// The version of the file's format.
    public var version = 1
    public var site = SiteOutput()
    public var models = Models()
    public var privacy = WorkspacePrivacy()
    /// Ceilings of all tenants together.
    public var budget = BudgetConfiguration()
    public var run = RunConfiguration()
    public var ledger = LedgerConfiguration()
    public var files = FileConfiguration()
    public var storage = StorageConfiguration()
    var publishingFile = PublishFile()

    public init() {}

    /// How long copies of exports are kept.
    public struct FileConfiguration: Sendable, Hashable {
        /// Days after the ledger recorded the export.
        public var retentionDays = 90
        var storeFile = StoreFile()

        /// Where they are kept; `nil` for the state folder.
        public var store: StoreConfiguration? { storeFile.configuration }

        public init() {}
    }

    /// Where tenants' state lives between runs.
    public struct StorageConfiguration: Sendable, Hashable {
        /// A PostgreSQL connection string or URI; empty for what the `PG*` variables say, `nil` for SQLite files in the
        /// state folder.
        public var database: Secret?
        /// The schema of the tables: one a workspace.
        public var schema = "casebook"
        /// The role that reads and writes tenants' rows.
        public var role = "casebook_app"
        /// Connections at once, for each tenant that is worked on.
        public var connections = 4
        public var vectors = VectorConfiguration()

        public init() {}
    }

    /// A service that finds evidence by nearness.
    public struct VectorConfiguration: Sendable, Hashable {
        /// `pgvector` in the database, or `qdrant`, `azure-search`, `pinecone` or `weaviate`; `nil` searches in process.
        public var kind: String?
        /// The service's address, of Pinecone that of the index.
        public var url: String?
        public var key: Secret?
        /// What the names of its collections begin with: one a workspace.
        public var prefix = "casebook"

        public init() {}
    }

    /// How ledgers are sealed.
    public struct LedgerConfiguration: Sendable, Hashable {
        /// The SSH key that checkpoints are signed with; `nil` signs none.
        public var key: String?

        public init() {}
    }

    /// Where sites are written, and what they carry.
    public struct SiteOutput: Sendable, Hashable {
        /// Relative to the workspace unless absolute; each tenant's site is a folder below it.
        public var output = "public"
        /// Whether the manual is published beside the sites.
        public var manual = true
        public var repository = Repository()

        public init() {}
    }

    /// The repository that holds the workspace, as people open it in a browser: pages lead there with a signed review.
    public struct Repository: Sendable, Hashable {
        /// `nil` when pages are to lead nowhere.
        public var url: String?
        /// The branch that is built, which pull requests are made against.
        public var branch = "main"
        /// `nil` for what the address says.
        public var host: GitHost?
        /// The workspace's folder within the repository; empty for its root.
        public var folder = ""

        public init() {}

        /// The address without a slash at its end, and whose it is; `nil` when there is none.
        public var place: (url: String, host: GitHost)? {
            guard var url, let host = host ?? GitHost(address: url) else { return nil }
            while url.hasSuffix("/") { url.removeLast() }
            return (url, host)
        }
    }

    /// Git hosts whose pages for new files are known.
    public enum GitHost: String, Sendable, Hashable, CaseIterable {
        case github, gitlab, azure, bitbucket

        /// The host that an address belongs to, where its name says so.
        init?(address: String) {
            let name = address.split(separator: "/").dropFirst().first.map { $0.lowercased() } ?? ""
            switch name {
            case "github.com": self = .github
            case "gitlab.com": self = .gitlab
            case "bitbucket.org": self = .bitbucket
            case "dev.azure.com": self = .azure
            default:
                guard name.hasSuffix(".visualstudio.com") else { return nil }
                self = .azure
            }
        }
    }

    /// The models in use.
    public struct Models: Sendable, Hashable {
        public var embedding = EmbeddingConfiguration()
        var chatFile = ChatFile()

        /// The model that writes; `nil`: texts are extractive.
        public var chat: ChatConfiguration? { chatFile.configuration }

        public init() {}
    }

    /// How texts become vectors.
    public struct EmbeddingConfiguration: Sendable, Hashable {
        public var provider = EmbeddingProvider.minilm
        /// The folder of a sentence model, for `local`: relative to the workspace unless absolute.
        public var folder: String?
        public var precision = EmbeddingPrecision.int8
        /// Put before a query, and before a ticket or article; `nil` for what the model's own files say.
        public var queryPrefix: String?
        public var passagePrefix: String?
        /// Of a service's vectors; `nil` for the model's own where it is known.
        public var dimension: Int?
        var serviceFile = ServiceFile()
        var priceFile = ChatFile.PriceFile()

        /// What a service's vectors cost; `nil` when nobody said.
        public var price: PriceConfiguration? {
            priceFile.input.map { input in
                var price = PriceConfiguration(input: input, output: 0)
                price.currency = priceFile.currency
                return price
            }
        }

        /// The service that makes the vectors; `nil` for embedders that run in process.
        public var service: ServiceConfiguration? {
            var file = serviceFile
            file.provider = provider.rawValue
            return file.service
        }

        public init() {}
    }

    /// The embedders of this release.
    public enum EmbeddingProvider: String, Sendable, Hashable, CaseIterable {
        /// The sentence model all-MiniLM-L6-v2, run in process.
        case minilm
        /// Another sentence model of the BERT family, from a folder.
        case local
        /// Deterministic and local, without a model.
        case lexical
        case openAI = "openai"
        case compatible = "openai-compatible"
        case azure = "azure-openai"
        case cohere
        case bedrock

        /// Whether texts leave this machine.
        public var isService: Bool { ServiceConfiguration.Provider(rawValue: rawValue) != nil }
    }

    /// How a sentence model multiplies.
    public enum EmbeddingPrecision: String, Sendable, Hashable, CaseIterable {
        /// 8-bit integers, with the same bits on every processor.
        case int8
        /// 32-bit floats.
        case f32
    }

    /// How a run uses the machine.
    public struct RunConfiguration: Sendable, Hashable {
        /// Threads; `nil` for one per core.
        public var jobs: Int?

        public init() {}
    }
}

/// What the redaction of every tenant takes into account, and the key of its tokens.
public struct WorkspacePrivacy: Sendable, Hashable {
    public var denyList: [String] = []
    public var allowList: [String] = []
    public var disabledEntities: [String] = []
    /// The master key, 64 hexadecimal digits; `nil` for the one kept in the state folder.
    public var tokenKey: Secret?

    public init() {}
}

/// Lists that tune redaction.
public struct PrivacyConfiguration: Sendable, Hashable {
    /// Words and phrases that are always masked.
    public var denyList: [String]
    /// Words and phrases that are never masked.
    public var allowList: [String]
    /// Names of entity types that are not looked for, `PERSON`.
    public var disabledEntities: [String]

    public init(denyList: [String] = [], allowList: [String] = [], disabledEntities: [String] = []) {
        self.denyList = denyList
        self.allowList = allowList
        self.disabledEntities = disabledEntities
    }
}
