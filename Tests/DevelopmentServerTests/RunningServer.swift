import DevelopmentServer
import Foundation
import Glibc

/// A folder of sites, and requests to a real server over it.
final class RunningServer: Sendable {
    let root: URL
    let version: SiteVersion
    let port: UInt16
    private let task: Task<Void, any Error>

    struct Reply {
        let status: Int
        /// By lower-case name.
        let headers: [String: String]
        let body: String
    }

    /// Waits until the server answers.
    init(_ files: [String: String], links: [String: String] = [:]) async throws {
        let root = URL(filePath: NSTemporaryDirectory(), directoryHint: .isDirectory)
            .appending(path: "casebook-\(UUID().uuidString)/public", directoryHint: .isDirectory)
        self.root = root
        try RunningServer.write(files, to: root)
        for (path, target) in links {
            try FileManager.default.createSymbolicLink(
                atPath: root.appending(path: path).path, withDestinationPath: target)
        }
        let version = SiteVersion()
        self.version = version
        let (ready, continuation) = AsyncStream.makeStream(of: UInt16.self)
        task = Task {
            defer { continuation.finish() }
            try await SiteServer(root: root, version: version).run { continuation.yield($0) }
        }
        var iterator = ready.makeAsyncIterator()
        guard let port = await iterator.next() else { throw CocoaError(.featureUnsupported) }
        self.port = port
    }

    deinit {
        task.cancel()
        try? FileManager.default.removeItem(at: root.deletingLastPathComponent())
    }

    static func write(_ files: [String: String], to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (path, text) in files {
            let place = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: place)
        }
    }

    /// Sends a request as written, so that nothing tidies the path up on the way.
    func request(
        _ path: String, method: String = "GET", host: String = "localhost", headers: [String: String] = [:]
    ) async throws -> Reply {
        let lines = ["\(method) \(path) HTTP/1.1", "Host: \(host)"] + headers.map { "\($0.key): \($0.value)" }
        let text = lines.joined(separator: "\r\n") + "\r\nConnection: close\r\n\r\n"
        // Blocking calls stay away from the threads that the server answers on.
        let port = port
        let raw = try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(with: Result { try RunningServer.exchange(text, port: port) })
            }
        }
        guard let split = raw.firstRange(of: Array("\r\n\r\n".utf8)) else { throw CocoaError(.coderReadCorrupt) }
        let head = String(decoding: raw[..<split.lowerBound], as: UTF8.self).split(separator: "\r\n")
        var fields: [String: String] = [:]
        for line in head.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            fields[parts[0].lowercased()] = parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : ""
        }
        let status = head.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return Reply(
            status: status, headers: fields, body: String(decoding: raw[split.upperBound...], as: UTF8.self))
    }

    private static func exchange(_ text: String, port: UInt16) throws -> [UInt8] {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { throw CocoaError(.fileReadUnknown) }
        defer { close(descriptor) }
        var timeout = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw CocoaError(.fileReadUnknown) }
        let bytes = Array(text.utf8)
        guard send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count else {
            throw CocoaError(.fileReadUnknown)
        }
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return received }
            received += buffer[..<count]
        }
    }
}
