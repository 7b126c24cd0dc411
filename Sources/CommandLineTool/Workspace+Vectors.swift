import Domain
import Foundation
import HTTPTransport
import Pipeline
import PostgresStore
import VectorServices
import Workspace

extension Workspace {
    /// Whether evidence is found by pgvector.
    var usesVectorExtension: Bool { configuration.storage.vectors.kind == "pgvector" }

    /// The database whose pgvector is meant.
    ///
    /// - Throws: `.badConfiguration` when none is configured.
    func vectorDatabase() throws(CasebookError) -> PostgresDatabase {
        guard let database else {
            throw CasebookError(
                .badConfiguration, code: "missing_key", file: "casebook.yaml",
                "storage.vectors names pgvector, and no database is configured",
                remedy: "add \"database\" below storage, or set CASEBOOK_DATABASE")
        }
        return PostgresDatabase(database)
    }

    /// The vector service, where one is configured.
    ///
    /// - Throws: `.badConfiguration` when it is configured by half.
    func vectorService() throws(CasebookError) -> VectorService? {
        let written = configuration.storage.vectors
        guard let kind = written.kind.flatMap(VectorServiceKind.init(rawValue:)) else { return nil }
        guard let url = written.url.flatMap({ URL(string: $0) }), url.host() != nil else {
            throw CasebookError(
                .badConfiguration, code: "missing_key", file: "casebook.yaml",
                "storage.vectors names a service and not where it is",
                remedy: "add \"url\" below storage.vectors, the whole address")
        }
        return VectorService(
            kind: kind, url: url, key: written.key, prefix: written.prefix,
            client: APIClient(HTTPTransport(userAgent: "casebook/\(ProgramVersion.text)")))
    }
}

/// The vector service as `doctor` looks at it.
struct VectorCheck {
    let workspace: Workspace

    /// Makes the store of a tenant; `nil` where evidence is found in process.
    private func store() throws(CasebookError) -> ((TenantID) -> any VectorStore)? {
        if workspace.usesVectorExtension {
            let database = try workspace.vectorDatabase()
            return { PostgresVectorStore(database, tenant: $0) }
        }
        return try workspace.vectorService().map { service in { service.store(for: $0) } }
    }

    /// - Parameter tenants: whose collections are counted.
    func findings(_ tenants: [TenantWorkspace]) async -> [DoctorCommand.Finding] {
        let stores: [(folder: String, store: any VectorStore)]
        do {
            guard let store = try self.store() else { return [] }
            stores = tenants.compactMap { tenant in
                guard case .success(let configuration) = tenant.configuration else { return nil }
                return (tenant.folder, store(configuration.id))
            }
            try await stores.first?.store.check()
        } catch {
            return Self.faults(error, at: "vectors")
        }
        var findings: [DoctorCommand.Finding] = []
        // What one tenant's place lacks says nothing of the others'.
        for (folder, store) in stores {
            do {
                let count = try await store.count()
                findings.append(
                    .init(ok: true, what: "vectors: \(store.description), \(folder) has \(count)", remedy: nil))
            } catch {
                findings += Self.faults(error, at: "vectors: \(folder)")
            }
        }
        return findings
    }

    private static func faults(_ error: any Error, at place: String) -> [DoctorCommand.Finding] {
        guard let error = error as? CasebookError else {
            return [.init(ok: false, what: "\(place): the check was interrupted", remedy: "run it again")]
        }
        return error.diagnostics.map {
            .init(ok: false, what: "\(place): \($0.summary) [\($0.code)]", remedy: $0.remedy)
        }
    }
}
