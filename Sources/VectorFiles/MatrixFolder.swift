public import Domain
import FileMapping
public import Foundation
public import Pipeline

/// Matrices of vectors in a folder, as NumPy arrays (`KEY.npy`) that other programs can open too.
public struct MatrixFolder: MatrixStorage {
    let folder: URL
    /// Values below which a matrix is better held in memory.
    let least: Int

    /// - Parameter least: a matrix of fewer values is not kept. 4 MB by default.
    public init(folder: URL, least: Int = 1 << 20) {
        self.folder = folder
        self.least = least
    }

    func file(_ key: ContentDigest) -> URL { folder.appending(path: "\(key.hex).npy") }

    public func matrix(_ key: ContentDigest, count: Int, dimension: Int) throws -> EmbeddingMatrix? {
        let file = file(key)
        // A file that is not what it should be is as good as none: it is made again.
        guard FileManager.default.fileExists(atPath: file.path),
            let matrix = try? NumpyArray.read(file: file.path), matrix.count == count, matrix.dimension == dimension
        else { return nil }
        return matrix
    }

    public func draft(_ key: ContentDigest, count: Int, dimension: Int) throws -> (any MatrixDraft)? {
        guard count * dimension >= max(least, 1) else { return nil }
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw MatrixFileDraft.failure(folder)
        }
        return try MatrixFileDraft(file: file(key), count: count, dimension: dimension)
    }

    public func retain(_ keys: Set<ContentDigest>) throws {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] {
            // What a killed run left half made begins with a dot.
            if name.hasPrefix(".") {
                try MatrixFileDraft.removeAbandoned(folder.appending(path: name))
                continue
            }
            let key = name.hasSuffix(".npy") ? ContentDigest(hex: String(name.dropLast(4))) : nil
            guard key.map({ !keys.contains($0) }) ?? false else { continue }
            do {
                try FileManager.default.removeItem(at: folder.appending(path: name))
            } catch {
                throw MatrixFileDraft.failure(folder)
            }
        }
    }
}
