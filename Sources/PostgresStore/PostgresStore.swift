public import Domain
public import Pipeline
import PostgresConnection

/// A tenant's state in a PostgreSQL database that it shares with other tenants.
public struct PostgresStore: TenantStore {
    let database: PostgresDatabase
    let tenant: TenantID

    /// How many completed runs are kept for `diff`.
    static let runsKept = 30

    /// - Parameters:
    ///   - database: connects at the first use.
    ///   - tenant: whose rows are seen and written, and no other's.
    public init(_ database: PostgresDatabase, tenant: TenantID) {
        self.database = database
        self.tenant = tenant
    }

    /// The tenant as statements are given it.
    var org: PostgresValue { .text(tenant.rawValue) }
}
