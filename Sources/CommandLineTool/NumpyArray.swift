import Domain

/// The `.npy` form of a matrix: format version 1.0, little-endian float32, row-major.
///
/// Source: NumPy Enhancement Proposal 1.
enum NumpyArray {
    static func bytes(of matrix: EmbeddingMatrix) -> [UInt8] {
        var header = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(matrix.count), \(matrix.dimension)), }"
        // Magic, version and length take 10 bytes; the whole header is a multiple of 64 and ends with LF.
        let unpadded = 10 + header.utf8.count + 1
        header += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
        var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
        let length = UInt16(header.utf8.count)
        bytes += [UInt8(length & 0xFF), UInt8(length >> 8)] + Array(header.utf8)
        bytes.reserveCapacity(bytes.count + matrix.storage.count * 4)
        for value in matrix.storage {
            withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }
}
