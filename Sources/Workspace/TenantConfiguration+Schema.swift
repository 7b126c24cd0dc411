extension TenantFile {
    /// `tenant.yaml`.
    static let schema = Schema(
        "Casebook tenant", blank: TenantFile(),
        [
            Field(
                "name", \.name, ValueType<String>.text(.filled).optional,
                "What people call the tenant; the folder's name unless given."),
            Field(
                "org_id", \.orgID, ValueType<String>.text(.tenantID).optional,
                "The tenant's key in databases and addresses; the folder's name unless given. Never change it."),
            Field(
                "time_zone", \.timeZone, .text(.timeZone),
                "The IANA time zone that dates without an offset are meant in, and that pages show dates in."),
            Field(
                "language", \.language, .text(.languageTag),
                "The language of most tickets, as a BCP 47 tag. It has no effect yet."),
            Field("site", \.site, siteSchema.type, "The tenant's site."),
            Field(
                "inbox", \.inbox, ValueType<String>.text(.inboxPlace).optional,
                """
                A prefix of a bucket that exports are brought from, instead of the folder inbox/: \
                "s3://BUCKET/PREFIX/" or "azure://ACCOUNT/CONTAINER/PREFIX/".
                """),
            Field("ingest", \.ingest, ingestSchema.type, "How exports are read."),
            Field(
                "privacy", \.privacy, PrivacyConfiguration.schema.type,
                "How personal data is taken out, added to what casebook.yaml says."),
            Field("clustering", \.clustering, clusteringSchema.type, "What makes a cluster."),
            Field(
                "budget", \.budget, BudgetConfiguration.schema.type,
                "Ceilings of what calls of models may use for this tenant, within those of casebook.yaml."),
            Field("roles", \.roles, rolesSchema.type, "Who may do what: principals as in the signers file."),
            Field("reviews", \.reviews, reviewSchema.type, "How signed reviews are taken."),
            Field("tickets", \.tickets, ticketSchema.type, "How long tickets are kept."),
            Field(
                "publish", \.publishFile, PublishFile.own.type,
                "Where the site is published, before what casebook.yaml says in publishing."),
        ])

    private static let ticketSchema = Schema(
        "Tickets", blank: TenantConfiguration.TicketConfiguration(),
        [
            Field(
                "retention_days", \.retentionDays, ValueType<Int>.integer(1...36_500).optional,
                """
                Days before the book's as-of moment after which a ticket leaves the book for good, by the newest of \
                its dates; all are kept unless given.
                """)
        ])

    private static let siteSchema = Schema(
        "Tenant site", blank: TenantConfiguration.TenantSite(),
        [
            Field(
                "url", \.url, ValueType<String>.text(.siteAddress).optional,
                "Where the site will be served; the feed of changes needs whole addresses.")
        ])

    private static let ingestSchema = Schema(
        "Ingest", blank: TenantConfiguration.IngestConfiguration(),
        [
            Field(
                "mappings", \.mappings, .list(MappingConfiguration.schema.type),
                """
                Which columns of an export hold what. A run proposes a mapping for a file that none fits, and \
                keeps it here. The first that fits a file is used.
                """)
        ],
        check: reportUnreachableMappings)

    private static let clusteringSchema = Schema(
        "Clustering", blank: TenantConfiguration.ClusteringConfiguration(),
        [
            Field(
                "min_cluster_size", \.minClusterSize, ValueType<Int>.integer(2...1_000).optional,
                "Tickets that make a cluster at least; chosen by the number of tickets unless given.")
        ])

    private static let reviewSchema = Schema(
        "Reviews", blank: TenantConfiguration.ReviewConfiguration(),
        [
            Field(
                "self_approval", \.selfApproval, .boolean,
                "Whether a signer may approve a text that took up the signer's own correction."),
            Field(
                "keep_drafts", \.keepDrafts, .boolean,
                """
                Whether texts that nobody has approved yet are kept in texts/ too, so that an approval counts though \
                new tickets come in with it. Turn it off only where each run finds the site of the run before.
                """),
            Field("drift", \.drift, driftSchema.type, "When an approved text counts as stale."),
        ])

    private static let driftSchema = Schema(
        "Drift", blank: TenantConfiguration.Drift(),
        [
            Field(
                "kept_exemplars", \.keptExemplars, .integer(0...100),
                "Per cent of the typical tickets of the time of approval that must still be in the cluster."),
            Field(
                "similarity", \.similarity, .integer(0...100),
                "Per cent of similarity between those tickets and the cluster's tickets now, at least."),
            Field(
                "growth", \.growth, .integer(0...10_000),
                "Per cent by which the cluster may grow; it may shrink by the same factor."),
        ])

    private static let rolesSchema = Schema(
        "Roles", blank: TenantConfiguration.Roles(),
        [
            Field("po", \.po, .list(.text(.filled)), "Product owners approve resolutions."),
            Field("sme", \.sme, .list(.text(.filled)), "Experts give feedback."),
            Field("analyst", \.analyst, .list(.text(.filled)), "Analysts ask questions."),
            Field("admin", \.admin, .list(.text(.filled)), "Administrators change signers and configuration."),
        ])

    /// A mapping whose pattern stands above it already would never be used.
    private static let reportUnreachableMappings:
        @Sendable (TenantConfiguration.IngestConfiguration, YAMLNode, inout Decoding) -> Void = {
            ingest, node, decoding in
            guard case .sequence(let items) = node["mappings"]?.content else { return }
            var seen: Set<String> = []
            for (mapping, item) in zip(ingest.mappings, items) where !seen.insert(mapping.match).inserted {
                decoding.report(
                    "bad_value", at: item.place,
                    "a second mapping matches \(Printable.quoted(mapping.match)), and would never be used",
                    remedy: "keep one of the two")
            }
        }
}
