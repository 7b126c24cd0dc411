/// Floats in a row, in an array or in memory that somebody else holds: a file mapped for reading.
///
/// Copies share the memory. Indices start at 0.
public struct FloatStorage: Sendable, RandomAccessCollection {
    @usableFromInline
    enum Form: Sendable {
        case array([Float])
        case borrowed(BorrowedFloats)
    }

    @usableFromInline let form: Form

    public init(_ values: [Float]) { form = .array(values) }

    /// Floats that stand in another's memory.
    ///
    /// - Parameters:
    ///   - owner: holds the memory, unchanged, as long as it lives; it is kept as long as the floats are used.
    ///   - scattered: what `expectScatteredReads` does.
    public init(
        _ values: UnsafeBufferPointer<Float>, of owner: any AnyObject & Sendable,
        whenScattered scattered: (@Sendable () -> Void)? = nil
    ) {
        form = .borrowed(BorrowedFloats(values, of: owner, whenScattered: scattered))
    }

    /// Says that from now on parts are read here and there, not one after the other: memory that comes from a file as it
    /// is read can make use of that.
    public func expectScatteredReads() {
        if case .borrowed(let floats) = form { floats.scattered?() }
    }

    @inlinable public var startIndex: Int { 0 }

    @inlinable public var endIndex: Int {
        switch form {
        case .array(let values): values.count
        case .borrowed(let floats): floats.values.count
        }
    }

    @inlinable public subscript(index: Int) -> Float {
        switch form {
        case .array(let values): values[index]
        case .borrowed(let floats): floats.values[index]
        }
    }

    /// Some of the floats: a part of the array, or a copy of what is borrowed. Its indices need not be those of here.
    func part(_ range: Range<Int>) -> ArraySlice<Float> {
        switch form {
        case .array(let values): values[range]
        case .borrowed(let floats): ArraySlice(UnsafeBufferPointer(rebasing: floats.values[range]))
        }
    }

    /// Gives the floats to a closure, which may not keep them.
    @inlinable
    public func withUnsafeBufferPointer<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        switch form {
        case .array(let values): return try values.withUnsafeBufferPointer(body)
        case .borrowed(let floats):
            defer { withExtendedLifetime(floats) {} }
            return try body(floats.values)
        }
    }

    @inlinable
    public func withContiguousStorageIfAvailable<Result>(
        _ body: (UnsafeBufferPointer<Float>) throws -> Result
    ) rethrows -> Result? {
        try withUnsafeBufferPointer(body)
    }
}

extension FloatStorage: Equatable {
    public static func == (left: FloatStorage, right: FloatStorage) -> Bool { left.elementsEqual(right) }
}

extension FloatStorage: ExpressibleByArrayLiteral {
    public init(arrayLiteral values: Float...) { self.init(values) }
}

/// Floats in memory that an object holds.
///
/// Sendable: nobody changes the memory.
@usableFromInline
final class BorrowedFloats: @unchecked Sendable {
    @usableFromInline let values: UnsafeBufferPointer<Float>
    private let owner: any AnyObject & Sendable
    let scattered: (@Sendable () -> Void)?

    init(
        _ values: UnsafeBufferPointer<Float>, of owner: any AnyObject & Sendable,
        whenScattered scattered: (@Sendable () -> Void)?
    ) {
        self.values = values
        self.owner = owner
        self.scattered = scattered
    }
}
