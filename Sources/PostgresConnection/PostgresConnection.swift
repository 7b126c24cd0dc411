internal import CPostgres
internal import Foundation

/// One connection to a server: whoever holds it is alone with it, and it is closed with its holder.
///
/// Every call blocks until the server has answered, so it belongs on a thread that may wait (`PostgresPool`).
/// Statements are prepared at their first use, and their values are bound.
public struct PostgresConnection: ~Copyable, @unchecked Sendable {
    // Unchecked: every method is mutating, so that no two threads can be in one.
    let pointer: OpaquePointer
    /// Where the server is, without secrets.
    public let place: String
    private var prepared: [String: String] = [:]
    /// Changes statements before they are prepared, so that tests can see what a forgotten condition would show.
    package var rewrite: (@Sendable (String) -> String)?

    /// Connects.
    public init(_ settings: PostgresSettings) throws(PostgresFailure) {
        try settings.check()
        let parameters = settings.parameters
        let names: [UnsafePointer<CChar>?] = parameters.map { UnsafePointer(strdup($0.name)) }
        let values: [UnsafePointer<CChar>?] = parameters.map { UnsafePointer(strdup($0.value)) }
        defer { for text in names + values { free(UnsafeMutablePointer(mutating: text)) } }
        let opened = PQconnectdbParams(names + [nil], values + [nil], 1)
        guard let opened else { throw PostgresFailure(place: "storage.database", detail: "there is no memory for it") }
        guard PQstatus(opened) == CONNECTION_OK else {
            let failure = Self.failureToOpen(opened)
            PQfinish(opened)
            throw failure
        }
        pointer = opened
        place = Self.place(of: opened)
        // Else notices, which may quote values, would be written to standard error.
        PQsetNoticeProcessor(opened, { _, _ in }, nil)
    }

    deinit { PQfinish(pointer) }

    /// Whether the connection can still be used.
    public var isOpen: Bool {
        mutating get { PQstatus(pointer) == CONNECTION_OK }
    }

    /// Whether no transaction is open.
    public var isIdle: Bool {
        mutating get { PQtransactionStatus(pointer) == PQTRANS_IDLE }
    }

    /// The server's version as a number: 160014 for 16.14.
    public var serverVersion: Int {
        mutating get { Int(PQserverVersion(pointer)) }
    }

    /// Runs one statement.
    @discardableResult
    public mutating func run(_ sql: String, _ values: [PostgresValue] = []) throws(PostgresFailure) -> PostgresResult {
        let name = try prepare(sql, values)
        return try checked(
            Self.withParameters(values) { [pointer] count, pointers, lengths, formats in
                PQexecPrepared(pointer, name, count, pointers, lengths, formats, 1)
            })
    }

    /// Runs statements that give no rows and take no values, such as those of a schema, in one message.
    public mutating func script(_ sql: String) throws(PostgresFailure) { _ = try checked(PQexec(pointer, sql)) }

    /// Runs one statement and hands over each row as it comes, so that no more than one is held.
    public mutating func each(
        _ sql: String, _ values: [PostgresValue] = [], _ body: (borrowing PostgresRow) throws -> Void
    ) throws {
        let name = try prepare(sql, values)
        let isSent = Self.withParameters(values) { [pointer] count, pointers, lengths, formats in
            PQsendQueryPrepared(pointer, name, count, pointers, lengths, formats, 1)
        }
        guard isSent == 1, PQsetSingleRowMode(pointer) == 1 else { throw failure(nil) }
        var fault: (any Error)?
        while let next = PQgetResult(pointer) {
            let result = PostgresResult(next)
            guard fault == nil else { continue }
            do {
                switch PQresultStatus(next) {
                case PGRES_SINGLE_TUPLE: try result.first(body)
                case PGRES_TUPLES_OK, PGRES_COMMAND_OK: break
                default: throw failure(next)
                }
            } catch {
                fault = error
            }
        }
        if let fault { throw fault }
    }

