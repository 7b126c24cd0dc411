internal import CPostgres

/// The rows that a statement gave back, in the server's binary form.
public struct PostgresResult: ~Copyable {
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { self.pointer = pointer }

    deinit { PQclear(pointer) }

    /// Rows.
    public var count: Int { Int(PQntuples(pointer)) }

    /// Rows that an `INSERT`, `UPDATE` or `DELETE` changed.
    public var changed: Int { Int(String(cString: PQcmdTuples(pointer))) ?? 0 }

    /// The first row; `nil` when there is none.
    public func first<Value>(_ transform: (borrowing PostgresRow) throws -> Value) rethrows -> Value? {
        count == 0 ? nil : try transform(PostgresRow(pointer: pointer, index: 0))
    }

    /// Every row, in order.
    public func map<Value>(_ transform: (borrowing PostgresRow) throws -> Value) rethrows -> [Value] {
        var values: [Value] = []
        values.reserveCapacity(count)
        for index in 0..<count { values.append(try transform(PostgresRow(pointer: pointer, index: Int32(index)))) }
        return values
    }
}

/// A row of a result that is still there: it is handed to a closure, and not kept.
public struct PostgresRow: ~Copyable {
    let pointer: OpaquePointer
    let index: Int32

    private func raw(_ column: Int) -> UnsafeRawBufferPointer? {
        guard PQgetisnull(pointer, index, Int32(column)) == 0 else { return nil }
        return UnsafeRawBufferPointer(
            start: PQgetvalue(pointer, index, Int32(column)), count: Int(PQgetlength(pointer, index, Int32(column))))
    }

    /// Of a `TEXT` column; `nil` for null.
    public func text(_ column: Int) -> String? { raw(column).map { String(decoding: $0, as: UTF8.self) } }

    /// Of a `BIGINT`, `INTEGER` or `SMALLINT` column; `nil` for null.
    public func integer(_ column: Int) -> Int64? {
        raw(column).flatMap { bytes in
            switch bytes.count {
            case 8: Int64(networkBytes: bytes)
            case 4: Int32(networkBytes: bytes).map(Int64.init)
            case 2: Int16(networkBytes: bytes).map(Int64.init)
            default: nil
            }
        }
    }

    /// Of a `BOOLEAN` column; `nil` for null.
    public func boolean(_ column: Int) -> Bool? { raw(column).map { $0.first == 1 } }

    /// Of a `BYTEA` column; `nil` for null.
    public func bytes(_ column: Int) -> [UInt8]? { raw(column).map(Array.init) }

    /// The bytes of a `BYTEA` column where they lie, for as long as the closure runs; `nil` for null.
    public func withBytes<Value>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value? {
        try raw(column).map(body)
    }

    /// Of a `DOUBLE PRECISION` column; `nil` for null.
    public func double(_ column: Int) -> Double? {
        raw(column).flatMap(UInt64.init(networkBytes:)).map(Double.init(bitPattern:))
    }
}
