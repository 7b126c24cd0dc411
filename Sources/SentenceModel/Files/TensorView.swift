internal import FileMapping

/// One tensor of a safetensors file: its shape, and its values as 32-bit floats.
public struct TensorView: Sendable {
    /// How the file stores a value.
    public enum Format: String, Sendable {
        case float32 = "F32"
        case float16 = "F16"
        case bfloat16 = "BF16"
        case float64 = "F64"
        case int64 = "I64"
        case int32 = "I32"
        case int16 = "I16"
        case int8 = "I8"
        case uint64 = "U64"
        case uint32 = "U32"
        case uint16 = "U16"
        case uint8 = "U8"
        case bool = "BOOL"

        var bytes: Int {
            switch self {
            case .float64, .int64, .uint64: 8
            case .float32, .int32, .uint32: 4
            case .float16, .bfloat16, .int16, .uint16: 2
            case .int8, .uint8, .bool: 1
            }
        }

        /// Whether the values can be read as floats.
        public var isFloat: Bool { self == .float32 || self == .float16 || self == .bfloat16 }
    }

    /// Keeps the file mapped.
    let mapping: MappedFile
    public let format: Format
    /// Row-major; empty for a single value.
    public let shape: [Int]
    /// Within the file, in bytes.
    let offset: Int
    /// In bytes.
    let size: Int

    /// How many values there are.
    public var count: Int { size / format.bytes }

    private var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: mapping.bytes[offset..<offset + size])
    }

    /// Gives the values in row-major order: those of the file itself where it stores 32-bit floats at a whole
    /// multiple of four bytes, a converted copy otherwise. The buffer is not valid after the call.
    ///
    /// - Precondition: `format.isFloat`.
    public func withFloats<Result>(_ body: (UnsafeBufferPointer<Float>) throws -> Result) rethrows -> Result {
        precondition(format.isFloat, "only tensors of floats are read as floats")
        let bytes = bytes
        if format == .float32, Int(bitPattern: bytes.baseAddress) % MemoryLayout<Float>.alignment == 0 {
            return try body(bytes.assumingMemoryBound(to: Float.self))
        }
        return try converted().withUnsafeBufferPointer(body)
    }

    /// A copy of the values in row-major order.
    ///
    /// - Precondition: `format.isFloat`.
    public func floats() -> [Float] { withFloats { Array($0) } }

    /// Whether no value is infinite or not a number. Reads all values.
    var isFinite: Bool {
        withFloats { values in
            // An exponent of all ones marks both; a plain loop over bits runs at the memory's speed.
            var found: UInt32 = 0
            for value in values { found |= value.bitPattern & 0x7F80_0000 == 0x7F80_0000 ? 1 : 0 }
            return found == 0
        }
    }

    private func converted() -> [Float] {
        let bytes = bytes
        return [Float](unsafeUninitializedCapacity: count) { output, initialized in
            for index in 0..<count {
                output.initializeElement(at: index, to: Self.value(bytes, index, format))
            }
            initialized = count
        }
    }

    private static func value(_ bytes: UnsafeRawBufferPointer, _ index: Int, _ format: Format) -> Float {
        func bits<Bits: FixedWidthInteger>(_ type: Bits.Type) -> Bits {
            Bits(littleEndian: bytes.loadUnaligned(fromByteOffset: index * MemoryLayout<Bits>.size, as: type))
        }
        return switch format {
        case .float16: single(ofHalf: bits(UInt16.self))
        case .bfloat16: Float(bitPattern: UInt32(bits(UInt16.self)) << 16)
        default: Float(bitPattern: bits(UInt32.self))
        }
    }

    /// IEEE 754 half precision to single, exactly, on processors with and without half floats.
    static func single(ofHalf half: UInt16) -> Float {
        let sign = UInt32(half & 0x8000) << 16
        let exponent = UInt32(half >> 10) & 0x1F
        let fraction = UInt32(half & 0x3FF)
        switch exponent {
        case 0x1F: return Float(bitPattern: sign | 0x7F80_0000 | fraction << 13)
        case 0:
            // Zero and the subnormal numbers: fraction × 2⁻²⁴.
            let magnitude = Float(fraction) * 0x1p-24
            return sign == 0 ? magnitude : -magnitude
        default: return Float(bitPattern: sign | (exponent + 112) << 23 | fraction << 13)
        }
    }
}
