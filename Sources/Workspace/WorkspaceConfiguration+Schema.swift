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
            Field("run", \.run, runSchema.type, "How a run uses the machine."),
        ])

    private static let siteSchema = Schema(
        "Sites", blank: SiteOutput(),
        [
            Field(
                "output", \.output, .text(.folder),
                "The folder of the sites, one folder a tenant below it; relative to the workspace unless absolute."),
            Field("manual", \.manual, .boolean, "Whether the manual is published beside the sites."),
        ])

    private static let modelsSchema = Schema(
        "Models", blank: Models(),
        [Field("embedding", \.embedding, embeddingSchema.type, "How texts become vectors.")])

    private static let embeddingSchema = Schema(
        "Embedding model", blank: EmbeddingConfiguration(),
        [
            Field(
                "provider", \.provider,
                ValueType<String>.text(.choice(EmbeddingProvider.allCases.map(\.rawValue)))
                    .map({ EmbeddingProvider(rawValue: $0) ?? .lexical }, back: \.rawValue),
                "What makes the vectors. \"lexical\" is deterministic and local and needs no model.")
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
