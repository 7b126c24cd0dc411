internal import Domain

extension WorkspaceConfiguration {
    /// `casebook.yaml`.
    static let schema = Schema(
        "Casebook workspace", blank: WorkspaceConfiguration(),
        [
            Field("version", \.version, .integer(1...1), "The version of this file's format."),
            Field("site", \.site, siteSchema.type, "Where sites are written, and what they carry."),
            Field("models", \.models, modelsSchema.type, "The models in use."),
            Field(
                "privacy", \.privacy, WorkspacePrivacy.schema.type,
                "How personal data is taken out of the tickets of every tenant."),
            Field(
                "budget", \.budget, BudgetConfiguration.schema.type,
                "Ceilings of what calls of models may use, all tenants together: no call that could pass one is made."),
            Field("run", \.run, runSchema.type, "How a run uses the machine."),
            Field("ledger", \.ledger, ledgerSchema.type, "How ledgers are sealed."),
            Field("files", \.files, fileSchema.type, "Where copies of exports are kept, and how long."),
            Field("storage", \.storage, storageSchema.type, "Where tenants' state lives between runs."),
            Field(
                "publishing", \.publishingFile, PublishFile.general.type,
                "Where sites are published, for tenants whose tenant.yaml does not say otherwise in publish."),
        ])

    private static let fileSchema = Schema(
        "Files", blank: FileConfiguration(),
        [
            Field(
                "retention_days", \.retentionDays, .integer(1...36_500),
                "Days after which the kept copy of an export is deleted, counted from when the ledger recorded it."),
            Field("store", \.storeFile, StoreFile.schema.type, "Where copies of exports are kept."),
        ])

    private static let storageSchema = Schema(
        "Storage", blank: StorageConfiguration(),
        [
            Field(
                "database", \.database,
                ValueType<String>.text(.connectionString).map({ Secret($0) }, back: \.value).optional,
                variable: "CASEBOOK_DATABASE",
                """
                A PostgreSQL connection string or URI, best read from the environment; empty for what the PG* variables \
                say. Without the key, SQLite files in the state folder.
                """),
            Field("schema", \.schema, .text(.databaseName), "The schema of the tables: one a workspace."),
            Field("role", \.role, .text(.databaseName), "The database role that reads and writes tenants' rows."),
            Field(
                "connections", \.connections, .integer(1...64),
                "Connections to the database at once, for each tenant that is worked on."),
            Field(
                "vectors", \.vectors, vectorSchema.type,
                "A service that finds evidence by nearness, for \"search\" and \"ask\"; in process unless given."),
        ])

    private static let vectorSchema = Schema(
        "Vectors", blank: VectorConfiguration(),
        [
            Field(
                "kind", \.kind,
                ValueType<String>.text(.choice(["pgvector", "qdrant", "azure-search", "pinecone", "weaviate"]))
                    .optional,
                "The service; \"pgvector\" is the extension of storage.database, and needs no other key."),
            Field(
                "url", \.url, ValueType<String>.text(.serviceAddress).optional,
                "Its address: of Pinecone that of the index, as its console shows it."),
            Field(
                "key", \.key, ValueType<String>.text(.secret).map({ Secret($0) }, back: \.value).optional,
                "Its key, best read from the environment."),
            Field(
                "prefix", \.prefix, .text(.vectorPrefix),
                "What the names of its collections begin with: one a workspace, where several share a service."),
        ],
        check: { vectors, node, decoding in
            // It is sent the key, and vectors tell something of texts.
            if let url = vectors.url, !ServiceFile.isSafe(url) {
                decoding.report(
                    "bad_value", at: node.place, "\(decoding.key) reaches its service without encryption",
                    remedy: "write an address that begins with https://; http:// is for this machine alone")
            }
        })

    private static let ledgerSchema = Schema(
        "Ledgers", blank: LedgerConfiguration(),
        [
            Field(
                "key", \.key, ValueType<String>.text(.filled).optional,
                """
                The SSH key that checkpoints of the ledgers are signed with, or the public key of one that ssh-agent \
                holds; relative to the workspace unless absolute.
                """)
        ])

    private static let siteSchema = Schema(
        "Sites", blank: SiteOutput(),
        [
            Field(
                "output", \.output, .text(.folder),
                "The folder of the sites, one folder a tenant below it; relative to the workspace unless absolute."),
            Field("manual", \.manual, .boolean, "Whether the manual is published beside the sites."),
            Field(
                "repository", \.repository, repositorySchema.type,
                "The repository of this workspace: pages lead there with a signed review."),
        ])

    private static let repositorySchema = Schema(
        "Repository", blank: Repository(),
        [
            Field(
                "url", \.url, ValueType<String>.text(.repositoryAddress).optional,
                "Its address in a browser, as in https://github.com/acme/support."),
            Field("branch", \.branch, .text(.branch), "The branch that is built."),
            Field(
                "host", \.host,
                ValueType<String>.text(.choice(GitHost.allCases.map(\.rawValue)))
                    .map({ GitHost(rawValue: $0) ?? .github }, back: \.rawValue).optional,
                "Whose software the address runs; needed where its name does not say so."),
            Field(
                "folder", \.folder, .text(.repositoryFolder),
                "The workspace's folder within the repository; left out when it is the root."),
        ],
        check: { repository, node, decoding in
            guard repository.url != nil, repository.place == nil else { return }
            decoding.report(
                "missing_key", at: node.place, "\(decoding.key) has an address that does not say whose it is",
                remedy: "add \"host\": one of github, gitlab, azure, bitbucket")
        })

