import Domain
import Foundation
import Testing
import Workspace

struct PublishConfigurationTests {
    private func publication(
        general: String = "", own: String, environment: [String: String] = [:]
    ) throws -> PublishConfiguration? {
        let folder = try TemporaryFolder()
        try folder.write("version: 1\n" + general, to: "casebook.yaml")
        try folder.write("name: Acme\n" + own, to: "tenants/acme/tenant.yaml")
        let workspace = try WorkspaceLoader.load(root: folder.url, environment: environment)
        return try workspace.publication(of: workspace.tenants[0])
    }

    private func problem(_ own: String) throws -> String {
        let error = #expect(throws: CasebookError.self) { try publication(own: own) }
        return error?.description ?? ""
    }

    @Test func nothingIsPublishedUnlessSomethingSaysWhere() throws {
        #expect(try publication(own: "") == nil)
        #expect(try publication(own: "publish: {public: true}\n") == nil)
    }

    @Test func aTenantsKeysStandBeforeThoseOfTheWorkspace() throws {
        let general = """
            publishing:
              kind: git
              repository: https://git.example/acme/sites.git
              branch: sites/{tenant}
              history: replace
              token: "${SITES_TOKEN}"
            """
        let found = try #require(
            try publication(general: general, own: "publish: {folder: docs}\n", environment: ["SITES_TOKEN": "s3cret"]))
        guard case .git(let git) = found.destination else {
            Issue.record("\(found.kind)")
            return
        }
        #expect(git.branch == "sites/acme" && git.folder == "docs" && git.history == .replace)
        #expect(git.token?.value == "s3cret" && !"\(found)".contains("s3cret"))
        #expect(found.place == "https://git.example/acme/sites.git#sites/acme/docs")
        #expect(found.isPublic == nil && !found.allowsPublic)
        let own = "publish: {kind: folder, path: \"../{tenant}\"}\n"
        let other = try publication(general: general, own: own, environment: ["SITES_TOKEN": "x"])
        #expect(other?.destination == .folder(path: "../acme") && other?.place == "../acme")
    }

    @Test func onlyTheTenantsOwnFileAllowsPublicTargets() throws {
        #expect(
            try publication(own: "publish: {kind: folder, path: /srv/a, allow_public: true}\n")?.allowsPublic == true)
        #expect(throws: CasebookError.self) {
            try publication(general: "publishing: {allow_public: true}\n", own: "")
        }
    }

    @Test func namesTheKeyThatAKindNeeds() throws {
        #expect(try problem("publish: {kind: git, repository: ../site.git}\n").contains("\"branch\" is not given"))
        #expect(try problem("publish: {kind: folder}\n").contains("\"path\" is not given"))
    }

    @Test func storesTakeTheirLoginFromOnePlace() throws {
        let general = "publishing: {kind: s3, bucket: sites, prefix: \"{tenant}/site\", profile: sites}\n"
        let inherited = try #require(try publication(general: general, own: ""))
        guard case .s3(let s3, let prefix) = inherited.destination else {
            Issue.record("\(inherited.kind)")
            return
        }
        #expect(prefix == "acme/site" && s3.profile == "sites" && s3.keys == nil)
        #expect(inherited.place == "s3://sites/acme/site")
        let keys = "publish: {access_key: A, secret_key: \"${S}\"}\n"
        guard
            case .s3(let own, _)? = try publication(general: general, own: keys, environment: ["S": "s3cret"])?
                .destination
        else {
            Issue.record("no bucket")
            return
        }
        #expect(own.profile == nil && own.keys?.secretKey.value == "s3cret")
        #expect(try problem("publish: {kind: s3, bucket: b, access_key: A}\n").contains("\"secret_key\" is not given"))
    }

    /// What lets the workspace in at one place is not sent to another that a tenant names.
    @Test(arguments: [
        "repository: https://other.example/a.git", "{kind: folder, path: /srv/a}",
        "{kind: s3, bucket: b}", "{kind: azure, account: other, sas: x}",
    ])
    func aTokenStaysWithTheRepositoryItIsFor(own: String) throws {
        let general = """
            publishing:
              kind: git
              repository: https://git.example/acme/sites.git
              branch: sites/{tenant}
              user: robot
              token: hunter2

            """
        let lines = own.hasPrefix("{") ? "publish: \(own)\n" : "publish:\n  \(own)\n"
        let found = try #require(try publication(general: general, own: lines))
        if case .git(let git) = found.destination {
            #expect(git.token == nil && git.user == nil && git.branch == "sites/acme")
        }
        // The same place in other words of the tenant's is still the workspace's.
        let same = "publish: {repository: \"https://git.example/acme/sites.git\", branch: b}\n"
        guard case .git(let git)? = try publication(general: general, own: same)?.destination else {
            Issue.record("no branch")
            return
        }
        #expect(git.token?.value == "hunter2" && git.user == "robot" && git.branch == "b")
    }

    @Test func aStoresLoginStaysWithItsEndpointAndAccount() throws {
        let s3 = "publishing: {kind: s3, bucket: sites, access_key: A, secret_key: hunter2, headers: netlify}\n"
        func bucket(_ own: String, _ general: String) throws -> StoreConfiguration.S3? {
            let found = try publication(general: general, own: own)
            #expect(found?.headers == .netlify)
            guard case .s3(let bucket, _)? = found?.destination else { return nil }
            return bucket
        }
        #expect(try bucket("publish: {bucket: acme}\n", s3)?.keys?.accessKey.value == "A")
        let elsewhere = "publish: {endpoint: \"https://store.example\"}\n"
        #expect(try bucket(elsewhere, s3)?.keys == nil)
        #expect(
            try bucket(elsewhere, s3.replacing("access_key: A, secret_key: hunter2", with: "profile: p"))?.profile
                == nil)
        for login in ["key: a2V5", "sas: sig", "entra: {directory: d, client: c, secret: s}"] {
            let azure = "publishing: {kind: azure, account: sites, \(login)}\n"
            #expect(try publication(general: azure, own: "publish: {container: acme}\n") != nil)
            for place in ["account: other", "endpoint: \"https://store.example\""] {
                #expect(throws: CasebookError.self) {
                    try publication(general: azure, own: "publish: {\(place)}\n")
                }
            }
        }
    }

    @Test func anotherKindInheritsWhatHoldsForAll() throws {
        let general =
            "publishing: {kind: s3, bucket: sites, prefix: all, public: true, headers: netlify, keep: [CNAME]}\n"
        let own = "publish: {kind: azure, account: acmesites, container: site, key: a2V5}\n"
        let found = try #require(try publication(general: general, own: own))
        #expect(found.isPublic == true && found.headers == .netlify && found.keep == ["CNAME"])
        #expect(found.place == "azure://acmesites/site/")
    }

    @Test func azureNeedsALoginAndMeansTheWebsiteUnlessToldOtherwise() throws {
        let found = try publication(own: "publish: {kind: azure, account: acmesites, key: a2V5}\n")
        guard case .azure(let azure, _)? = found?.destination else {
            Issue.record("no container")
            return
        }
        #expect(azure.isWebsite && azure.access == .key(Secret("a2V5")))
        #expect(try problem("publish: {kind: azure, account: acmesites}\n").contains("\"sas\" or \"entra\""))
        let plain = "entra: {directory: d, client: c, secret: s, authority: \"http://login.example\"}"
        #expect(try problem("publish: {kind: azure, account: acmesites, \(plain)}\n").contains("without encryption"))
    }

    /// As in `files.store`, where exports are kept.
    @Test(arguments: [
        "kind: azure, account: acmesites, key: a2V5, sas: sig",
        "kind: azure, account: acmesites, key: a2V5, entra: {client: c}",
        "kind: azure, account: acme/sites, key: a2V5", "kind: azure, account: \"a.example#\", key: a2V5",
        "kind: azure, account: a, key: a2V5",
        "kind: azure, account: \"{tenant}{tenant}{tenant}{tenant}{tenant}{tenant}x\", key: a2V5",
        "kind: azure, account: acmesites, key: a2V5, endpoint: \"http://blob.example\"",
        "kind: s3, bucket: b, endpoint: \"http://store.example\"", "kind: s3, bucket: b, kms_key: k",
        "kind: s3, bucket: b, encryption: aws:kms, kms_key: \"k\\nx-amz-acl: public-read\"",
    ])
    func aStoreForASiteIsAsStrictAsOneForExports(keys: String) throws {
        #expect(try problem("publish: {\(keys)}\n").contains("[bad_value]"))
    }

    @Test func halfAnApplicationIsNoLogin() throws {
        let text = try problem("publish: {kind: azure, account: acmesites, entra: {directory: d, client: c}}\n")
        #expect(text.contains("[missing_key]") && text.contains("directory, client and secret"))
    }

    @Test func aStoreTakesAnAccountForEachTenantAndNeverShowsItsAccessKey() throws {
        let azure = try publication(own: "publish: {kind: azure, account: \"{tenant}sites\", key: a2V5}\n")
        #expect(azure?.place == "azure://acmesites/$web/")
        let s3 = try publication(own: "publish: {kind: s3, bucket: b, access_key: AKIAHUNTER, secret_key: s}\n")
        #expect(s3 != nil && !"\(s3 as Any)".contains("AKIAHUNTER"))
        // A key of the workspace's goes with its encryption.
        let general = "publishing: {kind: s3, bucket: b, encryption: aws:kms, kms_key: k}\n"
        guard
            case .s3(let plain, _)? = try publication(general: general, own: "publish: {encryption: AES256}\n")?
                .destination,
            case .s3(let keyed, _)? = try publication(general: general, own: "publish: {bucket: c}\n")?.destination
        else {
            Issue.record("no bucket")
            return
        }
        #expect(plain.kmsKey == nil && keyed.kmsKey == "k")
    }

    @Test func theRulesOfAWebAppNeedADirectory() throws {
        let own = "publish: {kind: folder, path: /srv/a, headers: azure-static-web-apps}\n"
        #expect(try problem(own).contains("\"web_app.directory\" is not given"))
    }

    @Test(arguments: [
        "https://user:hunter2@git.example/site.git", "https://hunter2@git.example/site.git",
        "ssh://git:hunter2@git.example/site.git", "http://localhost:hunter2@git.example/site.git",
        "http://127.0.0.1:hunter2@git.example", "http://git.example/hunter2.git", "ext::sh -c hunter2",
        "--upload-pack=hunter2", "git://git.example/hunter2",
    ])
    func refusesAddressesWithPasswordsAndOtherProtocolsWithoutShowingThem(address: String) throws {
        let text = try problem("publish: {kind: git, branch: pages, repository: \"\(address)\"}\n")
        #expect(text.contains("publish.repository") && text.contains("[bad_value]") && !text.contains("hunter2"))
    }

    @Test(arguments: [
        "https://git.example:8443/a/site.git", "git@git.example:a/site.git", "ssh://git@git.example/a/site",
        "../sites/site.git", "/srv/site.git", "http://127.0.0.1:3000/a.git", "file:///srv/site.git",
    ])
    func takesTheAddressesThatGitTakes(address: String) throws {
        #expect(try publication(own: "publish: {kind: git, branch: pages, repository: \"\(address)\"}\n") != nil)
    }

    @Test(arguments: ["branch: ../x", "branch: -x", "folder: /x", "folder: ../x", "keep: [../x]", "user: \"a b\""])
    func refusesNamesThatLeadElsewhere(key: String) throws {
        #expect(try problem("publish:\n  kind: git\n  \(key)\n").contains("[bad_value]"))
    }
}
