/// A rate per minute: what is taken comes back over time, up to one minute's worth.
///
/// It may go below zero. Whoever takes more than there is waits for the debt to be paid, behind those who took before:
/// the order of calls is kept without a queue.
struct TokenBucket {
    private(set) var perMinute: Double
    private(set) var level: Double
    private var updated: Duration

    init(perMinute: Int, at now: Duration) {
        self.perMinute = Double(max(1, perMinute))
        level = self.perMinute
        updated = now
    }

    /// Takes an amount and says how long to wait before using it.
    mutating func take(_ amount: Int, at now: Duration) -> Duration {
        refill(at: now)
        level -= Double(amount)
        return level >= 0 ? .zero : .seconds(-level * 60 / perMinute)
    }

    /// Gives back what was not used, or takes what was used beyond.
    mutating func give(_ amount: Int) { level = min(perMinute, level + Double(amount)) }

    /// Takes the server's word for what is left, if that is less.
    mutating func learn(remaining: Int, at now: Duration) {
        refill(at: now)
        level = min(level, Double(max(0, remaining)))
    }

    /// Takes the server's word for the rate.
    mutating func learn(perMinute limit: Int, at now: Duration) {
        refill(at: now)
        perMinute = Double(max(1, limit))
        level = min(level, perMinute)
    }

    private mutating func refill(at now: Duration) {
        guard now > updated else { return }
        level = min(perMinute, level + (now - updated) / .seconds(60) * perMinute)
        updated = now
    }
}