    private static let modelsSchema = Schema(
        "Models", blank: Models(),
        [
            Field("embedding", \.embedding, embeddingSchema.type, "How texts become vectors."),
            Field("chat", \.chatFile, ChatFile.schema.type, "The language model that writes, if there is one."),
        ])

    private static let embeddingSchema = Schema(
        "Embedding model", blank: EmbeddingConfiguration(),
        [
            Field(
                "provider", \.provider,
                ValueType<String>.text(.choice(EmbeddingProvider.allCases.map(\.rawValue)))
                    .map({ EmbeddingProvider(rawValue: $0) ?? .minilm }, back: \.rawValue),
                """
                What makes the vectors: "minilm" is all-MiniLM-L6-v2, run in process ("casebook model fetch" brings \
                it); "local" another sentence model in the folder given; "lexical" needs no model. The others are \
                services, which are sent the redacted texts.
                """),
            Field(
                "model", \.serviceFile.model, ValueType<String>.text(.filled).optional,
                "For a service: the model as it names it; for Azure the deployment."),
            Field(
                "dimension", \.dimension, ValueType<Int>.integer(1...8_192).optional,
                "For a service: the vectors' dimension; the model's own where it is known."),
            Field(
                "folder", \.folder, ValueType<String>.text(.filled).optional,
                "For \"local\": the folder of a sentence model of the BERT family, as sentence-transformers saves it."),
            Field(
                "precision", \.precision,
                ValueType<String>.text(.choice(EmbeddingPrecision.allCases.map(\.rawValue)))
                    .map({ EmbeddingPrecision(rawValue: $0) ?? .int8 }, back: \.rawValue),
                """
                How a sentence model multiplies: "int8" is about twice as fast and gives the same vectors on every \
                processor; "f32" is the reference's arithmetic.
                """),
            Field(
                "query_prefix", \.queryPrefix, ValueType<String>.text(Grammar()).optional,
                "Put before what is searched for; by default what the model's own files say."),
            Field(
                "passage_prefix", \.passagePrefix, ValueType<String>.text(Grammar()).optional,
                "Put before each ticket and article; by default what the model's own files say."),
            Field("price", \.priceFile, embeddingPriceSchema.type, "For a service: what a million tokens cost."),
        ] + ServiceFile.fields.map { $0.lifted(\.serviceFile) },
        check: { embedding, node, decoding in
            switch (embedding.provider, embedding.folder) {
            case (.local, nil):
                decoding.report(
                    "missing_key", at: node.place, "\(decoding.key) has the provider \"local\" and no folder",
                    remedy: "add \"folder\" with the path of the model")
            case (.local, _): break
            case (_, _?):
                decoding.report(
                    "bad_value", at: node.place,
                    "\(decoding.key) has a folder, which \"\(embedding.provider.rawValue)\" does not read",
                    remedy: "write \"provider: local\", or remove \"folder\"")
            default: break
            }
            var service = embedding.serviceFile
            service.provider = embedding.provider.rawValue
            if embedding.provider.isService {
                service.check("embedding", node, &decoding)
            } else if embedding.serviceFile != ServiceFile() || embedding.priceFile != ChatFile.PriceFile() {
                decoding.report(
                    "bad_value", at: node.place,
                    "\(decoding.key) has keys of a service, which \"\(embedding.provider.rawValue)\" is not",
                    remedy: "name the service's provider, or remove them")
            }
        })

    private static let embeddingPriceSchema = Schema(
        "Price of embeddings", blank: ChatFile.PriceFile(),
        [
            Field("input", \.input, .price, "For a million tokens, as 0.02."),
            Field("currency", \.currency, .text(.currency), "An ISO 4217 code."),
        ])

    private static let runSchema = Schema(
        "Run", blank: RunConfiguration(),
        [
            Field(
                "jobs", \.jobs, ValueType<Int>.integer(1...256).optional,
                "Tenants worked on at once; one unless given. Each uses every core where it computes.")
        ])
}

extension WorkspacePrivacy {
    static let schema = Schema(
        "Privacy", blank: WorkspacePrivacy(),
        [
            Field("deny_list", \.denyList, .list(.text(.filled)), PrivacyConfiguration.denyListMeaning),
            Field("allow_list", \.allowList, .list(.text(.filled)), PrivacyConfiguration.allowListMeaning),
            Field(
                "disabled_entities", \.disabledEntities, .list(.text(.entityType)),
                PrivacyConfiguration.disabledEntitiesMeaning),
            Field(
                "token_key", \.tokenKey,
                ValueType<String>.text(.masterKey).map({ Secret($0) }, back: \.value).optional,
                variable: "CASEBOOK_TOKEN_KEY",
                """
                The master key of the tokens that stand for people in fields: 64 hexadecimal digits, best read from \
                the environment. Without it a key is made once and kept in the state folder.
                """),
        ])
}

extension PrivacyConfiguration {
    static let denyListMeaning = "Words and phrases that are always masked, such as names of projects."
    static let allowListMeaning = "Words and phrases that are never masked, such as the name of a product."
    static let disabledEntitiesMeaning = "Kinds of personal data that are not looked for, such as \"MAC\"."

    static let schema = Schema(
        "Tenant privacy", blank: PrivacyConfiguration(),
        [
            Field("deny_list", \.denyList, .list(.text(.filled)), denyListMeaning),
            Field("allow_list", \.allowList, .list(.text(.filled)), allowListMeaning),
            Field("disabled_entities", \.disabledEntities, .list(.text(.entityType)), disabledEntitiesMeaning),
        ])
}
