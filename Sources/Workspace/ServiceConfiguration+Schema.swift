internal import Domain

/// The keys of a service as written, before it is known whether there is one.
struct ServiceFile: Sendable, Hashable {
    var provider: String?
    var model: String?
    var endpoint: String?
    var apiKey: Secret?
    var apiVersion: String?
    var headers: [String: String] = [:]
    var entra = EntraFile()
    var region: String?
    var profile: String?
    var requestsPerMinute: Int?
    var tokensPerMinute: Int?

    struct EntraFile: Sendable, Hashable {
        var directory: String?
        var client: String?
        var secret: Secret?
        var authority: String?

        var application: ServiceConfiguration.Entra? {
            guard let directory, let client, let secret else { return nil }
            var application = ServiceConfiguration.Entra(directory: directory, client: client, secret: secret)
            application.authority = authority
            return application
        }

        var isEmpty: Bool { directory == nil && client == nil && secret == nil && authority == nil }
    }

    /// The service, if one is configured and complete.
    var service: ServiceConfiguration? {
        guard let provider = provider.flatMap(ServiceConfiguration.Provider.init(rawValue:)), let model else {
            return nil
        }
        var service = ServiceConfiguration(provider: provider, model: model)
        service.endpoint = endpoint
        service.apiKey = apiKey
        service.apiVersion = apiVersion
        service.headers = headers
        service.entra = entra.application
        service.region = region
        service.profile = profile
        service.requestsPerMinute = requestsPerMinute
        service.tokensPerMinute = tokensPerMinute
        return service
    }
}

extension ServiceFile {
    private static let secret = ValueType<String>.text(.secret).map({ Secret($0) }, back: \.value).optional

    /// The keys that a chat and an embedding model share.
    static var fields: [Field<ServiceFile>] {
        [
            Field(
                "endpoint", \.endpoint, ValueType<String>.text(.serviceAddress).optional,
                """
                The service's address: "https://NAME.openai.azure.com" for Azure, what comes before "/chat/completions" \
                or "/embeddings" for a gateway; the provider's own unless given.
                """),
            Field(
                "api_key", \.apiKey, secret,
                "The key, best read from the environment: \"${AZURE_OPENAI_API_KEY}\"."),
            Field(
                "api_version", \.apiVersion, ValueType<String>.text(.filled).optional,
                "For Azure: the version of its API, \"2024-10-21\" unless given."),
            Field(
                "headers", \.headers, .table(.text(.headerValue)),
                "For a gateway: header fields that every request carries."),
            Field(
                "entra", \.entra, entraSchema.type,
                "For Azure: an application of Microsoft Entra ID, instead of a key."),
            Field(
                "region", \.region, ValueType<String>.text(.region).optional,
                "For Bedrock: the region; AWS_REGION or the profile's unless given."),
            Field(
                "profile", \.profile, ValueType<String>.text(.filled).optional,
                "For Bedrock: a profile of the AWS tools; credentials are looked for as they do unless given."),
            Field(
                "requests_per_minute", \.requestsPerMinute,
                ValueType<Int>.integer(1...1_000_000).optional,
                "Requests a minute at most; what the service tells of its limits is kept to in any case."),
            Field(
                "tokens_per_minute", \.tokensPerMinute,
                ValueType<Int>.integer(1...1_000_000_000).optional, "Tokens a minute at most, read and written."),
        ]
    }

    static let entraSchema = Schema(
        "Entra application", blank: EntraFile(),
        [
            Field(
                "directory", \.directory, ValueType<String>.text(.filled).optional,
                "The directory (tenant) by its id or domain."),
            Field("client", \.client, ValueType<String>.text(.filled).optional, "The application's client id."),
            Field("secret", \.secret, secret, "The client secret, best read from the environment."),
            Field(
                "authority", \.authority, ValueType<String>.text(.serviceAddress).optional,
                "The address of a national cloud's sign-in service."),
        ])

