import Domain
import Foundation
import PostgresConnection
import PostgresStore
import Prompting
import SQLiteStore
import Workspace

extension Workspace {
    /// The database that the configuration names, as runs reach it; `nil` where tenants have SQLite files.
    var database: PostgresDatabase.Settings? { configuration.storage.database.map(settings) }

    /// The same as its owner reaches it: by `CASEBOOK_DATABASE_OWNER`, else as runs do.
    ///
    /// - Throws: `CasebookError` where neither says which database is meant.
    func ownersDatabase() throws -> PostgresDatabase.Settings {
        let owner = ProcessInfo.processInfo.environment[Self.ownerVariable].map { Secret($0) }
        guard let connection = owner ?? configuration.storage.database else {
            throw CasebookError(
                .badConfiguration, code: "no_database", "no database is configured: tenants' state is in SQLite files",
                remedy: "set CASEBOOK_DATABASE, or storage.database in casebook.yaml, to a PostgreSQL connection string"
            )
        }
        return settings(connection)
    }

    /// Names the connection string of the tables' owner.
    static let ownerVariable = "CASEBOOK_DATABASE_OWNER"

    private var spendingFile: URL { stateFolder.appending(path: "spending.sqlite") }

    /// Whether anything can have been spent; asking makes no file.
    var hasSpendingBook: Bool {
        configuration.storage.database != nil || FileManager.default.fileExists(atPath: spendingFile.path)
    }

    /// The book of what calls of models cost, which all that share the workspace's state share.
    func spendingBook() throws -> any SpendingBook {
        if let database { return PostgresSpendingBook(PostgresDatabase(database), clock: .system) }
        return try SQLiteSpendingBook(file: spendingFile, clock: .system)
    }

    private func settings(_ connection: Secret) -> PostgresDatabase.Settings {
        let storage = configuration.storage
        return PostgresDatabase.Settings(
            server: PostgresSettings(connection: connection, connections: storage.connections), schema: storage.schema,
            role: storage.role)
    }
}
