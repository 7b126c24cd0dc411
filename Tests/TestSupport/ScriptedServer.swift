public import Foundation
internal import Glibc
internal import Synchronization

/// A server on this machine that answers over real HTTP exactly as a test says, faults included. A connection ends with
/// its answer unless the answer says otherwise.
public final class ScriptedServer: Sendable {
    /// What was asked.
    public struct Request: Sendable {
        public let method: String
        public let path: String
        /// By name in lower case.
        public let fields: [String: String]
        public let body: [UInt8]
        /// Counted from 0.
        public let connection: Int
    }

    /// What is sent, piece by piece; then the connection ends.
    public struct Reply: Sendable {
        public enum Step: Sendable {
            case send([UInt8])
            case pause(milliseconds: Int)
        }

        public var steps: [Step]
        /// Whether another request may come on the same connection.
        public var keepsConnection = false

        public init(_ steps: [Step]) { self.steps = steps }

        /// A whole answer.
        public static func answer(
            _ status: Int, _ fields: [String: String] = [:], _ body: [UInt8] = [], length: Int? = nil
        ) -> Reply {
            var head = "HTTP/1.1 \(status) Word\r\nConnection: close\r\nContent-Length: \(length ?? body.count)\r\n"
            for (name, value) in fields { head += "\(name): \(value)\r\n" }
            return Reply([.send(Array((head + "\r\n").utf8)), .send(body)])
        }

        /// A whole answer in JSON, after which the connection stays open.
        public static func json(_ status: Int, _ text: String, _ fields: [String: String] = [:]) -> Reply {
            var head = "HTTP/1.1 \(status) Word\r\nContent-Length: \(text.utf8.count)\r\n"
            head += "Content-Type: application/json\r\n"
            for (name, value) in fields { head += "\(name): \(value)\r\n" }
            var reply = Reply([.send(Array((head + "\r\n").utf8)), .send(Array(text.utf8))])
            reply.keepsConnection = true
            return reply
        }
    }

    /// The requests that have come, shared with the threads that serve them.
    final class Seen: Sendable {
        let list = Mutex<[Request]>([])
        /// Whether requests are kept whole; otherwise only their number and paths.
        let isWhole: Bool

        init(isWhole: Bool) { self.isWhole = isWhole }

        /// The number of a request, counted from 0.
        func add(_ request: Request) -> Int {
            list.withLock { list in
                list.append(
                    isWhole
                        ? request
                        : Request(
                            method: request.method, path: request.path, fields: [:], body: [],
                            connection: request.connection))
                return list.count - 1
            }
        }
    }

    /// Whether anybody still holds the server. Where a test's last word of it is an address, it may be let go before
    /// that address is asked: the socket stays open for a while longer.
    private final class Life: Sendable {
        private static let afterwards: Duration = .seconds(20)
        private let end = Mutex<ContinuousClock.Instant?>(nil)

        func release() { end.withLock { $0 = .now + Self.afterwards } }
        var isOver: Bool { end.withLock { $0.map { $0 < .now } ?? false } }
    }

    public let port: UInt16
    private let seen: Seen
    private let life = Life()

    /// - Parameters:
    ///   - keepsRequests: whether `requests` has them whole; tens of thousands of them would fill the memory.
    ///   - script: makes the answer to each request, counted from 0.
    public init(
        keepsRequests: Bool = true, _ script: @escaping @Sendable (_ number: Int, _ request: Request) -> Reply
    ) throws {
        seen = Seen(isWhole: keepsRequests)
        let (descriptor, port) = try Self.bound()
        guard listen(descriptor, 64) == 0 else { throw CocoaError(.fileWriteUnknown) }
        self.port = port
        Thread.detachNewThread { [seen, life] in
            var count = 0
            while !life.isOver {
                var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                guard poll(&waiting, 1, 500) > 0 else { continue }
                let connection = accept(descriptor, nil, nil)
                guard connection >= 0 else { continue }
                let served = Connection(descriptor: connection, number: count, script: script, seen: seen)
                count += 1
                Thread.detachNewThread { served.serve() }
            }
            close(descriptor)
        }
    }

    deinit { life.release() }

    /// A port that is free now, for a server of another program.
    public static func freePort() throws -> UInt16 {
        let (descriptor, port) = try bound()
        close(descriptor)
        return port
    }

    /// A socket at a port of this machine that the system chose.
    private static func bound() throws -> (descriptor: Int32, port: UInt16) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw CocoaError(.fileWriteUnknown) }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    public var requests: [Request] { seen.list.withLock { $0 } }

    public func url(_ path: String, host: String = "127.0.0.1", user: String = "") -> URL {
        URL(string: "http://\(user)\(host):\(port)\(path)") ?? URL(filePath: "/")
    }
}
