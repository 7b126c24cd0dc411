public import Foundation

/// What is asked of a server. Its description shows no field's value, no body and nothing of the URL that may be
/// secret.
public struct HTTPRequest: Sendable, CustomStringConvertible, CustomReflectable {
    public enum Method: String, Sendable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    /// A name and its value, in the order they are sent.
    public struct Field: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
        public let name: String
        public let value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }

        /// The name alone: many a value is a key.
        public var description: String { "\(name): (hidden)" }
        public var customMirror: Mirror { Mirror(self, children: []) }

        /// Whether it is one line of a request and no more, so that a value can add no field of its own.
        var isOneLine: Bool {
            !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x3A }
                && value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
        }
    }

    /// Whether a body goes along, be it an empty one.
    var hasBody: Bool { method == .post || method == .put || method == .delete && body != nil }

    public let method: Method
    public let url: URL
    public var fields: [Field]
    /// What is sent with it, by methods that have a body; `nil` sends none.
    public let body: [UInt8]?
    /// Whether the answer may come packed, to be unpacked on arrival. Not for stored bytes: those that were packed when
    /// they were stored would be unpacked too.
    public let acceptsPacked: Bool

    public init(
        _ method: Method = .get, _ url: URL, fields: [Field] = [], body: [UInt8]? = nil, acceptsPacked: Bool = true
    ) {
        self.method = method
        self.url = url
        self.fields = fields
        self.body = body
        self.acceptsPacked = acceptsPacked
    }

    /// The same request to another address of the same server.
    public func at(_ url: URL) -> HTTPRequest {
        HTTPRequest(method, url, fields: fields, body: body, acceptsPacked: acceptsPacked)
    }

    /// `POST https://api.example/v1/embeddings`.
    public var description: String { "\(method.rawValue) \(url.shown)" }
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// The same request to where a server says it should go.
    ///
    /// What may prove who asks (the user in the URL, and every field that is not known to be harmless) and what is sent
    /// with it go along within one origin only, and nothing goes from an encrypted connection to one in the clear.
    ///
    /// - Returns: `nil` for a place that is not followed.
    func redirected(to location: String) -> HTTPRequest? {
        guard
            var parts = URL(string: location, relativeTo: url).flatMap({
                URLComponents(url: $0.absoluteURL, resolvingAgainstBaseURL: true)
            }), let scheme = parts.scheme?.lowercased(), parts.host?.isEmpty == false,
            scheme == "https" || scheme == "http" && url.scheme?.lowercased() == "http"
        else { return nil }
        let isSameOrigin = Origin(parts) == URLComponents(url: url, resolvingAgainstBaseURL: true).map(Origin.init)
        parts.user = isSameOrigin ? url.user(percentEncoded: false) : nil
        parts.password = isSameOrigin ? url.password(percentEncoded: false) : nil
        parts.fragment = nil
        guard let target = parts.url, isSameOrigin || body == nil else { return nil }
        let harmless: Set = ["accept", "range", "if-range"]
        let kept = isSameOrigin ? fields : fields.filter { harmless.contains($0.name.lowercased()) }
        return HTTPRequest(method, target, fields: kept, body: body, acceptsPacked: acceptsPacked)
    }

    /// Scheme, host and port.
    private struct Origin: Equatable {
        let scheme: String?
        let host: String?
        let port: Int?

        init(_ parts: URLComponents) {
            scheme = parts.scheme?.lowercased()
            host = parts.host?.lowercased()
            port = parts.port ?? (scheme == "https" ? 443 : 80)
        }
    }
}

extension URL {
    /// For messages: without user, password, query and fragment, which may hold secrets.
    public var shown: String {
        var parts = URLComponents()
        parts.scheme = scheme
        parts.host = host()
        parts.port = port
        parts.path = path()
        return parts.string ?? scheme ?? ""
    }
}
