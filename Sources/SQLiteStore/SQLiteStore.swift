public import Domain
public import Foundation
import GRDB
public import Pipeline

/// A tenant's state in one SQLite file.
///
/// Every statement names `org_id`, though a file holds one tenant: the schema is that of shared databases.
public struct SQLiteStore: TenantStore {
    let queue: DatabaseQueue
    let org: String
    let file: String

    /// How many completed runs are kept for `diff`.
    static let runsKept = 30

    /// Opens or makes the database, and brings its schema up to date.
    ///
    /// - Throws: `CasebookError` (`database_unusable`, `disk_full`) with the file and the remedy.
    public init(file: URL, tenant: TenantID) throws(CasebookError) {
        self.file = file.path
        org = tenant.rawValue
        do {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            var configuration = Configuration()
            configuration.foreignKeysEnabled = true
            configuration.busyMode = .timeout(10)
            configuration.prepareDatabase { database in
                // What redaction takes out later must not survive in free pages.
                try database.execute(
                    sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON")
            }
            queue = try DatabaseQueue(path: file.path, configuration: configuration)
            try Schema.migrator.migrate(queue)
        } catch {
            throw Self.failure(error, file: file.path)
        }
    }

    /// Runs a reading block, translating its errors.
    func read<Value: Sendable>(_ block: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
        do { return try await queue.read(block) } catch { throw Self.failure(error, file: file) }
    }

    /// Runs a writing block as one transaction, translating its errors.
    func write<Value: Sendable>(_ block: @Sendable @escaping (Database) throws -> Value) async throws -> Value {
        do { return try await queue.write(block) } catch { throw Self.failure(error, file: file) }
    }

    /// What to tell about a database failure: the file, SQLite's own words, and never a value.
    static func failure(_ error: any Error, file: String) -> CasebookError {
        if let known = error as? CasebookError { return known }
        guard let failure = error as? DatabaseError else {
            return CasebookError(
                .cannotWrite, code: "database_unusable", file: file, "the database's folder cannot be used",
                remedy: "check that the folder exists and may be written")
        }
        switch failure.resultCode {
        case .SQLITE_FULL, .SQLITE_IOERR:
            return CasebookError(
                .cannotWrite, code: "disk_full", file: file, "the database could not be written: the disk is full",
                remedy: "free some space and run again: nothing that was stored is lost")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return CasebookError(
                .cannotWrite, code: "database_corrupt", file: file, "the file is not a sound SQLite database",
                remedy: "delete it and run again: it is made anew from the workspace")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return CasebookError(
                .unavailable, code: "database_busy", file: file, "another run is using the database",
                remedy: "wait for it to end, then run again")
        default:
            return CasebookError(
                .cannotWrite, code: "database_unusable", file: file,
                "SQLite refused (\(failure.resultCode.rawValue): \(failure.resultCode))",
                remedy: "check the file and its folder; deleting the file loses time, nothing else")
        }
    }
}
