public import Foundation
internal import Glibc
internal import Synchronization

/// A server on this machine that answers over real HTTP exactly as a test says, faults included: one connection a
/// request.
public final class ScriptedServer: Sendable {
    /// What was asked.
    public struct Request: Sendable {
        public let path: String
        /// By name in lower case.
        public let fields: [String: String]
    }

    /// What is sent, piece by piece; then the connection ends.
    public struct Reply: Sendable {
        public enum Step: Sendable {
            case send([UInt8])
            case pause(milliseconds: Int)
        }

        public var steps: [Step]

        public init(_ steps: [Step]) { self.steps = steps }

        /// A whole answer.
        public static func answer(
            _ status: Int, _ fields: [String: String] = [:], _ body: [UInt8] = [], length: Int? = nil
        ) -> Reply {
            var head = "HTTP/1.1 \(status) Word\r\nConnection: close\r\nContent-Length: \(length ?? body.count)\r\n"
            for (name, value) in fields { head += "\(name): \(value)\r\n" }
            return Reply([.send(Array((head + "\r\n").utf8)), .send(body)])
        }
    }

    public let port: UInt16
    private let descriptor: Int32
    private let seen = Mutex<[Request]>([])
    private let script: @Sendable (_ number: Int, _ request: Request) -> Reply

    /// - Parameter script: makes the answer to each request, counted from 0.
    public init(_ script: @escaping @Sendable (_ number: Int, _ request: Request) -> Reply) throws {
        self.script = script
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let descriptor = descriptor
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && listen(descriptor, 64) == 0
                    && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard bound else { throw CocoaError(.fileWriteUnknown) }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { return }
                guard let self else {
                    close(connection)
                    return
                }
                let server = self
                Thread.detachNewThread { server.serve(connection) }
            }
        }
    }

    deinit {
        shutdown(descriptor, Int32(SHUT_RDWR))
        close(descriptor)
    }

    public var requests: [Request] { seen.withLock { $0 } }

    public func url(_ path: String, host: String = "127.0.0.1", user: String = "") -> URL {
        URL(string: "http://\(user)\(host):\(port)\(path)") ?? URL(filePath: "/")
    }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        var head: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        while head.firstRange(of: Array("\r\n\r\n".utf8)) == nil {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            head += buffer[..<count]
        }
        let lines = String(decoding: head, as: UTF8.self).components(separatedBy: "\r\n")
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[line[..<colon].lowercased()] =
                line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        let words = lines[0].split(separator: " ")
        let request = Request(path: words.count > 1 ? String(words[1]) : "", fields: fields)
        let number = seen.withLock { seen in
            seen.append(request)
            return seen.count - 1
        }
        for step in script(number, request).steps {
            switch step {
            case .send(let bytes):
                var sent = 0
                while sent < bytes.count {
                    let count = bytes.withUnsafeBytes {
                        send(connection, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
                    }
                    guard count > 0 else { return }
                    sent += count
                }
            case .pause(let milliseconds): usleep(UInt32(milliseconds) * 1_000)
            }
        }
    }
}
