import Domain
import Foundation
import HTTPTransport
import TestSupport
import Testing

@testable import CloudCredentials

/// Where keys of AWS come from, and signatures made with them.
@Suite struct AWSCredentialsTests {
    private var client: APIClient {
        let time = ManualTime()
        return APIClient(
            HTTPTransport(userAgent: "casebook/test"),
            time: Timekeeping(
                elapsed: { time.elapsed }, sleep: { time.sleep($0) }, random: { 0.5 },
                clock: .fixed(Instant(seconds: 0))))
    }

    /// What botocore signs, Reference/sign.py.
    private struct Signatures: Decodable {
        struct Case: Decodable {
            let method: String
            let url: String
            let body: String
            let token: String?
            let service: String
            let date: String
            let authorization: String
        }

        let region: String
        let accessKey: String
        let secretKey: String
        let at: Int64
        let cases: [Case]
    }

    @Test func signsAsBotocoreDoes() throws {
        let file = Repository.root.appending(path: "Tests/Fixtures/aws-signatures.json")
        let signatures = try JSONDecoder().decode(Signatures.self, from: Data(contentsOf: file))
        #expect(signatures.cases.count == 11)
        for expected in signatures.cases {
            let body = Array(expected.body.utf8)
            let request = HTTPRequest(
                try #require(HTTPRequest.Method(rawValue: expected.method)), try #require(URL(string: expected.url)),
                fields: body.isEmpty ? [] : [HTTPRequest.Field("Content-Type", "application/json")],
                body: body.isEmpty ? nil : body)
            let signed = SignatureV4(region: signatures.region, service: expected.service).signed(
                request,
                with: AWSCredentials(
                    accessKey: signatures.accessKey, secretKey: Secret(signatures.secretKey),
                    sessionToken: expected.token.map { Secret($0) }), at: Instant(seconds: signatures.at))
            let fields = Dictionary(uniqueKeysWithValues: signed.fields.map { ($0.name, $0.value) })
            #expect(fields["X-Amz-Date"] == expected.date)
            #expect(fields["Authorization"] == expected.authorization, "\(expected.url)")
        }
    }

    @Test func readsProfiles() throws {
        let scratch = try Scratch()
        try scratch.write(
            ".aws/credentials",
            """
            # Of people.
            [default]
            aws_access_key_id = AKIDDEFAULT
            aws_secret_access_key=one=two
            [team]
            aws_access_key_id = AKIDTEAM
            aws_secret_access_key = three
            aws_session_token = four
            """)
        try scratch.write(
            ".aws/config",
            """
            [default]
            region = eu-west-1
            [profile team]
            region = us-east-1
            s3 =
              aws_access_key_id = nested
            [profile pod]
            role_arn = arn:aws:iam::1:role/r
            web_identity_token_file = /token
            [profile sso]
            sso_session = x
            """)
        func environment(_ variables: [String: String] = [:], profile: String? = nil) -> AWSEnvironment {
            AWSEnvironment(variables, home: scratch.url, profile: profile)
        }
        let other = AWSCredentials(accessKey: "AKIDDEFAULT", secretKey: Secret("one=two"))
        let team = AWSCredentials(accessKey: "AKIDTEAM", secretKey: Secret("three"), sessionToken: Secret("four"))
        #expect(try environment().find() == .credentials(other) && environment().region == "eu-west-1")
        #expect(try environment(["AWS_PROFILE": "team"]).find() == .credentials(team))
        #expect(environment(profile: "team").region == "us-east-1")
        let keys = ["AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "s"]
        #expect(
            try environment(keys).find()
                == .credentials(AWSCredentials(accessKey: "AKID", secretKey: Secret("s"))))
        #expect(try environment(keys, profile: "team").find() == .credentials(team))
        let pod = try #require(WebIdentity(role: "arn:aws:iam::1:role/r", tokenFile: "/token", session: nil))
        #expect(try environment(profile: "pod").find() == .webIdentity(pod))
        for profile in ["sso", "nobody"] {
            let lost = #expect(throws: CredentialFailure.self) { try environment(profile: profile).find() }
            #expect(lost?.kind == .unauthorised)
        }
    }

    @Test func saysWhenARoleIsRefused() async throws {
        let scratch = try Scratch()
        let token = try scratch.write("token", "other")
        let sts = try ScriptedServer { _, request in
            TokenServer.sts(request, webToken: "web-token", secretKey: "", sessionToken: "", until: "")
        }
        for path in [token.path, scratch.url.appending(path: "none").path] {
            let authorisation = AWSAuthorisation(
                region: "eu-central-1",
                environment: AWSEnvironment(
                    ["AWS_ROLE_ARN": "arn:aws:iam::1:role/r", "AWS_WEB_IDENTITY_TOKEN_FILE": path], home: scratch.url),
                client: client, sts: sts.url("/"))
            let lost = await #expect(throws: CredentialFailure.self) {
                try await authorisation.authorised(HTTPRequest(.post, sts.url("/"), body: []))
            }
            #expect(lost?.kind == .unauthorised)
        }
    }
}
