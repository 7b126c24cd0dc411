internal import Crypto
internal import Domain
internal import Foundation
internal import HTTPTransport

/// Signs requests by AWS Signature Version 4 (AWS, "Create a signed AWS API request"). S3 has two rules of its own:
/// paths are encoded once less, and the body's digest is a field.
struct SignatureV4 {
    let region: String
    /// `bedrock`, `sts`, `s3`.
    let service: String

    private var isS3: Bool { service == "s3" }

    /// The request with its date, its session token and its signature.
    func signed(_ request: HTTPRequest, with credentials: AWSCredentials, at now: Instant) -> HTTPRequest {
        let stamp = Self.stamp(now)
        var signed = request
        let body = ContentDigest.of(request.body ?? []).hex
        signed.fields.append(HTTPRequest.Field("X-Amz-Date", stamp))
        if isS3 { signed.fields.append(HTTPRequest.Field("X-Amz-Content-SHA256", body)) }
        if let token = credentials.sessionToken {
            signed.fields.append(HTTPRequest.Field("X-Amz-Security-Token", token.value))
        }
        let scope = "\(stamp.prefix(8))/\(region)/\(service)/aws4_request"
        let (canonical, names) = canonical(signed, body: body)
        let text = ["AWS4-HMAC-SHA256", stamp, scope, ContentDigest.of(canonical).hex].joined(separator: "\n")
        let signature = Self.hex(Self.code(text, key(credentials, stamp)))
        let proof =
            "AWS4-HMAC-SHA256 Credential=\(credentials.accessKey)/\(scope), SignedHeaders=\(names), "
            + "Signature=\(signature)"
        signed.fields.append(HTTPRequest.Field("Authorization", proof))
        return signed
    }

    private func key(_ credentials: AWSCredentials, _ stamp: String) -> SymmetricKey {
        var key = SymmetricKey(data: Data("AWS4\(credentials.secretKey.value)".utf8))
        for part in [String(stamp.prefix(8)), region, service, "aws4_request"] {
            key = SymmetricKey(data: Self.code(part, key))
        }
        return key
    }

    private static func code(_ text: String, _ key: SymmetricKey) -> HMAC<SHA256>.MAC {
        HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key)
    }

    private static func hex(_ code: HMAC<SHA256>.MAC) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: code.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// `20260530T091244Z`.
    private static func stamp(_ now: Instant) -> String {
        now.iso8601.filter { $0 != "-" && $0 != ":" }
    }

    /// The canonical request, and the names of its signed fields.
    private func canonical(_ request: HTTPRequest, body: String) -> (text: String, names: String) {
        var fields: [String: [String]] = ["host": [request.url.hostField]]
        for field in request.fields {
            fields[field.name.lowercased(), default: []].append(Self.collapsed(field.value))
        }
        let sorted = fields.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        let names = sorted.map(\.key).joined(separator: ";")
        let lines = sorted.map { "\($0.key):\($0.value.joined(separator: ","))\n" }.joined()
        let text = [
            request.method.rawValue, path(request.url), Self.query(request.url), lines, names, body,
        ].joined(separator: "\n")
        return (text, names)
    }

    /// Each part of the path as it is sent, encoded once more but for S3.
    private func path(_ url: URL) -> String {
        let path = url.path(percentEncoded: true)
        guard !path.isEmpty else { return "/" }
        if isS3 { return path }
        return path.split(separator: "/", omittingEmptySubsequences: false).map { String($0).percentEncoded }
            .joined(separator: "/")
    }

    private static func query(_ url: URL) -> String {
        let items = URLComponents(url: url, resolvingAgainstBaseURL: true)?.queryItems ?? []
        let pairs = items.map { ($0.name.percentEncoded, ($0.value ?? "").percentEncoded) }
        return pairs.sorted { $0 < $1 }.map { "\($0)=\($1)" }.joined(separator: "&")
    }

    /// Without spaces at the ends, and single ones within.
    private static func collapsed(_ value: String) -> String {
        value.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ")
    }
}

extension URL {
    /// The field `Host` as libcurl sends it: the port only if it is not the scheme's own.
    var hostField: String {
        let host = host(percentEncoded: true) ?? ""
        let name = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
        guard let port, port != (scheme?.lowercased() == "http" ? 80 : 443) else { return name }
        return "\(name):\(port)"
    }
}
