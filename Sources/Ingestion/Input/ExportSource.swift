import Domain
import Foundation

/// Where an export's bytes come from; it can be read more than once.
enum ExportSource {
    case file(URL)
    case bytes([UInt8])

    /// Opens the raw bytes.
    func open(name: String) throws(CasebookError) -> any ByteStream {
        switch self {
        case .file(let url): try FileByteStream(file: url, name: name)
        case .bytes(let bytes): MemoryByteStream(bytes)
        }
    }

    /// Refuses what is not a readable file with something in it.
    func check(name: String) throws(CasebookError) {
        guard case .file(let url) = self else { return }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
            throw CasebookError(
                .badInput, code: "missing_file", file: name, "there is no such file", remedy: "check the path")
        }
        guard !isFolder.boolValue else {
            throw CasebookError(
                .badInput, code: "is_a_folder", file: name, "a folder stands where a file is expected",
                remedy: "name the files within it one by one")
        }
        let attributes = try? FileManager.default.attributesOfItem(atPath: url.resolvingSymlinksInPath().path)
        guard attributes?[.type] as? FileAttributeType == .typeRegular else {
            throw CasebookError(
                .badInput, code: "not_a_file", file: name, "a pipe or a device stands where a file is expected",
                remedy: "save its content as a file first")
        }
    }

    /// The number of stored bytes, or `nil` when it cannot be told.
    func size() -> Int? {
        switch self {
        case .bytes(let bytes): return bytes.count
        case .file(let url):
            let attributes = try? FileManager.default.attributesOfItem(atPath: url.resolvingSymlinksInPath().path)
            return (attributes?[.size] as? NSNumber)?.intValue
        }
    }
}
