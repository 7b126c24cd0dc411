extension HTTPTransport {
    /// Makes a request once and gives the whole answer, whatever its status: for calls of APIs.
    ///
    /// Connections are kept open for the next request, HTTP/2 is used where the server offers it, and answers may
    /// come packed. No redirect is followed: such calls carry credentials.
    ///
    /// - Parameters:
    ///   - isRepeatable: whether doing it twice costs nothing and changes nothing. Only then may a request go out
    ///     again on a new connection when a kept one was dead.
    ///   - largestReply: in bytes, unpacked.
    /// - Throws: `HTTPFailure`; its `wasSent` says whether the server may have done what it was asked.
    public func exchange(
        _ request: HTTPRequest, isRepeatable: Bool = false, largestReply: Int = 16 << 20
    ) async throws(HTTPFailure) -> HTTPReply {
        let reply = try await loop.carry { cancellation, end in
            Transfer.Job(
                request: request, limits: limits, userAgent: userAgent, authority: authority,
                largestReply: largestReply, isRepeatable: isRepeatable, cancellation: cancellation, end: end)
        }.get()
        guard !(300...399).contains(reply.status) else {
            throw HTTPFailure(
                kind: .redirected, place: request.url.shown,
                detail: "it leads to another place, where the key must not go")
        }
        return reply
    }
}