    /// Reports what a service lacks, or has without use.
    func check(_ kind: String, _ node: YAMLNode, _ decoding: inout Decoding) {
        func missing(_ key: String, _ remedy: String) {
            decoding.report(
                "missing_key", at: node.place, "\(decoding.key) has the provider \"\(provider ?? "")\" and no \(key)",
                remedy: remedy)
        }
        guard let provider = provider.flatMap(ServiceConfiguration.Provider.init(rawValue:)) else { return }
        if model == nil { missing("model", "add \"model\" with the name of the \(kind) model") }
        switch provider {
        case .openAI, .cohere:
            if apiKey == nil { missing("api_key", "add \"api_key: ${NAME}\" and set NAME in the environment") }
        case .compatible:
            if endpoint == nil { missing("endpoint", "add \"endpoint\" with the gateway's address") }
        case .azure:
            if endpoint == nil { missing("endpoint", "add \"endpoint: https://NAME.openai.azure.com\"") }
            if apiKey == nil, entra.application == nil {
                missing("api_key", "add \"api_key: ${NAME}\", or \"entra\" with directory, client and secret")
            }
            if apiKey != nil, !entra.isEmpty {
                decoding.report(
                    "bad_value", at: node.place, "\(decoding.key) has both \"api_key\" and \"entra\"",
                    remedy: "remove one of them")
            }
        case .bedrock: break
        }
        // The authority is sent the client's secret.
        let addresses = [endpoint, entra.authority].compactMap { $0 }
        if !addresses.allSatisfy(ServiceFile.isSafe) {
            decoding.report(
                "bad_value", at: node.place, "\(decoding.key) reaches its service without encryption",
                remedy: "write an address that begins with https://; http:// is for this machine alone")
        }
    }

    /// Plain HTTP is for servers of this machine.
    static func isSafe(_ address: String) -> Bool {
        if address.hasPrefix("https://") { return true }
        return ["http://127.0.0.1", "http://localhost", "http://[::1]"].contains { host in
            address.hasPrefix(host)
                && (address.dropFirst(host.count).first.map { $0 == ":" || $0 == "/" } ?? true)
        }
    }
}

/// `models.chat` as written.
struct ChatFile: Sendable, Hashable {
    var service = ServiceFile()
    var structuredOutput = "json_schema"
    var lengthParameter = "max_completion_tokens"
    var sendsTemperature = true
    var concurrency = 8
    var window: DailyWindow?
    var price = PriceFile()

    struct PriceFile: Sendable, Hashable {
        var input: Int?
        var cachedInput: Int?
        var output: Int?
        var currency = "USD"

        var price: PriceConfiguration? {
            guard let input, let output else { return nil }
            var price = PriceConfiguration(input: input, output: output)
            price.cachedInput = cachedInput
            price.currency = currency
            return price
        }
    }

    /// `nil` when no chat model is configured.
    var configuration: ChatConfiguration? {
        guard let service = service.service else { return nil }
        var chat = ChatConfiguration(service: service)
        chat.structuredOutput = structuredOutput
        chat.lengthParameter = lengthParameter
        chat.sendsTemperature = sendsTemperature
        chat.concurrency = concurrency
        chat.window = window
        chat.price = price.price
        return chat
    }

    private static let providers: [ServiceConfiguration.Provider] = [.openAI, .compatible, .azure, .bedrock]

    static let schema = Schema(
        "Chat model", blank: ChatFile(),
        [
            Field(
                "provider", \.service.provider,
                ValueType<String>.text(.choice(providers.map(\.rawValue))).optional,
                "Who runs the model that writes. Without it texts are chosen from tickets and articles."),
            Field(
                "model", \.service.model, ValueType<String>.text(.filled).optional,
                "The model as the provider names it; for Azure the deployment."),
        ] + ServiceFile.fields.map { $0.lifted(\.service) } + [
            Field(
                "structured_output", \.structuredOutput, .text(.choice(["json_schema", "json_object"])),
                "How a gateway holds replies to their form: \"json_object\" for those that know no schemas."),
            Field(
                "length_parameter", \.lengthParameter, .text(.choice(["max_completion_tokens", "max_tokens"])),
                "How a gateway calls the limit of a reply's length."),
            Field(
                "temperature", \.sendsTemperature, .boolean,
                "Whether a temperature of 0 is asked for; false for models that take none."),
            Field("concurrency", \.concurrency, .integer(1...64), "Calls at once."),
            Field(
                "window", \.window,
                ValueType<String>.text(.window).map({ DailyWindow($0) }, back: { $0?.description ?? "" }),
                """
                Hours in which the model may be called, in the tenant's time zone, as "20:00-06:00"; outside them texts \
                are extractive, and the next run within them writes the rest.
                """),
            Field("price", \.price, priceSchema.type, "What a million tokens cost; for estimates and reports."),
        ],
        check: { chat, node, decoding in
            chat.service.check("chat", node, &decoding)
            if (chat.price.input == nil) != (chat.price.output == nil) {
                decoding.report(
                    "missing_key", at: node.place, "\(decoding.key) has a price for one direction only",
                    remedy: "give both \"input\" and \"output\"")
            }
        })

