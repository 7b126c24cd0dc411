internal import Domain

/// A value that expires, fetched anew some minutes before. Whoever comes while it is fetched waits for the same.
actor Renewed<Value: Sendable> {
    /// A value and the moment it expires; `nil` for never.
    struct Fetched: Sendable {
        let value: Value
        let expires: Instant?
    }

    private let margin: Int64
    private let clock: WallClock
    private let fetch: @Sendable () async throws(CredentialFailure) -> Fetched
    private var held: Fetched?
    private var renewal: Task<Result<Fetched, CredentialFailure>, Never>?

    /// - Parameter margin: seconds before its end at which a value counts as expired.
    init(
        margin: Int64 = 300, clock: WallClock, fetch: @escaping @Sendable () async throws(CredentialFailure) -> Fetched
    ) {
        self.margin = margin
        self.clock = clock
        self.fetch = fetch
    }

    /// The value, fetched if need be.
    func current() async throws(CredentialFailure) -> Value {
        if let held, held.expires.map({ $0.seconds - margin > clock.now().seconds }) ?? true { return held.value }
        let renewal = renewal ?? begin()
        switch await renewal.value {
        case .success(let fetched): return fetched.value
        case .failure(let failure): throw failure
        }
    }

    /// Has the next one who comes fetch the value anew.
    func forget() { held = nil }

    private func begin() -> Task<Result<Fetched, CredentialFailure>, Never> {
        let task = Task { [fetch] () -> Result<Fetched, CredentialFailure> in
            let result: Result<Fetched, CredentialFailure>
            do throws(CredentialFailure) { result = .success(try await fetch()) } catch { result = .failure(error) }
            end(result)
            return result
        }
        renewal = task
        return task
    }

    private func end(_ result: Result<Fetched, CredentialFailure>) {
        renewal = nil
        if case .success(let fetched) = result { held = fetched }
    }
}
