internal import CPostgres

extension PostgresConnection {
    /// Sends rows by `COPY … FROM STDIN (FORMAT binary)`, as they are made: no more than a piece of them is held.
    ///
    /// - Parameters:
    ///   - sql: the `COPY` statement.
    ///   - rows: writes one row after the other.
    public mutating func copy(_ sql: String, _ rows: (inout CopyWriter) throws -> Void) throws {
        let started = try checked(PQexec(pointer, sql))
        _ = consume started
        do {
            var writer = CopyWriter(connection: pointer, place: place)
            writer.begin()
            try rows(&writer)
            try writer.finish()
        } catch {
            if isOpen { _ = PQputCopyEnd(pointer, "the sender gave up") }
            // What the server found wrong explains more than that it no longer listens.
            let refusal = ended()
            if let refusal, error is PostgresFailure, !refusal.state.isEmpty { throw refusal }
            throw error
        }
        guard PQputCopyEnd(pointer, nil) == 1 else { throw failure(nil) }
        if let refusal = ended() { throw refusal }
    }

    /// Takes the answers to a `COPY`; the first that is none of success is given back.
    private mutating func ended() -> PostgresFailure? {
        var refusal: PostgresFailure?
        while let next = PQgetResult(pointer) {
            if PQresultStatus(next) != PGRES_COMMAND_OK, refusal == nil { refusal = failure(next) }
            PQclear(next)
            // A lost connection would be told again and again.
            if PQstatus(pointer) != CONNECTION_OK { break }
        }
        if PQstatus(pointer) != CONNECTION_OK, refusal == nil { refusal = failure(nil) }
        return refusal
    }
}

/// Writes rows in the binary form of `COPY`.
public struct CopyWriter: ~Copyable {
    private let connection: OpaquePointer
    private let place: String
    private var buffer: [UInt8] = []

    /// Bytes that are sent at once.
    private static let piece = 1 << 18

    init(connection: OpaquePointer, place: String) {
        self.connection = connection
        self.place = place
        buffer.reserveCapacity(Self.piece * 2)
    }

    mutating func begin() {
        buffer += Array("PGCOPY\n".utf8) + [0xFF, 0x0D, 0x0A, 0x00] + [UInt8](repeating: 0, count: 8)
    }

    /// Writes one row: as many values as the `COPY` names columns.
    public mutating func row(_ values: [PostgresValue]) throws(PostgresFailure) {
        buffer += Int16(values.count).networkBytes
        for value in values { append(value) }
        if buffer.count >= Self.piece { try flush() }
    }

    private mutating func append(_ value: PostgresValue) {
        switch value {
        case .text(let text):
            buffer += Int32(text.utf8.count).networkBytes
            buffer += text.utf8
        case .bytes(let bytes):
            buffer += Int32(bytes.count).networkBytes
            buffer += bytes
        default:
            guard let bytes = value.encoded else {
                buffer += Int32(-1).networkBytes
                return
            }
            buffer += Int32(bytes.count).networkBytes
            buffer += bytes
        }
    }

    mutating func finish() throws(PostgresFailure) {
        buffer += Int16(-1).networkBytes
        try flush()
    }

    private mutating func flush() throws(PostgresFailure) {
        let sent = buffer.withUnsafeBytes { bytes in
            PQputCopyData(
                connection, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
        }
        buffer.removeAll(keepingCapacity: true)
        guard sent == 1 else { throw PostgresFailure(isLost: PQstatus(connection) != CONNECTION_OK, place: place) }
    }
}
