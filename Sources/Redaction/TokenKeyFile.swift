import Domain
import Glibc

/// The file of the master key: 64 hexadecimal digits and a line end, for its owner alone.
struct TokenKeyFile {
    let path: String

    func load() throws(CasebookError) -> TokenKey {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT { return try create() }
        guard descriptor >= 0 else { throw unreadable }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw unreadable }
        guard status.st_mode & 0o077 == 0 else {
            throw CasebookError(
                .refused, code: "token_key_exposed", file: path, "Others than its owner may read the token key.",
                remedy: "Run `chmod 600` on it; if others have read it, remove it, and the next run makes another.")
        }
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = read(descriptor, &bytes, bytes.count)
        guard count >= 0 else { throw unreadable }
        do {
            return try TokenKey(hex: String(decoding: bytes.prefix(count), as: UTF8.self))
        } catch {
            throw CasebookError(
                .badConfiguration, code: "bad_token_key", file: path, "The file does not hold 64 hexadecimal digits.",
                remedy: "Restore it from a backup, or remove it: the next run makes another, and tokens change.")
        }
    }

    private var unreadable: CasebookError {
        CasebookError(
            .badConfiguration, code: "token_key_unreadable", file: path, "The token key cannot be read.",
            remedy: "Give the user that runs casebook the right to read it.")
    }

    /// Made whole under another name and then linked into place, so that a killed run leaves no half key and two
    /// runs at once agree on one.
    private func create() throws(CasebookError) -> TokenKey {
        var generator = SystemRandomNumberGenerator()
        let digits = (0..<4).map { _ in
            let part = String(generator.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - part.count) + part
        }.joined()
        // Tenants of one run may come here at once, too: the process's number alone is not enough.
        let temporary = "\(path).\(getpid())-\(generator.next() as UInt64).tmp"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unwritable }
        defer { unlink(temporary) }
        let line = Array((digits + "\n").utf8)
        let written = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        let synced = fsync(descriptor)
        close(descriptor)
        guard written == line.count, synced == 0 else { throw unwritable }
        if link(temporary, path) == 0 { return try TokenKey(hex: digits) }
        guard errno == EEXIST else { throw unwritable }
        return try load()
    }

    private var unwritable: CasebookError {
        CasebookError(
            .cannotWrite, code: "token_key_unwritable", file: path, "The token key could not be made.",
            remedy: "Make the folder writable, or give the key in CASEBOOK_TOKEN_KEY.")
    }
}
