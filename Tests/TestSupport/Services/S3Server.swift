public import Foundation

/// A server of S3 that checks signatures with botocore, shared by all tests; each makes a bucket of its own.
public final class S3Server: Sendable {
    /// A user's keys.
    public struct Keys: Sendable, Decodable {
        public let accessKey: String
        public let secretKey: String

        public init(accessKey: String, secretKey: String) {
            self.accessKey = accessKey
            self.secretKey = secretKey
        }
    }

    /// Whether it can be started; if not, its tests are skipped, but for `CI`.
    public static let isThere = PythonServer.has("moto.server")

    private let server: PythonServer
    /// May do everything in S3.
    public let writer: Keys
    /// May read and list, and nothing else.
    public let reader: Keys

    /// - Throws: when it does not start.
    public static func shared() throws -> S3Server { try started.get() }

    private static let started = Result { try S3Server() }

    private init() throws {
        server = try PythonServer("s3_server.py")
        let users = try server.facts(Users.self)
        (writer, reader) = (users.writer, users.reader)
    }

    private struct Users: Decodable {
        let writer: Keys
        let reader: Keys
    }

    public let region = "eu-central-1"

    public var endpoint: URL { URL(string: "http://127.0.0.1:\(server.port)") ?? URL(filePath: "/") }

    /// Makes a bucket.
    ///
    /// - Returns: its name.
    public func makeBucket() throws -> String {
        let name = "bucket-\(UUID().uuidString.lowercased())"
        _ = try server.ask("/_make/\(name)")
        return name
    }

    /// Lets anybody read a bucket, by its policy.
    public func open(_ bucket: String) throws { _ = try server.ask("/_open/\(bucket)") }

    /// How many uploads in parts were begun and neither completed nor given up.
    public func openUploads(in bucket: String) throws -> Int? { Int(try server.ask("/_uploads/\(bucket)")) }

    /// What is kept beside an object's bytes, as JSON.
    public func fields(of key: String, in bucket: String) throws -> String {
        try server.ask("/_fields/\(bucket)/\(key)")
    }

    /// The keys in a bucket, in order.
    public func keys(in bucket: String) throws -> [String] {
        try JSONDecoder().decode([String].self, from: Data(try server.ask("/_list/\(bucket)").utf8))
    }

    /// Puts a text there as somebody else would, under whatever key.
    public func put(_ text: String, at key: String, in bucket: String) throws {
        let path = key.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
        _ = try server.ask("/_put/\(bucket)/\(path)", body: text)
    }
}
