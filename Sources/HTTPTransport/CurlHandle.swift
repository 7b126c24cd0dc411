internal import CCurl
internal import Foundation

/// One easy handle of libcurl and the memory that it points to. Used by one thread at a time.
final class CurlHandle {
    let pointer: UnsafeMutableRawPointer
    private var fields: UnsafeMutablePointer<curl_slist>?
    private let words: UnsafeMutablePointer<CChar>

    /// libcurl must be started once, before anything else of it.
    static let isStarted = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// - Returns: `nil` when libcurl cannot be started.
    init?() {
        guard Self.isStarted, let handle = curl_easy_init() else { return nil }
        pointer = handle
        words = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
        words.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        casebook_curl_set_pointer(handle, CURLOPT_ERRORBUFFER, words)
    }

    deinit {
        curl_easy_cleanup(pointer)
        curl_slist_free_all(fields)
        words.deallocate()
    }

    /// What libcurl says about its last failure.
    var message: String { String(cString: words) }

    /// The fields of the request.
    ///
    /// - Returns: whether there was memory for them.
    func set(_ fields: [HTTPRequest.Field]) -> Bool {
        for field in fields {
            // libcurl leaves a field out whose value is empty, unless it ends in a semicolon.
            let line = field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)"
            guard let longer = curl_slist_append(self.fields, line) else { return false }
            self.fields = longer
        }
        // Else libcurl waits a second for a go-ahead before it sends a long body, and many servers give none.
        guard let longer = curl_slist_append(self.fields, "Expect:") else { return false }
        self.fields = longer
        casebook_curl_set_list(pointer, CURLOPT_HTTPHEADER, self.fields)
        return true
    }

    /// Asks for compressed answers, which libcurl unpacks before it gives them on.
    func acceptCompression() { casebook_curl_set_text(pointer, CURLOPT_ACCEPT_ENCODING, "gzip, deflate") }

    /// How many bytes of the body went out.
    var uploaded: Int {
        var size: curl_off_t = 0
        casebook_curl_get_size(pointer, CURLINFO_SIZE_UPLOAD_T, &size)
        return Int(size)
    }

    /// Whether the head of the request went out.
    var hasSentHead: Bool {
        var size = 0
        casebook_curl_get_long(pointer, CURLINFO_REQUEST_SIZE, &size)
        return size > 0
    }
}
