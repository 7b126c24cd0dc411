import Domain
import Embedding
import Foundation
import ModelClient
import Prompting
import Workspace

/// Whether the configured models can be used: files as a run would read them, services by the smallest call there is,
/// which passes the gate like every other.
struct ModelCheck {
    let workspace: Workspace

    func embedding() async -> DoctorCommand.Finding {
        let configuration = workspace.configuration.models.embedding
        do {
            guard let service = configuration.service else {
                let model = try workspace.localEmbedder().model
                return Self.sound(
                    "embedding: \(model.name)/\(model.version), \(model.dimension) dimensions, \(model.numericPath), "
                        + "in process")
            }
            let gate = ExhaustionGate(
                try RunModels.gateOfChecks(
                    workspace, model: service.name, price: configuration.price.map(ModelPrice.init)))
            let embedder = try ModelServices.embedder(service, dimension: configuration.dimension, gate: gate)
            _ = try await embedder.embed([RedactedText(plumbing: "printer")], as: .query)
            return Self.sound("embedding: \(embedder.model.name), \(embedder.model.dimension) dimensions, answers")
        } catch {
            return Self.fault("embedding", error)
        }
    }

    func chat() async -> DoctorCommand.Finding {
        guard let configuration = workspace.configuration.models.chat else {
            return Self.sound("chat model: none, texts are extractive")
        }
        do {
            let model = try ModelServices.chatModel(configuration)
            try await ask(model, configuration)
            return Self.sound("chat model: \(model.identity), answers")
        } catch {
            return Self.fault("chat model", error)
        }
    }

    /// One word is enough: it proves address, key and model.
    private func ask(_ model: any ChatModel, _ configuration: ChatConfiguration) async throws {
        let request = ChatRequest(
            [ChatMessage(.user, "Answer with the one word: ready")], longestReply: 16,
            temperature: configuration.sendsTemperature ? 0 : nil)
        let gate = ExhaustionGate(
            try RunModels.gateOfChecks(
                workspace, model: "\(model.identity.provider)/\(model.identity.name)",
                price: configuration.price.map(ModelPrice.init)))
        try await gate.admit(request.ceiling)
        let used: TokenUsage
        do throws(ModelFailure) {
            used = try await model.reply(to: request).usage
        } catch {
            await gate.settle(request.ceiling, used: error.usage ?? .zero)
            // A reply that is cut or empty is an answer, which is all that was asked.
            if [.cutShort, .empty].contains(error.kind) { return }
            throw error.error
        }
        await gate.settle(request.ceiling, used: used)
    }

    private static func sound(_ what: String) -> DoctorCommand.Finding {
        DoctorCommand.Finding(ok: true, what: what, remedy: nil)
    }

    private static func fault(_ subject: String, _ error: any Error) -> DoctorCommand.Finding {
        let diagnostic = (error as? CasebookError)?.diagnostics.first
        return DoctorCommand.Finding(
            ok: false, what: "\(subject): \(diagnostic?.summary ?? "it cannot be used")",
            remedy: diagnostic?.remedy ?? "check \"models\" in casebook.yaml")
    }
}
