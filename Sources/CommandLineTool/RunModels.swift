import Domain
import Embedding
import Foundation
import ModelWriting
import Pipeline
import Prompting
import Resources
import Workspace

/// The models of one run of a workspace, and the book of what they cost.
struct RunModels: Sendable {
    let workspace: Workspace
    let chat: (any ChatModel)?
    let templates: PromptTemplates
    /// `nil` when no service is configured: nothing costs anything.
    let book: (any SpendingBook)?
    /// Names the run in the book.
    let run: String
    let isOffline: Bool
    private let local: (any TextEmbedder)?

    /// - Parameters:
    ///   - isOffline: no call is made.
    ///   - threads: of an embedder that runs in process.
    init(
        workspace: Workspace, isOffline: Bool, threads: Int = ProcessInfo.processInfo.activeProcessorCount
    ) throws {
        let models = workspace.configuration.models
        self.workspace = workspace
        self.isOffline = isOffline
        chat = try models.chat.map(ModelServices.chatModel)
        templates = try PromptTemplates.load(for: workspace)
        let isPaid = models.chat != nil || models.embedding.service != nil
        book = isPaid ? try workspace.spendingBook() : nil
        run = UUID().uuidString.lowercased()
        local = models.embedding.provider.isService ? nil : try workspace.localEmbedder(threads: threads)
    }

    private func account(_ tenant: TenantConfiguration) -> SpendingAccount {
        SpendingAccount(
            tenant: tenant.id, run: run, tenantLimits: BudgetLimits(tenant.budget),
            workspaceLimits: BudgetLimits(workspace.configuration.budget))
    }

    /// The gate of calls that no tenant's run makes, such as those of `doctor`: they are counted for the first tenant.
    static func gateOfChecks(_ workspace: Workspace, model: String, price: ModelPrice?) throws -> any CallGate {
        guard let tenant = workspace.tenants.lazy.compactMap({ try? $0.configuration.get() }).first else {
            throw CasebookError(
                .badConfiguration, code: "no_tenant", "there is no tenant for whom a call could be counted",
                remedy: "add one: casebook init --tenant NAME")
        }
        let account = SpendingAccount(
            tenant: tenant.id, run: UUID().uuidString.lowercased(), tenantLimits: BudgetLimits(tenant.budget),
            workspaceLimits: BudgetLimits(workspace.configuration.budget))
        return try workspace.spendingBook()
            .gate(account, stage: "doctor", model: model, price: price)
    }

    /// The embedder of a tenant: one for all where it runs in process, one with its own gate where it is paid for.
    func embedder(for tenant: TenantConfiguration) throws -> any TextEmbedder {
        if let local { return local }
        guard let service = workspace.configuration.models.embedding.service, let book else {
            throw CasebookError(
                .badConfiguration, code: "missing_key", "no embedding model is configured",
                remedy: "write \"models.embedding.provider\" in casebook.yaml")
        }
        let price = workspace.configuration.models.embedding.price.map(ModelPrice.init)
        let gate: any CallGate =
            isOffline
            ? ClosedGate()
            : ExhaustionGate(book.gate(account(tenant), stage: "embed", model: service.name, price: price))
        return try ModelServices.embedder(
            service, dimension: workspace.configuration.models.embedding.dimension, gate: gate)
    }

    /// The writing model of a tenant; `nil`: texts are extractive.
    func chatService(for tenant: TenantConfiguration) -> ChatService? {
        guard let chat, let book, let configuration = workspace.configuration.models.chat else { return nil }
        let account = account(tenant)
        let name = "\(chat.identity.provider)/\(chat.identity.name)"
        let price = configuration.price.map(ModelPrice.init)
        return ChatService(
            model: chat, templates: templates,
            gate: { stage in book.gate(account, stage: stage, model: name, price: price) }, price: price,
            temperature: configuration.sendsTemperature ? 0 : nil, concurrency: configuration.concurrency,
            closed: isOffline ? .offline : configuration.window.flatMap { Self.closed($0, tenant) },
            averageReply: { stage in (try? await book.averageReply(stage: stage, model: name)).flatMap { $0 } })
    }

    /// Outside the window, in the tenant's time zone.
    private static func closed(_ window: DailyWindow, _ tenant: TenantConfiguration) -> WritingDelay? {
        let calendar = tenant.calendar
        let now = WallClock.system.now()
        return window.holds(calendar.minuteOfDay(now)) ? nil : .window
    }
}

/// Lets nothing through: a run that was told to call nothing.
private struct ClosedGate: CallGate {
    func admit(_ estimate: TokenUsage) throws {
        throw CasebookError(
            .unavailable, code: "offline", "the vectors of new texts come from a service, and the run calls nothing",
            remedy: "run without --offline, or use an embedder that runs in process")
    }

    func settle(_ estimate: TokenUsage, used: TokenUsage) {}
}

/// Says in words when a ceiling stops a call that a command cannot go on without.
struct ExhaustionGate: CallGate {
    let gate: any CallGate

    init(_ gate: any CallGate) { self.gate = gate }

    func admit(_ estimate: TokenUsage) async throws {
        do { try await gate.admit(estimate) } catch let exhausted as BudgetExhausted {
            throw CasebookError(
                .unavailable, code: "budget_exhausted", "the call is not made: \(exhausted.detail) is reached",
                remedy:
                    "run again tomorrow, raise the budget, or use an embedder that runs in process; vectors that were "
                    + "made are kept")
        }
    }

    func settle(_ estimate: TokenUsage, used: TokenUsage) async { await gate.settle(estimate, used: used) }
}

extension BudgetLimits {
    init(_ configuration: BudgetConfiguration) {
        self.init(
            callsPerDay: configuration.callsPerDay, tokensPerDay: configuration.tokensPerDay,
            callsPerRun: configuration.callsPerRun, tokensPerRun: configuration.tokensPerRun)
    }
}

extension ModelPrice {
    init(_ configuration: PriceConfiguration) {
        self.init(
            input: configuration.input, cachedInput: configuration.cachedInput, output: configuration.output,
            currency: configuration.currency)
    }
}

extension PromptTemplates {
    /// The prompts that travel in the binary, or those of the workspace's theme.
    static func load(for workspace: Workspace) throws -> PromptTemplates {
        var texts: [String: String] = [:]
        for file in Resources.files(in: "templates/prompts") {
            let own = workspace.root.appending(path: "\(Appearance.themeFolder)/prompts/\(file.path)")
            texts[file.path] = try Appearance.override(own) ?? file.text
        }
        return try PromptTemplates(
            resolution: texts["resolution.md"] ?? "", answer: texts["answer.md"] ?? "")
    }
}
