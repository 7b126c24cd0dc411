/// What BoringSSL leaves open about Ed25519 (RFC 8032 §5.1): which keys are fit to be trusted at all.
enum Ed25519 {
    /// The field's prime 2^255 − 19, least significant byte first.
    private static let prime: [UInt8] = [0xED] + [UInt8](repeating: 0xFF, count: 30) + [0x7F]

    /// The group's order L, least significant byte first.
    private static let order: [UInt8] =
        [
            0xED, 0xD3, 0xF5, 0x5C, 0x1A, 0x63, 0x12, 0x58, 0xD6, 0x9C, 0xF7, 0xA2, 0xDE, 0xF9, 0xDE, 0x14,
        ] + [UInt8](repeating: 0, count: 15) + [0x10]

    /// The y coordinates of all points whose order divides 8, without the sign of x.
    private static let smallOrder: [[UInt8]] = [
        [UInt8](repeating: 0, count: 32),
        [1] + [UInt8](repeating: 0, count: 31),
        [0xEC] + [UInt8](repeating: 0xFF, count: 30) + [0x7F],
        [
            0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10, 0x67, 0x0F, 0x2A, 0x20,
            0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC, 0x03, 0x7A,
        ],
        [
            0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0, 0xD5, 0xDF,
            0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05,
        ],
    ]

    /// Whether y is below the prime. (Its only other form with x = 0 and a sign belongs to points of small order.)
    static func isCanonical(key: some Collection<UInt8>) -> Bool { isLess(withoutSign(key), than: prime) }

    static func isOfSmallOrder(key: some Collection<UInt8>) -> Bool { smallOrder.contains(withoutSign(key)) }

    /// Whether the second half of a signature is below the group's order.
    static func hasReducedScalar(signature: some Collection<UInt8>) -> Bool {
        isLess(Array(signature.suffix(32)), than: order)
    }

    private static func withoutSign(_ key: some Collection<UInt8>) -> [UInt8] {
        var bytes = Array(key)
        bytes[31] &= 0x7F
        return bytes
    }

    /// Compares numbers of equal length, least significant byte first. The bytes are public: time may tell.
    private static func isLess(_ left: [UInt8], than right: [UInt8]) -> Bool {
        left.reversed().lexicographicallyPrecedes(right.reversed())
    }
}