    private static let priceSchema = Schema(
        "Price", blank: PriceFile(),
        [
            Field("input", \.input, .price, "For a million tokens that the model reads, as 2.50."),
            Field("cached_input", \.cachedInput, .price, "For those that the provider has in its cache."),
            Field("output", \.output, .price, "For a million tokens that the model writes."),
            Field("currency", \.currency, .text(.currency), "An ISO 4217 code."),
        ])
}

extension BudgetConfiguration {
    static let schema = Schema(
        "Budget", blank: BudgetConfiguration(),
        [
            Field("calls_per_day", \.callsPerDay, count, "Calls a day (UTC) at most."),
            Field("tokens_per_day", \.tokensPerDay, count, "Tokens a day (UTC) at most, read and written."),
            Field("calls_per_run", \.callsPerRun, count, "Calls a run at most."),
            Field("tokens_per_run", \.tokensPerRun, count, "Tokens a run at most, read and written."),
        ])

    private static let count = ValueType<Int>.integer(0...1_000_000_000_000).optional
}

extension ValueType<Int?> {
    /// A decimal number with at most six digits after the point, as millionths.
    static var price: Self {
        ValueType<Int?>(
            shape: .text(.price),
            decode: { node, decoding in
                let written: String
                switch node.content {
                case .override(let text): written = text
                case .scalar(let text, isPlain: _): written = text
                case .sequence, .mapping:
                    decoding.reportType(node, expected: "a price", remedy: "write a number, as in 2.50")
                    return nil
                }
                guard let value = millionths(written) else {
                    decoding.report(
                        "bad_value", at: node.place, "\(decoding.key): \(Printable.quoted(written)) is not a price",
                        remedy: "write a number, as in 2.50")
                    return nil
                }
                return .some(value)
            },
            encode: { $0.map { .string(ModelCharge.amount($0)) } })
    }

    private static func millionths(_ text: String) -> Int? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, (1...9).contains(whole.utf8.count),
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        let fraction = parts.count > 1 ? parts[1] : ""
        guard parts.count == 1 || (1...6).contains(fraction.utf8.count), let units = Int(whole),
            let rest = Int(fraction + String(repeating: "0", count: 6 - fraction.utf8.count))
        else { return nil }
        return units * 1_000_000 + rest
    }
}

extension Grammar {
    static let secret = Grammar(keywords: ["minLength": 1], isSecret: true) { text in
        text.trimmedWhitespace.isEmpty
            ? Complaint(reason: "is blank", remedy: "write \"${NAME}\" and set NAME in the environment") : nil
    }

    static let headerValue = matching(
        "[\\x21-\\x7E]|[\\x21-\\x7E][\\x20-\\x7E]*[\\x21-\\x7E]", reason: "is not the value of a header field",
        remedy: "use visible ASCII characters", isSecret: true)

    static let serviceAddress = matching(
        "https?://(?:[A-Za-z0-9.-]+|\\[[0-9A-Fa-f:]+\\])(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~/-]*)?",
        reason: "is not a service's address", remedy: "write the whole address, as in \"https://gateway.example/v1\"")

    static let region = matching(
        "[a-z]{2}(?:-[a-z]+)+-[0-9]", reason: "is not a region", remedy: "write it as in \"eu-central-1\"")

    static let window = Grammar(keywords: ["pattern": "^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$"]) { text in
        DailyWindow(text) == nil
            ? Complaint(reason: "is not a window of hours", remedy: "write two times, as in \"20:00-06:00\"") : nil
    }

    static let currency = matching(
        "[A-Z]{3}", reason: "is not a currency", remedy: "write its code, as in \"EUR\"")

    static let price = Grammar(
        keywords: ["type": ["string", "number"], "minimum": 0, "pattern": "^[0-9]{1,9}(?:\\.[0-9]{1,6})?$"])
}
