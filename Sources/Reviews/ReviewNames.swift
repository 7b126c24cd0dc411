public import Domain

/// The two kinds of reviews.
public enum ReviewFamily: String, Sendable, Hashable, CaseIterable {
    case approval, feedback

    /// The SSHSIG namespace that its signatures are made in.
    public var namespace: String { "\(rawValue)@casebook" }
    /// The value of `schema`.
    public var schema: String { "casebook.\(rawValue)/1" }
    /// Whose affair it is.
    public var role: ReviewRole { self == .approval ? .po : .sme }
    /// The folder below `reviews/`.
    public var folder: String { self == .approval ? "approvals" : "feedback" }

    init?(namespace: String) {
        guard let family = ReviewFamily.allCases.first(where: { $0.namespace == namespace }) else { return nil }
        self = family
    }
}

/// What a person may be in `tenant.yaml`.
public enum ReviewRole: String, Sendable, Hashable, CaseIterable, Codable {
    case po, sme, analyst, admin
}

/// The id of a review: a UUID in lower case.
public struct ReviewID: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
    public let rawValue: String

    /// Returns `nil` unless the text is `8-4-4-4-12` lower-case hexadecimal digits.
    public init?(_ rawValue: String) {
        let bytes = Array(rawValue.utf8)
        guard bytes.count == 36 else { return nil }
        for (index, byte) in bytes.enumerated() {
            let isDash = [8, 13, 18, 23].contains(index)
            let isDigit = (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
            guard isDash ? byte == UInt8(ascii: "-") : isDigit else { return nil }
        }
        self.rawValue = rawValue
    }

    /// A UUID of version 7: in order of time.
    ///
    /// - Parameters:
    ///   - random: 10 bytes nobody can foresee.
    public init(at moment: Instant, random: [UInt8]) {
        let time = withUnsafeBytes(of: UInt64(max(0, moment.seconds) * 1_000).bigEndian) { Array($0.suffix(6)) }
        var bytes = time + random.prefix(10)
        bytes += [UInt8](repeating: 0, count: 16 - bytes.count)
        bytes[6] = bytes[6] & 0x0F | 0x70
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text += "-" }
            text.append(digit)
        }
        rawValue = text
    }

    public var description: String { rawValue }

    public static func < (left: ReviewID, right: ReviewID) -> Bool { left.rawValue < right.rawValue }
}

/// What a review is about: a cluster's resolution, or the answer to a standing question.
public enum ReviewSubject: Hashable, Sendable {
    case resolution(ClusterID)
    case assessment(QuestionID)

    /// The value of `subject.kind`.
    public var kind: String {
        switch self {
        case .resolution: "resolution"
        case .assessment: "assessment"
        }
    }

    /// The value of `subject.id`.
    public var id: String {
        switch self {
        case .resolution(let id): id.rawValue
        case .assessment(let id): id.rawValue
        }
    }

    /// The published file, within the tenant's site, whose bytes are reviewed.
    public var path: String {
        switch self {
        case .resolution(let id): "clusters/\(id)/resolution.md"
        case .assessment(let id): "assessments/\(id)/answer.md"
        }
    }

    /// The subject whose text is published at a path of the site, if it is one.
    public init?(path: String) {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard segments.count == 3 else { return nil }
        switch (segments[0], segments[2]) {
        case ("clusters", "resolution.md"):
            guard let id = ClusterID(segments[1]) else { return nil }
            self = .resolution(id)
        case ("assessments", "answer.md"):
            guard let id = QuestionID(segments[1]) else { return nil }
            self = .assessment(id)
        default: return nil
        }
    }
}
