internal import CCurl

/// The body of a request, as libcurl takes it.
///
/// libcurl sends a request again by itself when a connection that it had kept open turns out to be dead. A request
/// that has gone out whole may have been billed, so its body is not given a second time.
struct UploadSource {
    let body: [UInt8]
    /// Whether doing it twice does no harm.
    let isRepeatable: Bool
    private var position = 0
    /// Whether the whole body went out on a connection that then died.
    private(set) var wasLost = false

    init(_ body: [UInt8], isRepeatable: Bool) {
        self.body = body
        self.isRepeatable = isRepeatable
    }

    /// Gives the next bytes.
    ///
    /// - Returns: how many; 0 at the end.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let end = min(position + buffer.count, body.count)
        buffer.copyBytes(from: body[position..<end])
        defer { position = end }
        return end - position
    }

    /// Goes to a place in the body.
    ///
    /// - Returns: whether it may.
    mutating func seek(to place: Int) -> Bool {
        guard isRepeatable || position < body.count, (0...body.count).contains(place) else {
            wasLost = true
            return false
        }
        position = place
        return true
    }
}
