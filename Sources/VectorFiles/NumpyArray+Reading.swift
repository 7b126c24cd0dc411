public import Domain
import FileMapping
import Foundation

extension NumpyArray {
    /// Most bytes of a header that are read; NumPy's own headers take 118.
    private static let headerLimit = 65_536
    /// Bytes that are read at a time: a large file is never held twice.
    private static let block = 1 << 20

    /// Reads a two-dimensional array of little-endian float32 or float64, in either order of storage; float64 is
    /// rounded to float32. Format versions 1 to 3. Row-major float32 in a file is mapped into memory, not read.
    ///
    /// - Throws: `CasebookError` of kind `badInput` if the file cannot be read, is of another form, or holds fewer or
    ///   more bytes than its header says.
    public static func read(file: String) throws -> EmbeddingMatrix {
        let handle: FileHandle
        do {
            handle = try file == "-" ? .standardInput : FileHandle(forReadingFrom: URL(filePath: file))
        } catch {
            throw fault(file, "cannot_read", "the file cannot be read", "check that it exists and may be read")
        }
        return try read(handle, of: file)
    }

    /// Reads an array from where an open file or a pipe stands.
    ///
    /// - Parameter file: as errors name it; nothing is looked for under that name.
    static func read(_ handle: FileHandle, of file: String) throws -> EmbeddingMatrix {
        var input = ByteSource(handle: handle, file: file)
        let header = try header(from: &input, file: file)
        if let matrix = try mapped(header, from: input) { return matrix }
        let values = try values(header, from: &input)
        guard try input.isAtEnd() else {
            throw fault(file, "npy_too_long", "the file holds more bytes than its header says", remedy)
        }
        return EmbeddingMatrix(
            count: header.rows, dimension: header.columns,
            storage: header.isColumnMajor ? transposed(values, header) : values)
    }

    /// The values where they stand in a file whose header was read; `nil` of a pipe, and of another form than that in
    /// memory.
    private static func mapped(_ header: Header, from input: ByteSource) throws -> EmbeddingMatrix? {
        let count = header.rows * header.columns
        let start = input.taken
        guard let length = input.length, !header.isDouble, !header.isColumnMajor, count > 0, start.isMultiple(of: 4),
            length == start + count * 4, 1.littleEndian == 1
        else { return nil }
        // What cannot be mapped, as a file of some network, can be read.
        guard let mapping = try? MappedFile(descriptor: input.handle.fileDescriptor), mapping.bytes.count == length
        else { return nil }
        let values = UnsafeRawBufferPointer(rebasing: mapping.bytes[start...]).bindMemory(to: Float.self)
        return EmbeddingMatrix(
            count: header.rows, dimension: header.columns,
            storage: FloatStorage(values, of: mapping) { [unowned mapping] in mapping.expectScatteredReads() })
    }

    /// The values in the order of storage. The array grows with what really comes: a pipe's header may promise anything.
    private static func values(_ header: Header, from input: inout ByteSource) throws -> [Float] {
        let count = header.rows * header.columns
        let width = header.isDouble ? 8 : 4
        var values: [Float] = []
        if input.length != nil { values.reserveCapacity(count) }
        while values.count < count {
            let amount = min(block / width, count - values.count)
            let bytes = try input.take(amount * width)
            bytes.withUnsafeBytes { bytes in
                for offset in 0..<amount {
                    values.append(header.isDouble ? Float(double(bytes, offset)) : float(bytes, offset))
                }
            }
        }
        return values
    }

    private static func float(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Float {
        let bits = bytes.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
        return Float(bitPattern: UInt32(littleEndian: bits))
    }

    private static func double(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Double {
        let bits = bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)
        return Double(bitPattern: UInt64(littleEndian: bits))
    }

    private static func transposed(_ values: [Float], _ header: Header) -> [Float] {
        var rows = [Float](repeating: 0, count: values.count)
        for column in 0..<header.columns {
            for row in 0..<header.rows { rows[row * header.columns + column] = values[column * header.rows + row] }
        }
        return rows
    }

    private static let remedy = "write it with numpy.save from a two-dimensional float32 array"

    private struct Header {
        var rows: Int
        var columns: Int
        var isDouble: Bool
        var isColumnMajor: Bool
    }

    private static func header(from input: inout ByteSource, file: String) throws -> Header {
        func bad(_ summary: String) -> CasebookError { fault(file, "bad_npy", summary, remedy) }
        let start = try input.take(8)
        guard start.prefix(6).elementsEqual([0x93] + Array("NUMPY".utf8)), (1...3).contains(start[6]) else {
            throw bad("the file is not a NumPy array")
        }
        let size = try input.take(start[6] == 1 ? 2 : 4).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard size <= headerLimit else { throw bad("the array's header is too long") }
        let text = String(decoding: try input.take(size), as: UTF8.self)
        let kind = text.firstMatch(of: #/'descr'\s*:\s*'([^']*)'/#)?.1
        let order = text.firstMatch(of: #/'fortran_order'\s*:\s*(True|False)/#)?.1
        let shape = text.firstMatch(of: #/'shape'\s*:\s*\(\s*(\d+)\s*,\s*(\d+)\s*,?\s*\)/#)
        guard let kind, let order, let shape, let rows = Int(shape.1), let columns = Int(shape.2) else {
            throw bad("the array is not two-dimensional")
        }
        guard kind == "<f4" || kind == "<f8" else { throw bad("the array's values are not float32 or float64") }
        let (count, overflow) = rows.multipliedReportingOverflow(by: columns)
        // 2³⁶ values are 256 GB: a header that says more is wrong, whatever follows.
        guard !overflow, count <= 1 << 36, columns > 0 else { throw bad("the array's shape is out of bounds") }
        let width = kind == "<f8" ? 8 : 4
        if let length = input.length, length < input.taken + count * width {
            throw fault(file, "npy_too_short", "the file holds fewer bytes than its header says", remedy)
        }
        return Header(rows: rows, columns: columns, isDouble: width == 8, isColumnMajor: order == "True")
    }

    fileprivate static func fault(_ file: String, _ code: String, _ summary: String, _ remedy: String) -> CasebookError
    {
        CasebookError(.badInput, code: code, file: file, summary, remedy: remedy)
    }
}

/// Bytes of a file or pipe in order, in exact amounts.
private struct ByteSource {
    let handle: FileHandle
    let file: String
    /// Of a regular file, from where it stood.
    let length: Int?
    /// The bytes given so far.
    private(set) var taken = 0

    init(handle: FileHandle, file: String) {
        self.handle = handle
        self.file = file
        var status = stat()
        let isFile = fstat(handle.fileDescriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
        length = isFile ? Int(status.st_size) - max(0, Int(lseek(handle.fileDescriptor, 0, SEEK_CUR))) : nil
    }

    mutating func take(_ count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count {
            guard let part = try? handle.read(upToCount: count - bytes.count), !part.isEmpty else {
                throw NumpyArray.fault(
                    file, "npy_too_short", "the file holds fewer bytes than its header says",
                    "write it again; it may have been cut off")
            }
            bytes.append(contentsOf: part)
        }
        taken += count
        return bytes
    }

    mutating func isAtEnd() throws -> Bool { (try? handle.read(upToCount: 1))?.isEmpty ?? true }
}
