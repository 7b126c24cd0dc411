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

/// One request and its answer over libcurl: redirects are not followed, nothing is tried twice. Blocks its thread.
final class CurlExchange {
    private let request: HTTPRequest
    private let receiver: any AnswerReceiver
    private let isCancelled: CancellationFlag
    private var reader = HTTPHeadReader()
    private var head: HTTPHead?
    /// What ended the exchange from this side.
    private var thrown: (any Error)?

    init(_ request: HTTPRequest, receiver: any AnswerReceiver, isCancelled: CancellationFlag) {
        self.request = request
        self.receiver = receiver
        self.isCancelled = isCancelled
    }

    /// libcurl must be started once, before anything else of it.
    private static let isStarted = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// Sends the request and gives the answer to the receiver.
    ///
    /// - Throws: `HTTPFailure`, or what the receiver threw.
    func perform(_ limits: TransportLimits, userAgent: String, authority: String?) throws -> HTTPHead {
        guard Self.isStarted, let handle = curl_easy_init() else { throw failure(.malformed, "libcurl did not start") }
        defer { curl_easy_cleanup(handle) }
        var fields: UnsafeMutablePointer<curl_slist>?
        defer { curl_slist_free_all(fields) }
        for field in request.fields {
            guard let longer = curl_slist_append(fields, "\(field.name): \(field.value)") else {
                throw failure(.malformed, "there is no memory left")
            }
            fields = longer
        }
        let errors = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
        errors.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        defer { errors.deallocate() }
        casebook_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, errors)
        configure(handle, limits, userAgent: userAgent, authority: authority)
        casebook_curl_set_list(handle, CURLOPT_HTTPHEADER, fields)
        let code = curl_easy_perform(handle)
        if isCancelled.isSet { throw failure(.cancelled, "it was cancelled") }
        if let thrown { throw thrown }
        guard code == CURLE_OK else { throw failure(code, String(cString: errors)) }
        guard let head else { throw failure(.unreachable, "the server did not answer with HTTP") }
        return head
    }

    private func configure(
        _ handle: UnsafeMutableRawPointer, _ limits: TransportLimits, userAgent: String, authority: String?
    ) {
        casebook_curl_set_text(handle, CURLOPT_URL, request.url.absoluteString)
        casebook_curl_set_text(handle, CURLOPT_USERAGENT, userAgent)
        casebook_curl_allow_http_only(handle)
        casebook_curl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        casebook_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
        casebook_curl_set_long(handle, CURLOPT_SSL_VERIFYPEER, 1)
        casebook_curl_set_long(handle, CURLOPT_SSL_VERIFYHOST, 2)
        if let authority { casebook_curl_set_text(handle, CURLOPT_CAINFO, authority) }
        casebook_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, limits.connecting.milliseconds)
        casebook_curl_set_long(handle, CURLOPT_TIMEOUT_MS, limits.total.milliseconds)
        casebook_curl_set_long(handle, CURLOPT_LOW_SPEED_LIMIT, limits.slowest)
        casebook_curl_set_long(handle, CURLOPT_LOW_SPEED_TIME, max(1, (limits.idle.milliseconds + 999) / 1_000))
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

    /// libcurl gives back the context it was given, while `perform` holds this.
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

    private func failure(_ kind: HTTPFailure.Kind, _ detail: String) -> HTTPFailure {
        HTTPFailure(kind: kind, place: request.url.shown, detail: detail)
    }

    private func failure(_ code: CURLcode, _ words: String) -> HTTPFailure {
        let detail = words.isEmpty ? String(cString: curl_easy_strerror(code)) : words
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
