import Domain
import PostgresStore
import Workspace

/// The database as `doctor` looks at it.
struct DatabaseCheck {
    let workspace: Workspace

    func findings() async -> [DoctorCommand.Finding] {
        guard let settings = workspace.database else {
            return [.init(ok: true, what: "database: SQLite files in \(workspace.stateFolder.path)", remedy: nil)]
        }
        do {
            let state = try await DatabaseOwner(settings).state()
            return [reached(state)] + vectors(state) + (await login(settings))
        } catch {
            return findings(of: error)
        }
    }

    private func reached(_ state: DatabaseState) -> DoctorCommand.Finding {
        .init(
            ok: true,
            what: "database: \(state.place), PostgreSQL \(state.server), "
                + (state.isEncrypted ? "encrypted" : "not encrypted"), remedy: nil)
    }

    /// Without pgvector everything works: vectors are then searched in process.
    private func vectors(_ state: DatabaseState) -> [DoctorCommand.Finding] {
        [.init(ok: true, what: "pgvector: \(state.vectorText)", remedy: nil)]
    }

    /// Whether a run could begin: as the role, with the tables of this release.
    private func login(_ settings: PostgresDatabase.Settings) async -> [DoctorCommand.Finding] {
        do {
            try await PostgresDatabase(settings).connect()
            return [.init(ok: true, what: "database: runs read and write as \(settings.role)", remedy: nil)]
        } catch {
            return findings(of: error)
        }
    }

    private func findings(of error: any Error) -> [DoctorCommand.Finding] {
        guard let error = error as? CasebookError else {
            return [.init(ok: false, what: "database: the check was interrupted", remedy: "run it again")]
        }
        return error.diagnostics.map {
            .init(ok: false, what: "database: \($0.summary) [\($0.code)]", remedy: $0.remedy)
        }
    }
}
