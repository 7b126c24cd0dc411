import Domain
import Foundation
import Ledger
import Pipeline
import Reviews
import Signatures
import Workspace

/// What a tenant's reviews are judged by, read from its folder.
struct ReviewFolder: Sendable {
    let tenant: TenantWorkspace
    let configuration: TenantConfiguration

    init(tenant: TenantWorkspace) throws {
        self.tenant = tenant
        configuration = try tenant.configuration.get()
    }

    var signersFile: URL { tenant.root.appending(path: "signers") }

    func signers() throws -> SignerList { SignerList(parsing: try bytes("signers")) }

    /// The lines of the signers file that grant nothing, as errors.
    func signerFaults() throws -> [Diagnostic] {
        try signers().faults.map { fault in
            Diagnostic(
                code: "bad_signer_line", file: tenant.path(of: "signers"), line: fault.line, summary: "\(fault)",
                remedy:
                    "write PRINCIPAL namespaces=\"approval@casebook\" KEYTYPE BASE64, as \"casebook signer add\" does"
            )
        }
    }

    /// What reviews are judged by.
    ///
    /// - Throws: `.badConfiguration` when the list of revoked keys cannot be read.
    func context(now: Instant) throws -> ReviewContext {
        let ledger = try Ledger.parse(
            bytes("ledger.jsonl"), file: tenant.path(of: "ledger.jsonl"), tenant: configuration.id
        ).ledger
        return ReviewContext(tenant: configuration.id, inputs: try inputs(), ledger: ledger.state, now: now)
    }

    /// Everything that a build reads of reviews.
    ///
    /// - Throws: `.badConfiguration` when the list of revoked keys cannot be read: then nothing is built, since it may
    ///   name the very key that must not count.
    func inputs() throws -> ReviewInputs {
        let written = configuration.reviews
        var drift = DriftLimits()
        drift.keptExemplars = written.drift.keptExemplars
        drift.similarity = written.drift.similarity
        drift.growth = written.drift.growth
        return ReviewInputs(
            files: try files(), signersFile: try bytes("signers"), revoked: try revoked(),
            revokedFile: try bytes("revoked"), roles: roles, allowsSelfApproval: written.selfApproval,
            keepsDrafts: written.keepDrafts, drift: drift)
    }

    /// The review files that the folder has, in order of path.
    func files() throws -> [ReviewFile] {
        var files: [ReviewFile] = []
        for family in ReviewFamily.allCases {
            let folder = "reviews/\(family.folder)"
            let names = try? FileManager.default.contentsOfDirectory(atPath: tenant.root.appending(path: folder).path)
            for name in (names ?? []).sorted() where name.hasSuffix(".yaml") && !name.hasPrefix(".") {
                files.append(
                    ReviewFile(
                        path: tenant.path(of: "\(folder)/\(name)"),
                        bytes: try bytes("\(folder)/\(name)", upTo: ReviewFile.limit + 1)))
            }
        }
        return files
    }

    private func revoked() throws -> RevokedKeys {
        let bytes = try bytes("revoked")
        do throws(SignatureRefusal) {
            return try RevokedKeys(parsing: bytes)
        } catch {
            throw CasebookError(
                .badConfiguration, code: "bad_revoked_line", file: tenant.path(of: "revoked"), line: error.line,
                error.summary, remedy: "mend the line: until then no review counts")
        }
    }

    private var roles: [String: Set<ReviewRole>] {
        var roles: [String: Set<ReviewRole>] = [:]
        let written = configuration.roles
        for (role, people) in [
            (ReviewRole.po, written.po), (.sme, written.sme), (.analyst, written.analyst), (.admin, written.admin),
        ] {
            for person in people { roles[person, default: []].insert(role) }
        }
        return roles
    }

    /// A file's bytes; none when it is not there. A link is not followed out of the tenant's folder.
    private func bytes(_ path: String, upTo limit: Int? = nil) throws(CasebookError) -> [UInt8] {
        let file = tenant.root.appending(path: path)
        guard FileManager.default.fileExists(atPath: file.path) else { return [] }
        let root = tenant.root.resolvingSymlinksInPath().path + "/"
        guard file.resolvingSymlinksInPath().path.hasPrefix(root) else {
            throw CasebookError(
                .badConfiguration, code: "outside_tenant", file: tenant.path(of: path),
                "the link leads out of the tenant's folder", remedy: "put a copy of the file in place of the link")
        }
        guard let limit else { return try FileBytes.read(file.path) }
        return try FileBytes.read(file.path, upTo: limit)
    }
}
