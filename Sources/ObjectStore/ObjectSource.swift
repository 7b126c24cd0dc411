public import Foundation

/// The bytes of an object to be put.
public enum ObjectSource: Sendable {
    case bytes([UInt8])
    /// Read piece by piece while it is sent, so that it may be larger than memory.
    case file(URL)

    /// In bytes.
    func size(place: String) throws(ObjectStoreFailure) -> Int {
        switch self {
        case .bytes(let bytes): return bytes.count
        case .file(let url):
            let attributes = try? FileManager.default.attributesOfItem(atPath: url.path)
            guard attributes?[.type] as? FileAttributeType == .typeRegular,
                let size = (attributes?[.size] as? NSNumber)?.intValue
            else { throw ObjectStoreFailure(.unreadable, place: place, "the file to be stored cannot be read") }
            return size
        }
    }

    /// The bytes of a range, all of them.
    func piece(_ range: Range<Int>, place: String) throws(ObjectStoreFailure) -> [UInt8] {
        switch self {
        case .bytes(let bytes): return Array(bytes[range])
        case .file(let url):
            guard let handle = try? FileHandle(forReadingFrom: url) else {
                throw ObjectStoreFailure(.unreadable, place: place, "the file to be stored cannot be read")
            }
            defer { try? handle.close() }
            guard (try? handle.seek(toOffset: UInt64(range.lowerBound))) != nil,
                let data = try? handle.read(upToCount: range.count) ?? Data(), data.count == range.count
            else { throw ObjectStoreFailure(.unreadable, place: place, "the file to be stored became shorter") }
            return Array(data)
        }
    }
}
