public import Domain

/// The `.npy` form of a matrix: format version 1.0, little-endian float32, row-major.
///
/// Source: NumPy Enhancement Proposal 1.
public enum NumpyArray {
    /// What stands before the values: a multiple of 64 bytes.
    static func header(count: Int, dimension: Int) -> [UInt8] {
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(count), \(dimension)), }"
        // Magic, version and length take 10 bytes; the whole header ends with LF.
        let unpadded = 10 + header.utf8.count + 1
        header += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
        let length = UInt16(header.utf8.count)
        return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(header.utf8)
    }

    /// The file's bytes.
    public static func bytes(of matrix: EmbeddingMatrix) -> [UInt8] {
        var bytes = header(count: matrix.count, dimension: matrix.dimension)
        bytes.reserveCapacity(bytes.count + matrix.storage.count * 4)
        for value in matrix.storage {
            withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }
}
