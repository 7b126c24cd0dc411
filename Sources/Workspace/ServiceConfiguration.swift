public import Domain

/// Who runs a model, and how it is reached.
public struct ServiceConfiguration: Sendable, Hashable {
    /// The kinds of service.
    public enum Provider: String, Sendable, Hashable, CaseIterable {
        case openAI = "openai"
        /// A gateway or server that speaks OpenAI's protocol.
        case compatible = "openai-compatible"
        case azure = "azure-openai"
        case bedrock
        /// Embeddings only.
        case cohere
    }

    public var provider: Provider
    /// The model as the provider names it; for Azure the deployment.
    public var model: String
    /// The base address; `nil` where the provider has one of its own.
    public var endpoint: String?
    public var apiKey: Secret?
    /// Of Azure's API.
    public var apiVersion: String?
    /// Sent with every request to a gateway.
    public var headers: [String: String] = [:]
    /// Of Azure: credentials of a registered application, instead of a key.
    public var entra: Entra?
    /// Of AWS; `nil` for the environment's.
    public var region: String?
    /// A profile of the AWS tools; `nil` for the environment's.
    public var profile: String?
    public var requestsPerMinute: Int?
    public var tokensPerMinute: Int?

    public init(provider: Provider, model: String) {
        self.provider = provider
        self.model = model
    }

    /// As pages and bills name it, `azure-openai/text-embedding-3-small`.
    public var name: String { "\(provider.rawValue)/\(model)" }

    /// An application that Microsoft Entra ID knows.
    public struct Entra: Sendable, Hashable {
        /// The directory's id or domain.
        public var directory: String
        public var client: String
        public var secret: Secret
        /// Of a national cloud.
        public var authority: String?

        public init(directory: String, client: String, secret: Secret) {
            self.directory = directory
            self.client = client
            self.secret = secret
        }
    }
}

/// The model that writes.
public struct ChatConfiguration: Sendable, Hashable {
    public var service: ServiceConfiguration
    /// In which form replies are held to their schema.
    public var structuredOutput = "json_schema"
    /// The member that limits a reply.
    public var lengthParameter = "max_completion_tokens"
    /// Whether `temperature` is sent at all: some models refuse any.
    public var sendsTemperature = true
    /// Calls at once.
    public var concurrency = 8
    /// The hours in which the model may be called; `nil` for all.
    public var window: DailyWindow?
    public var price: PriceConfiguration?

    public init(service: ServiceConfiguration) { self.service = service }
}

/// Prices for a million tokens, in millionths of the currency's unit.
public struct PriceConfiguration: Sendable, Hashable {
    public var input: Int
    public var cachedInput: Int?
    public var output: Int
    public var currency = "USD"

    public init(input: Int, output: Int) {
        self.input = input
        self.output = output
    }
}

/// Ceilings of calls and tokens.
public struct BudgetConfiguration: Sendable, Hashable {
    public var callsPerDay: Int?
    public var tokensPerDay: Int?
    public var callsPerRun: Int?
    public var tokensPerRun: Int?

    public init() {}
}

/// Some hours of each day, `20:00-06:00`, in a tenant's time zone.
public struct DailyWindow: Sendable, Hashable, CustomStringConvertible {
    /// Minutes since midnight, inclusive.
    public let from: Int
    /// Minutes since midnight, exclusive. Before `from` when the window holds midnight.
    public let until: Int

    /// Returns `nil` unless the text is `HH:MM-HH:MM` with two different times.
    public init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let from = Self.minutes(parts[0]), let until = Self.minutes(parts[1]), from != until
        else { return nil }
        self.from = from
        self.until = until
    }

    private static func minutes(_ text: Substring) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == 0x3A,
            bytes.enumerated().allSatisfy({ $0 == 2 || (0x30...0x39).contains($1) }),
            let hours = Int(text.prefix(2)), let minutes = Int(text.suffix(2)), minutes < 60,
            hours < 24 || (hours == 24 && minutes == 0)
        else { return nil }
        return hours * 60 + minutes
    }

    /// Whether a time of day, in minutes since midnight, lies within.
    public func holds(_ minute: Int) -> Bool {
        from < until ? (from..<until).contains(minute) : minute >= from || minute < until
    }

    public var description: String {
        func time(_ minutes: Int) -> String {
            let (hours, rest) = minutes.quotientAndRemainder(dividingBy: 60)
            return "\(hours < 10 ? "0" : "")\(hours):\(rest < 10 ? "0" : "")\(rest)"
        }
        return "\(time(from))-\(time(until))"
    }
}
