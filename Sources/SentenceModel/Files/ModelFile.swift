internal import Domain
internal import FileMapping
internal import Foundation

/// One small file of a model: JSON or text, at most 64 MB.
struct ModelFile {
    private static let largest = 64 << 20

    let url: URL
    let bytes: [UInt8]

    /// A file that must be there.
    init(_ url: URL) throws(CasebookError) {
        let mapping = try ModelFault.mapped(url)
        guard mapping.bytes.count <= Self.largest else { throw ModelFault.damaged(url, "it is larger than 64 MB") }
        self.url = url
        bytes = Array(mapping.bytes)
    }

    /// A file that may be missing.
    static func optional(_ url: URL) throws(CasebookError) -> ModelFile? {
        FileManager.default.fileExists(atPath: url.path) ? try ModelFile(url) : nil
    }

    /// The file as JSON.
    func json() throws(CasebookError) -> JSONNode {
        do {
            return try bytes.withUnsafeBufferPointer { bytes throws(JSONParser.Malformed) in
                try JSONParser.parse(bytes)
            }
        } catch {
            throw ModelFault.damaged(url, "it stops being JSON at byte \(error.offset)")
        }
    }

    /// The file's lines, without the last one's end.
    func lines() throws(CasebookError) -> [String] {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ModelFault.damaged(url, "it is not UTF-8 text")
        }
        var lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { String(Substring($0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0)) }
    }
}
