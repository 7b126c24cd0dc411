import Foundation
import Glibc

/// One connection to a scripted server, on a thread of its own.
struct Connection: Sendable {
    let descriptor: Int32
    let number: Int
    let script: @Sendable (_ number: Int, _ request: ScriptedServer.Request) -> ScriptedServer.Reply
    let seen: ScriptedServer.Seen

    func serve() {
        defer { close(descriptor) }
        var pending: [UInt8] = []
        while let request = read(&pending) {
            let count = seen.add(request)
            let reply = script(count, request)
            guard send(reply), reply.keepsConnection else { return }
        }
    }

    /// The next request, head and body; `nil` when there is none.
    private func read(_ pending: inout [UInt8]) -> ScriptedServer.Request? {
        let blank = Array("\r\n\r\n".utf8)
        while pending.firstRange(of: blank) == nil { guard receive(&pending) else { return nil } }
        guard let end = pending.firstRange(of: blank) else { return nil }
        let lines = String(decoding: pending[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        pending.removeSubrange(..<end.upperBound)
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[line[..<colon].lowercased()] =
                line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        let length = fields["content-length"].flatMap { Int($0) } ?? 0
        while pending.count < length { guard receive(&pending) else { return nil } }
        let body = Array(pending.prefix(length))
        pending.removeFirst(length)
        let words = lines[0].split(separator: " ").map(String.init)
        return ScriptedServer.Request(
            method: words.first ?? "", path: words.count > 1 ? words[1] : "", fields: fields, body: body,
            connection: number)
    }

    private func receive(_ pending: inout [UInt8]) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        pending += buffer[..<count]
        return true
    }

    /// - Returns: whether everything went out.
    private func send(_ reply: ScriptedServer.Reply) -> Bool {
        for step in reply.steps {
            switch step {
            case .pause(let milliseconds): usleep(UInt32(milliseconds) * 1_000)
            case .send(let bytes):
                var sent = 0
                while sent < bytes.count {
                    let count = bytes.withUnsafeBytes {
                        Glibc.send(
                            descriptor, $0.baseAddress?.advanced(by: sent), bytes.count - sent, Int32(MSG_NOSIGNAL))
                    }
                    guard count > 0 else { return false }
                    sent += count
                }
            }
        }
        return true
    }
}
