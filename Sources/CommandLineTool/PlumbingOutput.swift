import Domain
import Foundation

/// Writes a plumbing command's result to a file or standard output.
enum PlumbingOutput {
    static func write(_ bytes: [UInt8], to output: String) throws {
        guard output != "-" else {
            FileHandle.standardOutput.write(Data(bytes))
            return
        }
        do {
            if isStream(output) {
                let handle = try FileHandle(forWritingTo: URL(filePath: output))
                try handle.write(contentsOf: Data(bytes))
                try handle.close()
            } else {
                try Data(bytes).write(to: URL(filePath: output), options: .atomic)
            }
        } catch {
            throw CasebookError(
                .cannotWrite, code: "cannot_write", file: output, "the output could not be written",
                remedy: "check that the folder exists, may be written, and has space")
        }
    }

    /// Whether the path leads to a device, a pipe or a socket, which a new file must not replace.
    private static func isStream(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        return status.st_mode & S_IFMT != S_IFREG
    }
}
