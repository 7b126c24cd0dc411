import Foundation

/// A float32 `.npy` file, as `casebook embed` writes it.
struct NumpyFile {
    let rows: [[Float]]

    init(_ url: URL) throws {
        let data = try Data(contentsOf: url)
        let header = 10 + Int(data[8]) + Int(data[9]) << 8
        let text = String(decoding: data[10..<header], as: UTF8.self)
        let numbers = text.drop { $0 != "(" }.prefix { $0 != ")" }
            .split { !$0.isNumber }.compactMap { Int($0) }
        guard text.contains("'<f4'"), numbers.count == 2, data.count == header + numbers[0] * numbers[1] * 4 else {
            throw CocoaError(.fileReadCorruptFile)
        }
        rows = (0..<numbers[0]).map { row in
            (0..<numbers[1]).map { column in
                data.withUnsafeBytes {
                    $0.loadUnaligned(fromByteOffset: header + (row * numbers[1] + column) * 4, as: Float.self)
                }
            }
        }
    }
}
