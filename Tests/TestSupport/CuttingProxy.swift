import Foundation
import Glibc
import Synchronization

/// Stands between a client and a server's Unix socket, listens on a port of its own, and cuts connections when a number
/// of bytes have gone to the server.
public final class CuttingProxy: Sendable {
    /// Where clients connect, on 127.0.0.1.
    public let port: Int
    private let path: String
    private let state: Mutex<State>

    private struct State {
        /// Bytes to the server after which a connection is cut; `nil` cuts none.
        var limit: Int?
        var cuts = 0
    }

    /// - Parameters:
    ///   - socket: the server's Unix socket.
    ///   - limit: bytes after which each connection is cut.
    public init(to socket: String, cutsAfter limit: Int?) throws {
        path = socket
        state = Mutex(State(limit: limit))
        let listener = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        guard isBound else { throw PostgresServerError(detail: "no port is free") }
        port = Int(UInt16(bigEndian: address.sin_port))
        // It serves for as long as the process lasts.
        Thread.detachNewThread { [self] in
            while true {
                let client = accept(listener, nil, nil)
                guard client >= 0 else { return }
                serve(client)
            }
        }
    }

    /// Lets everything through from now on.
    public func heal() { state.withLock { $0.limit = nil } }

    /// How many connections were cut.
    public var cuts: Int { state.withLock { $0.cuts } }

    private func serve(_ client: Int32) {
        let server = connect()
        guard server >= 0 else {
            close(client)
            return
        }
        // Each direction has a thread; whichever ends first ends both.
        Thread.detachNewThread { [self] in
            pump(client, server, counts: true)
            for end in [client, server] { shutdown(end, Int32(SHUT_RDWR)) }
        }
        Thread.detachNewThread { [self] in
            pump(server, client, counts: false)
            for end in [client, server] { shutdown(end, Int32(SHUT_RDWR)) }
        }
    }

    private func connect() -> Int32 {
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { Glibc.connect(descriptor, $0, size) == 0 }
        }
        return isConnected ? descriptor : -1
    }

    private func pump(_ source: Int32, _ target: Int32, counts: Bool) {
        var buffer = [UInt8](repeating: 0, count: 16_384)
        var passed = 0
        while true {
            let count = recv(source, &buffer, buffer.count, 0)
            guard count > 0 else { return }
            passed += count
            let isCut = state.withLock { state in
                guard counts, let limit = state.limit, passed > limit else { return false }
                state.cuts += 1
                return true
            }
            guard !isCut else { return }
            var sent = 0
            while sent < count {
                let written = buffer.withUnsafeBytes {
                    send(target, $0.baseAddress?.advanced(by: sent), count - sent, Int32(MSG_NOSIGNAL))
                }
                guard written > 0 else { return }
                sent += written
            }
        }
    }
}