    /// Runs several statements with one wait for the server, and gives the rows of the one at `index`.
    ///
    /// The statements after one that fails are not run.
    public mutating func pipeline(
        _ statements: [(sql: String, values: [PostgresValue])], result index: Int
    ) throws(PostgresFailure) -> PostgresResult {
        var names: [String] = []
        for statement in statements { names.append(try prepare(statement.sql, statement.values)) }
        guard PQenterPipelineMode(pointer) == 1 else { throw failure(nil) }
        for (name, statement) in zip(names, statements) {
            let isSent = Self.withParameters(statement.values) { [pointer] count, pointers, lengths, formats in
                PQsendQueryPrepared(pointer, name, count, pointers, lengths, formats, 1)
            }
            guard isSent == 1 else { throw failure(nil) }
        }
        guard PQpipelineSync(pointer) == 1 else { throw failure(nil) }
        var wanted: OpaquePointer?
        var fault: PostgresFailure?
        for position in statements.indices {
            while let next = PQgetResult(pointer) {
                let status = PQresultStatus(next)
                let isGood = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK
                if !isGood, fault == nil { fault = failure(next) }
                if isGood, position == index { wanted = next } else { PQclear(next) }
            }
        }
        // The synchronisation point's own answer.
        PQclear(PQgetResult(pointer))
        guard PQexitPipelineMode(pointer) == 1, fault == nil, let wanted else {
            PQclear(wanted)
            throw fault ?? failure(nil)
        }
        return PostgresResult(wanted)
    }

    /// Runs the work as one transaction: whole, or not at all when it throws.
    public mutating func transaction<Value>(
        _ begin: String = "BEGIN", _ work: (inout PostgresConnection) throws -> Value
    ) throws -> Value {
        try run(begin)
        do {
            let value = try work(&self)
            try run("COMMIT")
            return value
        } catch {
            // Where the connection is gone the server does it by itself.
            if isOpen { _ = try? script("ROLLBACK") }
            throw error
        }
    }

    /// The name of a prepared statement; the server keeps it for as long as the connection lasts.
    private mutating func prepare(_ sql: String, _ values: [PostgresValue]) throws(PostgresFailure) -> String {
        if let name = prepared[sql] { return name }
        let name = "s\(prepared.count)"
        _ = try checked(
            PQprepare(pointer, name, rewrite?(sql) ?? sql, Int32(values.count), values.map { Oid($0.type) }))
        prepared[sql] = name
        return name
    }

    /// Values as libpq takes them, for as long as the closure runs.
    private static func withParameters<Value>(
        _ values: [PostgresValue],
        _ body: (
            Int32, UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<Int32>, UnsafePointer<Int32>
        ) -> Value
    ) -> Value {
        let encoded = values.map(\.encoded)
        let size = encoded.reduce(0) { $0 + ($1?.count ?? 0) }
        let formats = [Int32](repeating: 1, count: values.count)
        let lengths = encoded.map { Int32($0?.count ?? 0) }
        return withUnsafeTemporaryAllocation(byteCount: max(size, 1), alignment: 1) { buffer in
            var offset = 0
            // A null pointer is a null; an empty value points anywhere else.
            let pointers = encoded.map { bytes -> UnsafePointer<CChar>? in
                guard let bytes, let start = buffer.baseAddress.map({ $0 + offset }) else { return nil }
                bytes.withUnsafeBytes { source in
                    if let base = source.baseAddress { start.copyMemory(from: base, byteCount: source.count) }
                }
                offset += bytes.count
                return UnsafePointer(start.assumingMemoryBound(to: CChar.self))
            }
            return body(Int32(values.count), pointers, lengths, formats)
        }
    }

    func checked(_ result: OpaquePointer?) throws(PostgresFailure) -> PostgresResult {
        guard let result else { throw failure(nil) }
        switch PQresultStatus(result) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_COPY_IN: return PostgresResult(result)
        default:
            let failure = failure(result)
            PQclear(result)
            throw failure
        }
    }

    /// What went wrong, by its code.
    func failure(_ result: OpaquePointer?) -> PostgresFailure {
        let state = result.flatMap { PQresultErrorField($0, Self.stateField) }.map { String(cString: $0) } ?? ""
        return PostgresFailure(state: state, isLost: PQstatus(pointer) != CONNECTION_OK, place: place)
    }

    /// `PG_DIAG_SQLSTATE`, a character in C.
    private static let stateField = Int32(UInt8(ascii: "C"))
}
