import Domain

/// The part of a text that is being read: everything from the start of the current record on, filled as needed.
/// Positions are indices into `bytes`; they stay valid until `discard`.
struct TextWindow {
    private let stream: any ByteStream
    private(set) var bytes: [UInt8] = []
    private(set) var isAtEnd = false

    init(_ stream: any ByteStream) { self.stream = stream }

    /// Whether the stream was cut short and nobody has said so yet.
    var endedEarly: Bool { stream.endedEarly && !isEarlyEndTold }
    private var isEarlyEndTold = false

    /// Notes that the cut was reported.
    mutating func forgetEarlyEnd() { isEarlyEndTold = true }

    /// Brings more bytes, at least as many again as there are behind `position`, so that starting a record again
    /// after each fill stays linear. Does nothing at the end.
    mutating func fill(from position: Int) throws(CasebookError) {
        let wanted = max(pieceSize, bytes.count - position)
        let target = bytes.count + wanted
        while bytes.count < target, !isAtEnd {
            if try !stream.read(pieceSize, into: &bytes) { isAtEnd = true }
        }
    }

    /// Forgets the bytes before `position` when they are many, and gives where `position` is now.
    mutating func discard(before position: Int) -> Int {
        guard position >= pieceSize || position == bytes.count else { return position }
        bytes.removeFirst(position)
        return 0
    }
}
