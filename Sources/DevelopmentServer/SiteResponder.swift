internal import Domain

/// Answers requests from a folder of sites: one folder a tenant, and a list of them at `/`.
struct SiteResponder: Sendable {
    let folder: SiteFolder
    let version: SiteVersion

    /// The answer, with the security headers and without a body where the method wants none.
    func reply(to request: SiteRequest) -> SiteReply {
        var reply = answer(request)
        let own = Set(reply.headers.map { $0.name.lowercased() })
        reply.headers += SecurityHeaders.all.filter { !own.contains($0.name.lowercased()) }
        reply.headers.append(("Content-Length", String(reply.body.count)))
        if request.method == "HEAD" { reply.body = [] }
        return reply
    }

    private func answer(_ request: SiteRequest) -> SiteReply {
        guard SiteResponder.isLoopback(request.host) else {
            // A page elsewhere whose name was pointed at this machine must not read tickets.
            return .page(status: 421, title: "Not here", body: "<p>This server answers to localhost alone.</p>")
        }
        guard request.method == "GET" || request.method == "HEAD" else {
            var reply = SiteReply.page(status: 405, title: "Not allowed", body: "<p>These are files.</p>")
            reply.headers.append(("Allow", "GET, HEAD"))
            return reply
        }
        guard let (segments, isFolder) = SiteResponder.segments(of: request.path) else { return notFound([]) }
        switch (segments.first, isFolder) {
        case (nil, _): return folder.bytes(at: ["index.html"]).map { html($0, request) } ?? listing()
        case ("__casebook", _): return own(segments)
        case (_, true): return page(segments + ["index.html"], request)
        case (_, false): return page(segments, request)
        }
    }

    private func page(_ segments: [String], _ request: SiteRequest) -> SiteReply {
        switch folder.entry(at: segments) {
        case .file:
            guard let bytes = folder.bytes(at: segments), let name = segments.last else { return notFound(segments) }
            let type = MediaType.of(fileNamed: name)
            if type == MediaType.html { return html(bytes, request) }
            return conditional(bytes, type: type, request)
        case .folder:
            if segments.last == "index.html" { return notFound(segments) }
            let query = request.query.isEmpty ? "" : "?" + request.query
            let headers = [("Location", request.path + "/" + query), ("Content-Type", MediaType.html)]
            return SiteReply(status: 301, headers: headers.map { (name: $0.0, value: $0.1) })
        case nil: return notFound(segments)
        }
    }

    private func html(_ bytes: [UInt8], _ request: SiteRequest) -> SiteReply {
        conditional(ReloadScript.injected(into: bytes), type: MediaType.html, request)
    }

    private func conditional(_ bytes: [UInt8], type: String, _ request: SiteRequest) -> SiteReply {
        let tag = "\"\(ContentDigest.of(bytes).hex.prefix(32))\""
        let candidates = request.ifNoneMatch?.split(separator: ",").map(\.trimmedWhitespace) ?? []
        if candidates.contains(where: { $0 == "*" || $0 == tag || $0 == "W/" + tag }) {
            return SiteReply(status: 304, headers: [("ETag", tag)])
        }
        return SiteReply(status: 200, headers: [("Content-Type", type), ("ETag", tag)], body: bytes)
    }

    private func own(_ segments: [String]) -> SiteReply {
        switch segments.dropFirst().joined(separator: "/") {
        case "reload.js":
            SiteReply(
                status: 200,
                headers: [
                    ("Content-Type", MediaType.of(fileNamed: "reload.js")), ("Cache-Control", "private, no-store"),
                ],
                body: Array(ReloadScript.source.utf8))
        case "version":
            SiteReply(
                status: 200,
                headers: [
                    ("Content-Type", MediaType.of(fileNamed: "a.txt")), ("Cache-Control", "private, no-store"),
                ],
                body: Array(String(version.value).utf8))
        default: notFound([])
        }
    }

    /// The site's own page where it has one.
    private func notFound(_ segments: [String]) -> SiteReply {
        if let site = segments.first, let bytes = folder.bytes(at: [site, "404.html"]) {
            return SiteReply(
                status: 404, headers: [("Content-Type", MediaType.html)], body: ReloadScript.injected(into: bytes))
        }
        let page = SiteReply.page(
            status: 404, title: "Not found", body: "<p>Nothing stands at this address. <a href=\"/\">All sites</a></p>")
        return SiteReply(status: 404, headers: page.headers, body: ReloadScript.injected(into: page.body))
    }

    private func listing() -> SiteReply {
        let links = folder.sites().map { name in
            "<li><a href=\"/\(SiteResponder.encoded(name))/\">\(SiteResponder.escaped(name))</a></li>"
        }
        let body = links.isEmpty ? "<p>No site is built yet.</p>" : "<ul>\n\(links.joined(separator: "\n"))\n</ul>"
        let page = SiteReply.page(status: 200, title: "Casebook sites", body: body)
        return SiteReply(status: 200, headers: page.headers, body: ReloadScript.injected(into: page.body))
    }
}

extension SiteResponder {
    /// The decoded segments of a path, and whether it names a folder. `nil` for anything but plain names: nothing
    /// climbs, hides behind a dot, or hides a separator in an escape.
    static func segments(of path: String) -> (segments: [String], isFolder: Bool)? {
        guard path.utf8.first == UInt8(ascii: "/") else { return nil }
        var parts = path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let isFolder = parts.last?.isEmpty ?? true
        if isFolder { parts = parts.dropLast() }
        var segments: [String] = []
        for part in parts {
            guard let bytes = percentDecoded(Array(part)), let name = String(validating: bytes, as: UTF8.self),
                !name.isEmpty, bytes.first != UInt8(ascii: "."),
                !bytes.contains(where: {
                    $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") || $0 < 0x20 || $0 == 0x7F
                })
            else { return nil }
            segments.append(name)
        }
        return (segments, isFolder)
    }

    private static func percentDecoded(_ bytes: [UInt8]) -> [UInt8]? {
        func value(_ digit: UInt8) -> UInt8? {
            switch digit {
            case 0x30...0x39: digit - 0x30
            case 0x41...0x46: digit - 0x41 + 10
            case 0x61...0x66: digit - 0x61 + 10
            default: nil
            }
        }
        var output: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%") {
                guard index + 2 < bytes.count, let high = value(bytes[index + 1]), let low = value(bytes[index + 2])
                else { return nil }
                output.append(high << 4 | low)
                index += 3
            } else {
                output.append(bytes[index])
                index += 1
            }
        }
        return output
    }

    /// `localhost`, `127.0.0.1` or `[::1]`, with or without a port.
    static func isLoopback(_ host: String?) -> Bool {
        guard var name = host?.lowercased() else { return false }
        if let colon = name.lastIndex(of: ":"),
            name[name.index(after: colon)...].allSatisfy({ ("0"..."9").contains($0) }),
            !name.hasSuffix("]")
        {
            name = String(name[..<colon])
        }
        return name == "localhost" || name == "127.0.0.1" || name == "[::1]"
    }

    private static func encoded(_ name: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return name.utf8.map { byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
            return isPlain
                ? String(UnicodeScalar(byte)) : "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
        }.joined()
    }

    private static func escaped(_ name: String) -> String {
        name.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
