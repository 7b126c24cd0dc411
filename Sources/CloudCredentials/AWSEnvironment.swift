internal import Domain
public import Foundation

/// Where the credentials of a machine are looked for: the environment's variables and the files that they name.
public struct AWSEnvironment: Sendable {
    /// What was found: credentials, or a role to take on.
    enum Finding: Equatable {
        case credentials(AWSCredentials)
        case webIdentity(WebIdentity)
    }

    private let variables: [String: String]
    private let home: URL
    /// A profile that is asked for by name comes before everything else.
    private let profile: String?

    public init(
        _ variables: [String: String] = ProcessInfo.processInfo.environment,
        home: URL = FileManager.default.homeDirectoryForCurrentUser, profile: String? = nil
    ) {
        self.variables = variables
        self.home = home
        self.profile = profile
    }

    /// `AWS_REGION`, `AWS_DEFAULT_REGION`, or the profile's.
    public var region: String? { self["AWS_REGION"] ?? self["AWS_DEFAULT_REGION"] ?? settings?["region"] }

    /// Looks as the AWS tools do: keys in the environment, a web identity in the environment, the profile.
    func find() throws(CredentialFailure) -> Finding {
        if profile == nil {
            if let credentials = fromVariables { return .credentials(credentials) }
            let identity = WebIdentity(
                role: self["AWS_ROLE_ARN"], tokenFile: self["AWS_WEB_IDENTITY_TOKEN_FILE"],
                session: self["AWS_ROLE_SESSION_NAME"])
            if let identity { return .webIdentity(identity) }
        }
        guard let settings else {
            throw failure("no credentials: neither in the environment nor a profile \"\(profileName)\"")
        }
        if let key = settings["aws_access_key_id"], let secret = settings["aws_secret_access_key"] {
            return .credentials(
                AWSCredentials(
                    accessKey: key, secretKey: Secret(secret),
                    sessionToken: settings["aws_session_token"].map { Secret($0) }))
        }
        let identity = WebIdentity(
            role: settings["role_arn"], tokenFile: settings["web_identity_token_file"],
            session: settings["role_session_name"])
        if let identity { return .webIdentity(identity) }
        throw failure("the profile \"\(profileName)\" has neither keys nor a role with a web identity")
    }

    private var fromVariables: AWSCredentials? {
        guard let key = self["AWS_ACCESS_KEY_ID"], let secret = self["AWS_SECRET_ACCESS_KEY"] else { return nil }
        return AWSCredentials(
            accessKey: key, secretKey: Secret(secret), sessionToken: self["AWS_SESSION_TOKEN"].map { Secret($0) })
    }

    private var profileName: String { profile ?? self["AWS_PROFILE"] ?? "default" }

    /// The profile's settings from both files; those of the credentials file come first.
    private var settings: [String: String]? {
        let found = [("AWS_CONFIG_FILE", "config"), ("AWS_SHARED_CREDENTIALS_FILE", "credentials")].compactMap {
            (variable, name) -> [String: String]? in
            let file = self[variable].map { URL(filePath: $0) } ?? home.appending(path: ".aws/\(name)")
            guard let text = try? String(contentsOf: file, encoding: .utf8) else { return nil }
            return AWSProfileFile(text)[profileName]
        }
        guard let first = found.first else { return nil }
        return found.dropFirst().reduce(first) { $0.merging($1) { _, later in later } }
    }

    private func failure(_ detail: String) -> CredentialFailure {
        CredentialFailure(.unauthorised, service: "AWS", detail)
    }

    private subscript(name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
}
