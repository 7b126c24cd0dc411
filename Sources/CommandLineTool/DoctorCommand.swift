import ArgumentParser
import Domain
import FileStore
import Foundation
import ObjectStore
import Workspace

/// `casebook doctor`: what is configured, reachable and missing, with the remedy for each.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Checks the workspace and this machine, with the remedy for each fault.")

    @OptionGroup var options: WorkspaceOptions

    /// One thing that was looked at.
    struct Finding {
        let ok: Bool
        let what: String
        let remedy: String?
    }

    func run() async throws {
        try await Exit.guarded {
            let workspace = try options.load()
            let console = Console()
            var findings = [
                Finding(ok: true, what: "workspace \(workspace.root.path)", remedy: nil),
                await ModelCheck(workspace: workspace).embedding(), await ModelCheck(workspace: workspace).chat(),
                writable(workspace.stateFolder), writable(workspace.outputFolder), tokenKey(workspace),
            ]
            findings += await DatabaseCheck(workspace: workspace).findings()
            findings += await VectorCheck(workspace: workspace).findings(try options.tenants(of: workspace))
            let store = workspace.configuration.files.store
            if let store {
                findings.append(
                    await bucket("files.store", prefix: store.prefix) { () throws(CasebookError) in
                        try ObjectStores.store(store)
                    })
                if let found = await exposed(store) { findings.append(found) }
            }
            findings += workspace.warnings.map { Finding(ok: false, what: $0.summary, remedy: $0.remedy) }
            let targets = PublishTargets(workspace: workspace)
            for tenant in try options.tenants(of: workspace) {
                findings += check(tenant) + check(tenant, targets)
                guard let place = try? tenant.configuration.get().inbox else { continue }
                findings.append(
                    await bucket("\(tenant.folder): inbox", prefix: place.prefix) { () throws(CasebookError) in
                        try ObjectStores.inbox(place, beside: store)
                    })
            }
            report(findings, console)
            if findings.contains(where: { !$0.ok }) { throw ExitCode(CasebookError.Kind.checkFailed.rawValue) }
        }
    }

    private func report(_ findings: [Finding], _ console: Console) {
        if options.format == .json {
            console.output([
                "findings": .array(
                    findings.map {
                        [
                            "ok": .bool($0.ok), "what": .string($0.what),
                            "remedy": $0.remedy.map { .string($0) } ?? .null,
                        ]
                    })
            ])
            return
        }
        for finding in findings {
            console.output("\(finding.ok ? "ok   " : "FAULT") \(finding.what)\n")
            if let remedy = finding.remedy, !finding.ok { console.output("      remedy: \(remedy)\n") }
        }
    }

    private func writable(_ folder: URL) -> Finding {
        var existing = folder
        while !FileManager.default.fileExists(atPath: existing.path), existing.path != "/" {
            existing.deleteLastPathComponent()
        }
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: existing.path, isDirectory: &isFolder)
        let ok = exists && isFolder.boolValue && FileManager.default.isWritableFile(atPath: existing.path)
        return Finding(
            ok: ok, what: "\(folder.path) can be written",
            remedy: "make it a folder that this user may write, and check the space on the disk")
    }

    /// Whether a bucket can be listed.
    private func bucket(
        _ what: String, prefix: String, _ make: () throws(CasebookError) -> any ObjectStore
    ) async -> Finding {
        do throws(CasebookError) {
            let store = try make()
            do throws(ObjectStoreFailure) { _ = try await store.page(prefix: prefix, most: 1, after: nil) } catch {
                throw error.error
            }
            return Finding(ok: true, what: "\(what) \(store.place) can be listed", remedy: nil)
        } catch {
            let diagnostic = error.diagnostics[0]
            return Finding(ok: false, what: "\(what) \(diagnostic.summary)", remedy: diagnostic.remedy)
        }
    }

    /// Whether everybody can read the copies of exports; `nil` unless the bucket says so.
    private func exposed(_ configuration: StoreConfiguration) async -> Finding? {
        guard let store = try? ObjectStores.store(configuration), (try? await store.isPublic()) == true else {
            return nil
        }
        let diagnostic = UploadBucket.readByAll(store.place).diagnostics[0]
        return Finding(ok: false, what: "files.store \(diagnostic.summary)", remedy: diagnostic.remedy)
    }

    private func tokenKey(_ workspace: Workspace) -> Finding {
        let file = workspace.stateFolder.appending(path: "token.key")
        if workspace.configuration.privacy.tokenKey != nil {
            return Finding(ok: true, what: "token key: from the configuration", remedy: nil)
        }
        let exists = FileManager.default.fileExists(atPath: file.path)
        return Finding(
            ok: true, what: "token key: \(exists ? file.path : "made at the first run in \(file.path)")", remedy: nil)
    }

    /// Where the site is published, without asking there.
    private func check(_ tenant: TenantWorkspace, _ targets: PublishTargets) -> [Finding] {
        guard case .success = tenant.configuration else { return [] }
        do {
            guard let publication = try targets.publication(of: tenant) else { return [] }
            return [
                Finding(
                    ok: true,
                    what: "\(tenant.folder): is published to \(publication.kind.rawValue) \(publication.place); "
                        + "\"casebook publish --dry-run\" asks there", remedy: nil)
            ]
        } catch {
            return ((error as? CasebookError)?.diagnostics ?? []).map {
                Finding(ok: false, what: "\(tenant.folder): \($0.summary) [\($0.code)]", remedy: $0.remedy)
            }
        }
    }

    private func check(_ tenant: TenantWorkspace) -> [Finding] {
        switch tenant.configuration {
        case .failure(let error):
            return error.diagnostics.map {
                Finding(ok: false, what: "\(tenant.folder): \($0.summary) [\($0.code)]", remedy: $0.remedy)
            }
        case .success(let configuration):
            let inbox = InboxReader.list(tenant)
            let knowledge = KnowledgeReader.read(tenant, calendar: configuration.calendar)
            let questions = QuestionReader.read(tenant)
            let found = Finding(
                ok: !inbox.files.isEmpty || configuration.inbox != nil,
                what: "\(tenant.folder): \(inbox.files.count) exports, \(knowledge.articles.count) articles, "
                    + "\(questions.questions.count) questions",
                remedy: "put ticket exports into tenants/\(tenant.folder)/inbox")
            let faults = (inbox.diagnostics + knowledge.diagnostics + questions.diagnostics).map {
                Finding(ok: false, what: "\(tenant.folder): \($0.file ?? ""): \($0.summary)", remedy: $0.remedy)
            }
            return [found] + faults
        }
    }
}
