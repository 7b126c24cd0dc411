internal import CPostgres

extension PostgresConnection {
    /// `postgresql://host:port/database`: what tells one server from another and is no secret.
    static func place(of connection: OpaquePointer) -> String {
        func text(_ value: UnsafePointer<CChar>?) -> String { value.map { String(cString: $0) } ?? "" }
        let host = text(PQhost(connection))
        let port = text(PQport(connection))
        return "postgresql://\(host)\(port.isEmpty ? "" : ":\(port)")/\(text(PQdb(connection)))"
    }

    /// Why a connection could not be made. libpq's words name the server, the user and the database; whatever of the
    /// options is secret is taken out of them.
    static func failureToOpen(_ connection: OpaquePointer) -> PostgresFailure {
        var words = String(cString: PQerrorMessage(connection))
        for secret in secrets(of: connection) { words = words.replacing(secret, with: "…") }
        let lines = words.split(separator: "\n").map { $0.drop { $0 == " " || $0 == "\t" } }
        return PostgresFailure(
            state: state(in: words), isLost: true, place: place(of: connection), detail: lines.joined(separator: "; "))
    }

    /// Values of the options that libpq would not show on a screen.
    private static func secrets(of connection: OpaquePointer) -> [String] {
        guard let options = PQconninfo(connection) else { return [] }
        defer { PQconninfoFree(options) }
        var secrets: [String] = []
        var option = options
        while option.pointee.keyword != nil {
            if option.pointee.dispchar[0] == CChar(UInt8(ascii: "*")), let value = option.pointee.val {
                let text = String(cString: value)
                if !text.isEmpty { secrets.append(text) }
            }
            option += 1
        }
        return secrets
    }

    /// libpq gives no code where no connection was made; the server's words begin alike in every release, and are
    /// English where its messages are.
    private static func state(in words: String) -> String {
        if words.contains("password") || words.contains("pg_hba.conf") || words.contains("role \"") { return "28000" }
        if words.contains("database \"") && words.contains("does not exist") { return "3D000" }
        if words.contains("too many clients") || words.contains("remaining connection slots") { return "53300" }
        return ""
    }
}
