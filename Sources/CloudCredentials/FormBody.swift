internal import HTTPTransport

/// A body of the type `application/x-www-form-urlencoded`.
enum FormBody {
    static let type = "application/x-www-form-urlencoded"

    static func bytes(_ pairs: [(String, String)]) -> [UInt8] {
        Array(pairs.map { "\($0.percentEncoded)=\($1.percentEncoded)" }.joined(separator: "&").utf8)
    }
}
