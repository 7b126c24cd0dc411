internal import CCurl
internal import Domain
internal import Foundation
internal import Synchronization

/// Takes an answer as it comes.
protocol AnswerReceiver: AnyObject {
    /// The answer's head; what is thrown ends the exchange.
    func begin(_ head: HTTPHead) throws
    /// The next bytes of the body.
    func receive(_ bytes: UnsafeRawBufferPointer) throws
}

/// One request and its answer over libcurl: redirects are not followed, nothing is tried twice.
final class CurlExchange {
    let handle: CurlHandle
    private let request: HTTPRequest
    private let receiver: any AnswerReceiver
    private let isCancelled: CancellationFlag
    private var upload: UploadSource
    private var reader = HTTPHeadReader()
    private(set) var head: HTTPHead?
    /// What ended the exchange from this side.
    private var thrown: (any Error)?

    /// Prepares the exchange; nothing is sent yet.
    ///
    /// - Parameter isRepeatable: whether libcurl may send the body again when a kept connection was dead.
    /// - Throws: `HTTPFailure` when the request cannot be sent.
    init(
        _ request: HTTPRequest, receiver: any AnswerReceiver, isCancelled: CancellationFlag,
        isRepeatable: Bool = true
    ) throws(HTTPFailure) {
        func malformed(_ detail: String) -> HTTPFailure {
            HTTPFailure(kind: .malformed, place: request.url.shown, detail: detail)
        }
        if let field = request.fields.first(where: { !$0.isOneLine }) {
            throw malformed("the field \(field.name.filter(\.isLetter)) has a line break or a control character in it")
        }
        guard let handle = CurlHandle() else { throw malformed("libcurl did not start") }
        guard handle.set(request.fields) else { throw malformed("there is no memory left") }
        self.handle = handle
        self.request = request
        self.receiver = receiver
        self.isCancelled = isCancelled
        upload = UploadSource(request.body ?? [], isRepeatable: isRepeatable)
    }

    /// Sends the request and gives the answer to the receiver. Blocks its thread.
    ///
    /// - Throws: `HTTPFailure`, or what the receiver threw.
    func perform(_ limits: TransportLimits, userAgent: String, authority: String?) throws -> HTTPHead {
        configure(limits, userAgent: userAgent, authority: authority)
        return try finish(curl_easy_perform(handle.pointer))
    }

    /// What the end of the exchange means.
    func finish(_ code: CURLcode) throws -> HTTPHead {
        if isCancelled.isSet { throw failure(.cancelled, "it was cancelled") }
        if var failure = thrown as? HTTPFailure {
            failure.wasSent = wasSent
            throw failure
        }
        if let thrown { throw thrown }
        guard code == CURLE_OK else { throw failure(code) }
        guard let head else { throw failure(.unreachable, "the server did not answer with HTTP") }
        return head
    }

