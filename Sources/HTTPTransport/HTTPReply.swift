/// A whole answer, whatever its status. Its description shows no body.
public struct HTTPReply: Sendable, CustomStringConvertible, CustomReflectable {
    public let head: HTTPHead
    /// Unpacked.
    public let body: [UInt8]

    public var status: Int { head.status }

    public var description: String { "status \(status), \(body.count) bytes" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Collects an answer in memory, up to a size.
final class ReplyCollector: AnswerReceiver {
    private let most: Int
    private let place: String
    private let hasBody: Bool
    private var head: HTTPHead?
    private var body: [UInt8] = []

    /// - Parameter hasBody: whether a length that the head tells is that of a body to come.
    init(most: Int, place: String, hasBody: Bool) {
        self.most = most
        self.place = place
        self.hasBody = hasBody
    }

    /// What has come, if anything has.
    var reply: HTTPReply? { head.map { HTTPReply(head: $0, body: body) } }

    func begin(_ head: HTTPHead) throws {
        self.head = head
        // Of a packed body the length says little; the bytes themselves are counted in any case.
        guard hasBody, let length = head["content-length"].flatMap({ Int($0) }) else { return }
        guard length <= most else { throw tooLarge }
        body.reserveCapacity(length)
    }

    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        guard body.count + bytes.count <= most else { throw tooLarge }
        body += bytes
    }

    private var tooLarge: HTTPFailure {
        HTTPFailure(kind: .tooLarge, place: place, detail: "the answer is larger than \(most) bytes")
    }
}
