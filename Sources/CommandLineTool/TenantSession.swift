import Clustering
import Domain
import Embedding
import FileStore
import Foundation
import Ingestion
import Pipeline
import PostgresStore
import Publishing
import Redaction
import Resources
import SQLiteStore
import SiteRendering
import VectorFiles
import Workspace

/// One tenant of a workspace, made ready to run: its configuration as a plan, and the edges it runs on.
struct TenantSession: Sendable {
    let workspace: Workspace
    let tenant: TenantWorkspace
    let configuration: TenantConfiguration
    let console: Console
    /// What tenants share; `nil` where each has its file.
    let database: PostgresDatabase?
    var asOf: Instant?
    var ignoreCache = false
    /// What was wrong in the bucket that exports were brought from.
    var inboxDiagnostics: [Diagnostic] = []
    var threads = ProcessInfo.processInfo.activeProcessorCount
    private let hold = TenantHold()
    /// `nil` where the tenant is built alone.
    var help: (any EmbeddingHelp)?

    /// - Throws: The tenant's configuration error, if it has one.
    init(workspace: Workspace, tenant: TenantWorkspace, console: Console) throws {
        self.workspace = workspace
        self.tenant = tenant
        self.console = console
        configuration = try tenant.configuration.get()
        database = workspace.database.map(PostgresDatabase.init)
    }

    var stateFolder: URL { workspace.stateFolder.appending(path: "tenants/\(tenant.folder)") }
    var siteFolder: URL { workspace.outputFolder.appending(path: tenant.folder) }

    /// Where builds put the site.
    var folderPublication: FolderPublication {
        FolderPublication(
            folder: siteFolder, manifest: stateFolder.appending(path: "site.json"),
            ledger: LedgerFile(url: tenant.ledger))
    }

    /// The tenant's SQLite file, where there is no database for all.
    private var file: URL { stateFolder.appending(path: "casebook.sqlite") }

    /// Whether there may be anything in the store; asking makes none.
    var hasStore: Bool { database != nil || FileManager.default.fileExists(atPath: file.path) }

    func store() throws -> any TenantStore {
        if let database { return PostgresStore(database, tenant: configuration.id) }
        return try SQLiteStore(file: file, tenant: configuration.id)
    }

    /// Where copies of exports are kept.
    ///
    /// - Parameter isOffline: whether no bucket is called.
    func uploads(isOffline: Bool = false) throws -> any UploadStorage {
        guard let store = workspace.configuration.files.store else { return uploadFolder }
        return UploadBucket(
            isOffline ? nil : try ObjectStores.store(store), prefix: store.prefix, tenant: configuration.id,
            folder: uploadFolder)
    }

    /// Where evidence is found by nearness; `nil` in process.
    private func vectors(isOffline: Bool) throws -> (any VectorStore)? {
        guard workspace.usesVectorExtension else {
            return isOffline ? nil : try workspace.vectorService()?.store(for: configuration.id)
        }
        // The database is asked in any case: it is where the state is.
        return PostgresVectorStore(try workspace.vectorDatabase(), tenant: configuration.id)
    }

    /// Works on the tenant's state while no other run does: on this machine, and on any that shares the database.
    func locked<Value>(_ work: () async throws -> Value) async throws -> Value {
        let lock = try RunLock(folder: stateFolder)
        defer { lock.release() }
        guard let database else { return try await work() }
        return try await hold.holding(TenantLock(database, tenant: configuration.id), work)
    }

    /// Kept copies of exports.
    var uploadFolder: UploadFolder { UploadFolder(folder: stateFolder.appending(path: "uploads")) }

    /// Tells the key of person tokens from another; `nil` while there is none.
    func tokenKeyCheck() throws -> String? { try workspace.tokenKeyCheck(of: configuration.id) }

    /// Everything the run reads. Warnings about single files go to the console.
    func plan() throws -> TenantPlan {
        let profile = TenantProfile(
            id: configuration.id, name: configuration.name, calendar: configuration.calendar,
            siteURL: configuration.site.url)
        let inbox = inbox()
        let knowledge = KnowledgeReader.read(tenant, calendar: configuration.calendar)
        let questions = QuestionReader.read(tenant)
        let diagnostics = inboxDiagnostics + inbox.diagnostics + knowledge.diagnostics + questions.diagnostics
        for diagnostic in diagnostics { console.show(diagnostic) }
        let privacy = workspace.privacy(of: configuration)
        var settings = ClusteringSettings()
        if let minimum = configuration.clustering.minClusterSize { settings.minimumClusterSize = minimum }
        return TenantPlan(
            tenant: profile,
            exports: try inbox.files.map {
                InboxExport(name: $0.name, location: $0.url, digest: try FileDigest.of($0.url, name: $0.name))
            },
            mappings: configuration.ingest.mappings.map(KeptMapping.init(configuration:)),
            redaction: RedactionPolicy(
                denyList: privacy.denyList, allowList: privacy.allowList,
                disabled: try Self.entities(privacy.disabledEntities, of: tenant)),
            tokenKey: try tokenKey(), clustering: settings,
            articles: knowledge.articles.map {
                RawArticle(
                    id: $0.id, title: $0.title, body: $0.body, labels: $0.labels, product: $0.product,
                    updated: $0.updated)
            },
            questions: questions.questions, reviews: try reviews(),
            faults: diagnostics.filter { $0.severity == .error }, asOf: asOf,
            threads: threads, ignoreCache: ignoreCache,
            appearance: try Appearance.load(for: workspace).digest, programVersion: ProgramVersion.text,
            retention: TenantPlan.Retention(
                fileDays: workspace.configuration.files.retentionDays,
                ticketDays: configuration.tickets.retentionDays))
    }

