import Domain

/// Numbers the distinct values of one ticket, by type, in order of appearance.
struct MaskNumbering {
    private var numbers: [Key: Int] = [:]
    /// How many distinct values of each type were met.
    private(set) var counts: [EntityType: Int] = [:]

    private struct Key: Hashable {
        let type: EntityType
        let value: String
    }

    /// The number of a value, from 1. `value` is as it stands in the folded text.
    mutating func number(of value: String, type: EntityType) -> Int {
        let key = Key(type: type, value: MaskNumbering.normalised(value, type: type))
        if let number = numbers[key] { return number }
        let number = counts[type, default: 0] + 1
        counts[type] = number
        numbers[key] = number
        return number
    }

    /// The form in which two spellings of one value are equal.
    static func normalised(_ value: String, type: EntityType) -> String {
        switch type {
        case .phone, .card, .ssn, .nhs, .pesel, .aadhaar, .abn, .tfn:
            String(String.UnicodeScalarView(value.unicodeScalars.filter { ("0"..."9").contains($0) }))
        case .iban, .nif, .mac:
            String(
                String.UnicodeScalarView(
                    value.unicodeScalars.filter { $0.isASCII && $0.properties.isAlphabetic || ("0"..."9").contains($0) }
                )
            ).lowercased()
        case .secret: value
        case .email: value.lowercased().replacing("%40", with: "@")
        case .ip, .person, .address, .private: value.collapsedWhitespace.lowercased()
        }
    }
}
