import ArgumentParser
import Domain
import Embedding
import Foundation
import Pipeline
import Prompting
import Workspace

/// `casebook estimate`: what a run would cost before it costs it.
struct EstimateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "estimate", abstract: "Says what calls of models a build would make, and what they would cost.",
        discussion: """
            Reads the inbox and finds the clusters as a build would, and counts the calls whose replies are not stored. \
            Nothing is called and nothing is published.
            """)

    @OptionGroup var options: WorkspaceOptions

    @Flag(help: "As if everything were computed again.")
    var noCache = false

    func run() async throws {
        try await Exit.guarded {
            let workspace = try options.load()
            let console = Console(quiet: options.quiet)
            let models = try RunModels(workspace: workspace, isOffline: true)
            var rows: [TenantEstimate] = []
            for tenant in try options.tenants(of: workspace) {
                var session = try TenantSession(workspace: workspace, tenant: tenant, console: console)
                session.ignoreCache = noCache
                let ready = session
                let stages = try await ready.locked {
                    try await ready.run(models: models).estimate(
                        standIn: LexicalEmbedder(),
                        embeddingPrice: workspace.configuration.models.embedding.price.map(ModelPrice.init))
                }
                rows.append(TenantEstimate(tenant: tenant.folder, stages: stages))
            }
            report(rows, console)
        }
    }

    private struct TenantEstimate {
        let tenant: String
        let stages: [CallEstimate]
    }

    private func report(_ rows: [TenantEstimate], _ console: Console) {
        let total = ModelCharge.summed(
            rows.flatMap { $0.stages.map(\.charge) }.map {
                ModelCharge(
                    stage: "all", model: $0.model, calls: $0.calls, input: $0.input, output: $0.output, cost: $0.cost,
                    currency: $0.currency)
            })
        if options.format == .json {
            console.output([
                "tenants": .array(
                    rows.map { row in
                        ["tenant": .string(row.tenant), "stages": .array(row.stages.map(\.json))]
                    }),
                "total": .array(total.map(\.json)),
            ])
            return
        }
        for row in rows {
            if row.stages.isEmpty { console.output("\(row.tenant)  no calls\n") }
            for stage in row.stages {
                console.output("\(row.tenant)  \(stage.charge.text)\n")
                if let caution = stage.caution { console.output("\(row.tenant)  \(caution)\n") }
            }
        }
        if rows.count > 1 { for charge in total { console.output("all tenants  \(charge.text)\n") } }
    }
}

extension CallEstimate {
    fileprivate var json: JSONValue {
        guard case .object(var members) = charge.json else { return charge.json }
        members["caution"] = caution.map { .string($0) } ?? .null
        return .object(members)
    }
}