    /// The tenant's signed reviews, and what they are judged by. Lines of the signers file that grant nothing go to the
    /// console.
    private func reviews() throws -> ReviewInputs {
        let folder = try ReviewFolder(tenant: tenant)
        for fault in try folder.signerFaults() {
            console.show(
                Diagnostic(
                    .warning, code: fault.code, file: fault.file, line: fault.line, summary: fault.summary,
                    remedy: fault.remedy))
        }
        return try folder.inputs()
    }

    /// The kinds of personal data that the configuration turns off, by name.
    private static func entities(_ names: [String], of tenant: TenantWorkspace) throws -> [EntityType] {
        try names.map { name in
            guard let entity = EntityType(rawValue: name) else {
                throw CasebookError(
                    .badConfiguration, code: "bad_value", file: "tenants/\(tenant.folder)/tenant.yaml",
                    "privacy.disabled_entities names \"\(name)\", which is no kind of personal data",
                    remedy: "name some of " + EntityType.allCases.map(\.rawValue).joined(separator: ", "))
            }
            return entity
        }
    }

    /// The secret that person tokens are made with: from the configuration, or a file made once.
    private func tokenKey() throws -> TokenKey { try workspace.tokenKey() }

    /// - Parameter models: Those of the whole workspace: an embedder that runs in process holds its model once.
    func run(models: RunModels) throws -> TenantRun {
        try run(
            embedder: try models.embedder(for: configuration), chat: models.chatService(for: configuration),
            isOffline: models.isOffline)
    }

    /// - Parameters:
    ///   - chat: `nil` calls none.
    ///   - isOffline: whether neither a bucket nor the vector service is asked.
    func run(embedder: any TextEmbedder, chat: ChatService?, isOffline: Bool = false) throws -> TenantRun {
        let store = try store()
        let effects = TenantEffects(
            store: store, ledger: LedgerFile(url: tenant.ledger),
            checkpoint: CheckpointFile(tenant: tenant, of: workspace),
            publication: folderPublication,
            texts: TextFolder(tenant: tenant, site: siteFolder),
            uploads: try uploads(isOffline: isOffline),
            matrices: MatrixFolder(folder: stateFolder.appending(path: "vectors")),
            vectors: try vectors(isOffline: isOffline), embedder: embedder, help: help, chat: chat,
            alone: { [hold] in try await hold.check() }, clock: .system, report: { [console] in console.show($0) })
        return TenantRun(
            plan: try plan(), effects: effects,
            renderer: try Appearance.load(for: workspace)
                .renderer(reviews: workspace.reviewPlace(of: tenant), threads: threads))
    }
}

extension Workspace {
    private var tokenKeyFile: URL { stateFolder.appending(path: "token.key") }

    /// The secret that person tokens are made with: from the configuration, or a file made once.
    func tokenKey() throws -> TokenKey {
        if let secret = configuration.privacy.tokenKey { return try TokenKey(hex: secret.value) }
        return try TokenKey.loadOrCreate(file: tokenKeyFile)
    }

    /// Tells the key of a tenant's person tokens from another, and nothing of it; `nil` while there is none.
    func tokenKeyCheck(of tenant: TenantID) throws -> String? {
        guard configuration.privacy.tokenKey != nil || FileManager.default.fileExists(atPath: tokenKeyFile.path) else {
            return nil
        }
        return Redactor(policy: RedactionPolicy(), key: try tokenKey(), tenant: tenant).erasureKey
    }

    /// Where a tenant's signed reviews go.
    func reviewPlace(of tenant: TenantWorkspace) -> ReviewPlace {
        let repository = configuration.site.repository
        let folder = [repository.folder, tenant.path(of: "")].joined(separator: "/")
        return ReviewPlace(
            tenant: tenant.folder, folder: folder.split(separator: "/").joined(separator: "/"),
            repository: repository.place.map {
                ReviewPlace.Repository(host: $0.host.rawValue, url: $0.url, branch: repository.branch)
            })
    }

    /// The embedder that the configuration names, if it runs in process.
    func localEmbedder(threads: Int = ProcessInfo.processInfo.activeProcessorCount) throws -> any TextEmbedder {
        try Embedders.configured(configuration.models.embedding, root: root, threads: threads)
    }
}

extension KeptMapping {
    /// A mapping as `tenant.yaml` holds it.
    init(configuration: MappingConfiguration) {
        let columns = configuration.columns
        self.init(
            match: configuration.match,
            mapping: ColumnMapping(
                tracker: configuration.tracker.flatMap(Tracker.init(rawValue:)), id: columns.id,
                subject: columns.subject, bodies: columns.body, created: columns.created, updated: columns.updated,
                resolved: columns.resolved, status: columns.status, priority: columns.priority,
                product: columns.product, requester: columns.requester, assignee: columns.assignee,
                resolution: columns.resolution, labels: columns.labels, fields: configuration.fields,
                dateOrder: configuration.dateOrder.flatMap(DateOrder.init(rawValue:))))
    }

    /// The mapping in the form that is written to `tenant.yaml`; `nil` for one without an id column.
    var configuration: MappingConfiguration? {
        guard let id = mapping.id else { return nil }
        var columns = MappingColumns(id: id)
        columns.subject = mapping.subject
        columns.body = mapping.bodies
        columns.created = mapping.created
        columns.updated = mapping.updated
        columns.resolved = mapping.resolved
        columns.status = mapping.status
        columns.priority = mapping.priority
        columns.product = mapping.product
        columns.requester = mapping.requester
        columns.assignee = mapping.assignee
        columns.resolution = mapping.resolution
        columns.labels = mapping.labels
        return MappingConfiguration(
            match: match, tracker: mapping.tracker?.rawValue, columns: columns, fields: mapping.fields,
            dateOrder: mapping.dateOrder?.rawValue)
    }
}