    /// Gives libcurl everything it needs. It keeps a pointer to this exchange, which must live until the handle does
    /// no more.
    func configure(_ limits: TransportLimits, userAgent: String, authority: String?) {
        let handle = handle.pointer
        casebook_curl_set_text(handle, CURLOPT_URL, request.url.absoluteString)
        casebook_curl_set_text(handle, CURLOPT_USERAGENT, userAgent)
        casebook_curl_allow_http_only(handle)
        casebook_curl_set_long(handle, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        casebook_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        casebook_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
        casebook_curl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1)
        casebook_curl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2)
        if let authority { casebook_curl_set_text(handle, CURLOPT_CAINFO, authority) }
        casebook_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, limits.connecting.milliseconds)
        casebook_curl_set_long(handle, CURLOPT_TIMEOUT_MS, limits.total.milliseconds)
        casebook_curl_set_long(handle, CURLOPT_LOW_SPEED_LIMIT, limits.slowest)
        casebook_curl_set_long(handle, CURLOPT_LOW_SPEED_TIME, max(1, (limits.idle.milliseconds + 999) / 1_000))
        receive()
        begin(request.method)
    }

    private func receive() {
        let handle = handle.pointer
        let context = Unmanaged.passUnretained(self).toOpaque()
        casebook_curl_set_receiver(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            CurlExchange.from(context)?.take(header: UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
        }
        casebook_curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
        casebook_curl_set_receiver(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            CurlExchange.from(context)?.take(body: UnsafeRawBufferPointer(start: bytes, count: size * count)) ?? 0
        }
        casebook_curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
        casebook_curl_set_progress(handle) { context, _, _, _, _ in
            CurlExchange.from(context)?.isCancelled.isSet == false ? 0 : 1
        }
        casebook_curl_set_pointer(handle, CURLOPT_XFERINFODATA, context)
        casebook_curl_set_long(handle, CURLOPT_NOPROGRESS, 0)
    }

    private func begin(_ method: HTTPRequest.Method) {
        let handle = handle.pointer
        switch method {
        case .get: break
        case .head: casebook_curl_set_long(handle, CURLOPT_NOBODY, 1)
        case .post:
            casebook_curl_set_long(handle, CURLOPT_POST, 1)
            casebook_curl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(upload.body.count))
        case .put, .delete:
            if method == .delete { casebook_curl_set_text(handle, CURLOPT_CUSTOMREQUEST, method.rawValue) }
            guard request.hasBody else { return }
            casebook_curl_set_long(handle, CURLOPT_UPLOAD, 1)
            casebook_curl_set_size(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(upload.body.count))
        }
        if request.hasBody { send() }
    }

    private func send() {
        let handle = handle.pointer
        let context = Unmanaged.passUnretained(self).toOpaque()
        casebook_curl_set_reader(handle) { bytes, size, count, context in
            let buffer = UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
            return CurlExchange.from(context)?.upload.read(into: buffer) ?? Int(CURL_READFUNC_ABORT)
        }
        casebook_curl_set_pointer(handle, CURLOPT_READDATA, context)
        casebook_curl_set_seeker(handle) { context, offset, origin in
            guard origin == SEEK_SET, CurlExchange.from(context)?.upload.seek(to: Int(offset)) == true else {
                return CURL_SEEKFUNC_FAIL
            }
            return CURL_SEEKFUNC_OK
        }
        casebook_curl_set_pointer(handle, CURLOPT_SEEKDATA, context)
    }

    /// libcurl gives back the context it was given, while the exchange goes on.
    private static func from(_ context: UnsafeMutableRawPointer?) -> CurlExchange? {
        context.map { Unmanaged<CurlExchange>.fromOpaque($0).takeUnretainedValue() }
    }

    private func take(header line: UnsafeRawBufferPointer) -> Int {
        guard let complete = reader.take(String(decoding: line, as: UTF8.self)) else { return line.count }
        head = complete
        return attempt { try receiver.begin(complete) } ? line.count : 0
    }

    private func take(body: UnsafeRawBufferPointer) -> Int {
        attempt { try receiver.receive(body) } ? body.count : 0
    }

    private func attempt(_ work: () throws -> Void) -> Bool {
        do {
            try work()
            return true
        } catch {
            thrown = error
            return false
        }
    }
}

extension CurlExchange {
    private func failure(_ kind: HTTPFailure.Kind, _ detail: String) -> HTTPFailure {
        var failure = HTTPFailure(kind: kind, place: request.url.shown, detail: detail)
        failure.wasSent = wasSent
        return failure
    }

    /// Whether the whole request went out. libcurl forgets how much when it turns to another connection.
    private var wasSent: Bool {
        head != nil || upload.wasLost || handle.hasSentHead && handle.uploaded >= upload.body.count
    }

    private func failure(_ code: CURLcode) -> HTTPFailure {
        let detail = handle.message.isEmpty ? String(cString: curl_easy_strerror(code)) : handle.message
        switch code {
        case CURLE_OPERATION_TIMEDOUT: return failure(.tooSlow, "it is too slow: \(detail)")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            return failure(.untrusted, "its certificate is not trusted: \(detail)")
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL, CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT:
            return failure(.malformed, detail)
        default: return failure(.unreachable, detail)
        }
    }
}

/// Tells a blocked thread that nobody waits for it any more.
final class CancellationFlag: Sendable {
    private let flag = Atomic(false)

    var isSet: Bool { flag.load(ordering: .relaxed) }
    func set() { flag.store(true, ordering: .relaxed) }
}
