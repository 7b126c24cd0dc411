/// An address that a page may link to: `https`, `mailto`, a place on the page, or a relative path.
enum SafeLink: Equatable {
    case https(String)
    case mailto(String)
    case fragment(String)
    case relative(String)

    /// What every link of foreign origin carries.
    static let relation = "noopener noreferrer nofollow ugc"

    /// Returns `nil` for every other scheme, for `//host`, an absolute path, a backslash, a control character
    /// or white space, and for relative paths that become one of these when percent-decoded.
    init?(_ destination: String) {
        guard !destination.isEmpty, destination.utf8.count <= 2_048, Self.isClean(destination) else { return nil }
        if destination.hasPrefix("#") {
            self = .fragment(destination)
        } else if let scheme = Self.scheme(of: destination) {
            let rest = destination.utf8.dropFirst(scheme.utf8.count + 1)
            switch scheme.lowercased() {
            case "https" where Self.hasHost(rest): self = .https(destination)
            case "mailto" where !rest.isEmpty && rest.first != 0x2F: self = .mailto(destination)
            default: return nil
            }
        } else {
            guard Self.staysRelative(destination) else { return nil }
            self = .relative(destination)
        }
    }

    /// The address with everything but plain ASCII percent-encoded.
    var address: String {
        let text =
            switch self {
            case .https(let text), .mailto(let text), .fragment(let text), .relative(let text): text
            }
        var output = ""
        let digits = Array("0123456789ABCDEF".unicodeScalars)
        for byte in text.utf8 {
            if Self.mayStand(byte) {
                output.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                output += "%"
                output.unicodeScalars.append(digits[Int(byte >> 4)])
                output.unicodeScalars.append(digits[Int(byte & 15)])
            }
        }
        return output
    }

    /// RFC 3986's unreserved and reserved characters and `%`, without brackets and quotes.
    private static func mayStand(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x61...0x7A, 0x41...0x5A, 0x30...0x39: true
        default: "-._~:/?#@!$&()*+,;=%".utf8.contains(byte)
        }
    }

    /// No control character, white space, backslash, or character that changes how text reads.
    private static func isClean(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            scalar.value > 0x20 && scalar.value != 0x5C && !scalar.properties.isWhitespace
                && scalar.properties.generalCategory != .control && scalar.properties.generalCategory != .format
        }
    }

    /// What stands before the first `:`, when that comes before any `/`, `?` or `#`. Deliberately wider than
    /// RFC 3986's grammar, so that no odd spelling of a scheme counts as a relative path.
    private static func scheme(of text: String) -> String? {
        for (index, byte) in zip(text.utf8.indices, text.utf8) {
            if byte == 0x3A { return String(text[..<index]) }
            if byte == 0x2F || byte == 0x3F || byte == 0x23 { return nil }
        }
        return nil
    }

    private static func hasHost(_ rest: Substring.UTF8View) -> Bool {
        guard rest.starts(with: "//".utf8), let first = rest.dropFirst(2).first else { return false }
        return first != 0x2F && first != 0x3F && first != 0x23 && first != 0x40 && first != 0x3A
    }

    private static func staysRelative(_ text: String) -> Bool {
        var current = text
        // Each round takes off one layer of encoding; more layers than this is nobody's honest link.
        for _ in 0..<4 {
            guard current.utf8.first != 0x2F, scheme(of: current) == nil, isClean(current) else { return false }
            let decoded = percentDecoded(current)
            // White space may stand encoded in a file's name.
            let spaced = decoded.replacing(" ", with: "_")
            if spaced == current { return true }
            current = spaced
        }
        return false
    }

    private static func percentDecoded(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var output: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == 0x25, index + 2 < bytes.count, let high = nibble(bytes[index + 1]),
                let low = nibble(bytes[index + 2])
            {
                output.append(high << 4 | low)
                index += 3
            } else {
                output.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x61 + 10
        case 0x41...0x46: digit - 0x41 + 10
        default: nil
        }
    }
}
