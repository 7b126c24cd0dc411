internal import Foundation

/// Answers as the services that give credentials do: Microsoft Entra ID (client credentials) and AWS STS
/// (`AssumeRoleWithWebIdentity`).
public enum TokenServer {
    /// A token with a life of an hour, if the form is right.
    public static func entra(_ request: ScriptedServer.Request, secret: String, token: String) -> ScriptedServer.Reply {
        let form = form(request)
        guard request.path == "/directory-1/oauth2/v2.0/token", form["grant_type"] == "client_credentials",
            form["client_id"] == "client-1", form["scope"] == "https://cognitiveservices.azure.com/.default"
        else { return .json(400, #"{"error":"invalid_request","error_codes":[900144]}"#) }
        guard form["client_secret"] == secret else {
            return .json(
                401, #"{"error":"invalid_client","error_description":"AADSTS7000215","error_codes":[7000215]}"#)
        }
        return .json(
            200, #"{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"\#(token)"}"#)
    }

    /// Temporary credentials, if the form is right.
    public static func sts(
        _ request: ScriptedServer.Request, webToken: String, secretKey: String, sessionToken: String, until: String
    ) -> ScriptedServer.Reply {
        let form = form(request)
        guard form["Action"] == "AssumeRoleWithWebIdentity", form["Version"] == "2011-06-15",
            form["RoleArn"]?.hasPrefix("arn:aws:iam::") == true, form["RoleSessionName"]?.isEmpty == false,
            form["WebIdentityToken"] == webToken
        else {
            return .json(
                400,
                "<ErrorResponse><Error><Type>Sender</Type><Code>InvalidIdentityToken</Code></Error></ErrorResponse>")
        }
        return .json(
            200,
            """
            <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <AssumeRoleWithWebIdentityResult><Credentials>
                <SessionToken>\(sessionToken)</SessionToken><SecretAccessKey>\(secretKey)</SecretAccessKey>
                <Expiration>\(until)</Expiration><AccessKeyId>ASIAEXAMPLE</AccessKeyId>
              </Credentials></AssumeRoleWithWebIdentityResult>
            </AssumeRoleWithWebIdentityResponse>
            """)
    }

    private static func form(_ request: ScriptedServer.Request) -> [String: String] {
        var parts = URLComponents()
        parts.percentEncodedQuery = String(decoding: request.body, as: UTF8.self)
        let pairs = (parts.queryItems ?? []).map { ($0.name, $0.value ?? "") }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }
}
