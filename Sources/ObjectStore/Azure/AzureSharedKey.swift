public import CloudCredentials
internal import Crypto
public import Domain
internal import Foundation
public import HTTPTransport

/// Signs requests with the key of a storage account (Microsoft, "Authorize with Shared Key", since version 2015-02-21).
public struct AzureSharedKey: Authorisation {
    private let account: String
    private let key: SymmetricKey
    private let clock: WallClock

    /// - Parameter key: in base64, as Azure shows it.
    /// - Throws: `badConfiguration` when it is not.
    public init(
        account: String, key: Secret, clock: WallClock = Timekeeping.system.clock
    ) throws(CasebookError) {
        guard let bytes = Data(base64Encoded: key.value), !bytes.isEmpty else {
            throw CasebookError(
                .badConfiguration, code: "bad_key", "the key of the storage account is not in base64",
                remedy: "copy it from \"Access keys\", whole")
        }
        self.account = account
        self.key = SymmetricKey(data: bytes)
        self.clock = clock
    }

    public func authorised(_ request: HTTPRequest) -> HTTPRequest {
        var signed = request
        signed.fields.append(HTTPRequest.Field("x-ms-date", clock.now().httpDate))
        let code = HMAC<SHA256>.authenticationCode(for: Data(text(signed).utf8), using: key)
        let signature = Data(code).base64EncodedString()
        signed.fields.append(HTTPRequest.Field("Authorization", "SharedKey \(account):\(signature)"))
        return signed
    }

    /// What is signed.
    private func text(_ request: HTTPRequest) -> String {
        func value(_ name: String) -> String {
            request.fields.first { $0.name.lowercased() == name }?.value ?? ""
        }
        let length = request.body.flatMap { $0.isEmpty ? nil : "\($0.count)" } ?? ""
        let fixed =
            [request.method.rawValue, value("content-encoding"), value("content-language"), length]
            + [
                "content-md5", "content-type", "date", "if-modified-since", "if-match", "if-none-match",
                "if-unmodified-since", "range",
            ].map(value)
        let own = request.fields.map { ($0.name.lowercased(), $0.value) }.filter { $0.0.hasPrefix("x-ms-") }
            .sorted { $0.0 < $1.0 }.map { "\($0.0):\($0.1)" }
        return (fixed + own).joined(separator: "\n") + "\n" + resource(request.url)
    }

    /// The account, the path as it is sent, and the query's decoded items by name.
    private func resource(_ url: URL) -> String {
        let items = URLComponents(url: url, resolvingAgainstBaseURL: true)?.queryItems ?? []
        let values = Dictionary(grouping: items) { $0.name.lowercased() }
        let lines = values.sorted { $0.key < $1.key }.map { name, items in
            "\n\(name):" + items.map { $0.value ?? "" }.sorted().joined(separator: ",")
        }
        return "/\(account)\(url.path(percentEncoded: true))" + lines.joined()
    }
}

/// Adds a shared access signature, which somebody with the key has made, to every request.
public struct AzureSharedAccess: Authorisation {
    private let signature: Secret

    /// - Parameter signature: `sv=...&sig=...`, with or without its question mark.
    public init(_ signature: Secret) {
        self.signature = signature.value.hasPrefix("?") ? Secret(String(signature.value.dropFirst())) : signature
    }

    public func authorised(_ request: HTTPRequest) throws(CredentialFailure) -> HTTPRequest {
        let text = request.url.absoluteString
        let mark = text.contains("?") ? "&" : "?"
        guard !signature.value.isEmpty, let url = URL(string: text + mark + signature.value) else {
            throw CredentialFailure(
                .unauthorised, service: request.url.shown, "the shared access signature is none")
        }
        return request.at(url)
    }
}

extension Instant {
    /// `Sat, 30 May 2026 09:12:44 GMT` (RFC 9110, 5.6.7).
    var httpDate: String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let date = utcDate
        // The first day of all was a Thursday.
        let day = days[(date.daysSinceEpoch % 7 + 7) % 7]
        let ofMonth = date.day < 10 ? "0\(date.day)" : "\(date.day)"
        return "\(day), \(ofMonth) \(months[date.month - 1]) \(date.year) \(iso8601.dropLast().suffix(8)) GMT"
    }
}
