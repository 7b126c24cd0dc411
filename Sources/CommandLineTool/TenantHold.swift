import PostgresStore
import Synchronization

/// The lock that a session has on its tenant in the database, while it has one.
final class TenantHold: Sendable {
    private let lock = Mutex<TenantLock?>(nil)

    /// Does work while a lock is held.
    func holding<Value>(_ held: TenantLock, _ work: () async throws -> Value) async throws -> Value {
        lock.withLock { $0 = held }
        do {
            let value = try await work()
            await release(held)
            return value
        } catch {
            await release(held)
            throw error
        }
    }

    /// Makes sure that the lock, if there is one, is still held.
    ///
    /// - Throws: `CasebookError` (`lock_lost`).
    func check() async throws { try await lock.withLock { $0 }?.check() }

    private func release(_ held: TenantLock) async {
        lock.withLock { $0 = nil }
        await held.release()
    }
}
