public import Domain
internal import FileMapping
public import Foundation

/// Named tensors in a safetensors file, mapped into memory.
///
/// The format (github.com/huggingface/safetensors): eight bytes with the header's length, little-endian; a header in
/// JSON that gives each tensor's type, shape and place; then the values, without gaps. Every number is checked before
/// it is used, so that no file makes this read outside itself.
public struct SafeTensors: Sendable {
    /// Larger than any real header (a model of 10,000 tensors needs 1 MB).
    private static let largestHeader = 8 << 20

    private let file: URL
    private let mapping: MappedFile
    private let tensors: [String: TensorView]

    /// Opens a file and checks its header; the values are not read yet.
    ///
    /// - Throws: `CasebookError` `model_missing` (78) or `model_damaged` (65).
    public init(file: URL) throws(CasebookError) {
        self.file = file
        mapping = try ModelFault.mapped(file)
        let bytes = mapping.bytes
        guard bytes.count >= 8 else { throw ModelFault.damaged(file, "it is cut short") }
        let length = UInt64(littleEndian: bytes.loadUnaligned(as: UInt64.self))
        guard length >= 2, length <= Self.largestHeader, Int(length) <= bytes.count - 8 else {
            throw ModelFault.damaged(file, "the length of its header is not possible")
        }
        let start = 8 + Int(length)
        let header: JSONNode
        do {
            header = try JSONParser.parse(
                UnsafeRawBufferPointer(rebasing: bytes[8..<start]).assumingMemoryBound(to: UInt8.self))
        } catch {
            throw ModelFault.damaged(file, "its header is not JSON")
        }
        tensors = try Self.tensors(header, in: mapping, from: start, file: file)
    }

    /// The digest of the whole file. Reads all of it.
    public var digest: ContentDigest {
        var hasher = ContentDigest.DigestHasher()
        hasher.update(buffer: mapping.bytes)
        return hasher.finish()
    }

    /// The names of the tensors, sorted.
    public var names: [String] { tensors.keys.sorted() }

    /// Whether a tensor is there.
    public func has(_ name: String) -> Bool { tensors[name] != nil }

    /// A tensor by its name.
    ///
    /// - Throws: `model_damaged` when there is none.
    public func tensor(named name: String) throws(CasebookError) -> TensorView {
        guard let tensor = tensors[name] else { throw ModelFault.damaged(file, "it has no tensor \"\(name)\"") }
        return tensor
    }

    /// A tensor of a known shape, of numbers that are all finite. Reads all its values.
    ///
    /// - Throws: `model_damaged` for a missing tensor, another shape or type, and for a value that is not a number.
    public func tensor(named name: String, shape: [Int]) throws(CasebookError) -> TensorView {
        let tensor = try tensor(named: name)
        guard tensor.shape == shape else {
            throw ModelFault.damaged(file, "tensor \"\(name)\" has the shape \(tensor.shape), not \(shape)")
        }
        guard tensor.format.isFloat else {
            throw ModelFault.damaged(file, "tensor \"\(name)\" is of type \(tensor.format.rawValue)")
        }
        guard tensor.isFinite else {
            throw ModelFault.damaged(file, "tensor \"\(name)\" has values that are not numbers")
        }
        return tensor
    }

    private static func tensors(
        _ header: JSONNode, in mapping: MappedFile, from start: Int, file: URL
    ) throws(CasebookError) -> [String: TensorView] {
        guard let members = header.members else { throw ModelFault.damaged(file, "its header is not an object") }
        var tensors: [String: TensorView] = [:]
        for member in members where member.name != "__metadata__" {
            let view = try view(member, in: mapping, from: start, file: file)
            guard tensors.updateValue(view, forKey: member.name) == nil else {
                throw ModelFault.damaged(file, "tensor \"\(member.name)\" is there twice")
            }
        }
        // In order of place, each tensor begins where the one before ends, and the last one ends the file.
        var end = start
        for tensor in tensors.values.sorted(by: { ($0.offset, $0.size) < ($1.offset, $1.size) }) {
            guard tensor.offset == end else { throw ModelFault.damaged(file, "its tensors overlap or leave gaps") }
            end += tensor.size
        }
        guard end == mapping.bytes.count else {
            throw ModelFault.damaged(
                file, "it is \(end > mapping.bytes.count ? "cut short" : "longer than its tensors")")
        }
        return tensors
    }

    private static func view(
        _ member: JSONNode.Member, in mapping: MappedFile, from start: Int, file: URL
    ) throws(CasebookError) -> TensorView {
        let fault = ModelFault.damaged(file, "the entry of tensor \"\(member.name)\" is not valid")
        guard let format = member.value["dtype"]?.string.flatMap(TensorView.Format.init(rawValue:)) else {
            throw ModelFault.damaged(file, "tensor \"\(member.name)\" is of an unknown type")
        }
        guard let dimensions = member.value["shape"]?.array, dimensions.count <= 8,
            let offsets = member.value["data_offsets"]?.array, offsets.count == 2,
            let first = offsets[0].integer, let last = offsets[1].integer,
            first >= 0, last >= first, last <= Int.max / 2
        else { throw fault }
        var shape: [Int] = []
        var size = format.bytes
        for dimension in dimensions {
            guard let length = dimension.integer, length >= 0 else { throw fault }
            let (product, overflows) = size.multipliedReportingOverflow(by: length)
            guard !overflows else { throw fault }
            size = product
            shape.append(length)
        }
        guard size == last - first else {
            throw ModelFault.damaged(file, "tensor \"\(member.name)\" has a place of another size than its shape")
        }
        return TensorView(mapping: mapping, format: format, shape: shape, offset: start + first, size: size)
    }
}
