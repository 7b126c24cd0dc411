/// A kind of personal data or secret; its raw value is what stands in a mask.
public enum EntityType: String, Sendable, Hashable, Codable, CaseIterable, Comparable {
    case email = "EMAIL"
    case phone = "PHONE"
    /// A payment card number.
    case card = "CARD"
    case iban = "IBAN"
    case ip = "IP"
    case mac = "MAC"
    /// Keys, passwords, tokens, and the credentials of a URL.
    case secret = "SECRET"
    /// United States social security number.
    case ssn = "SSN"
    /// Number of the British National Health Service.
    case nhs = "NHS"
    /// Polish national id.
    case pesel = "PESEL"
    /// Spanish national id, of citizens (NIF) and of foreigners (NIE).
    case nif = "NIF"
    case aadhaar = "AADHAAR"
    /// Australian business number.
    case abn = "ABN"
    /// Australian tax file number.
    case tfn = "TFN"
    case person = "PERSON"
    case address = "ADDRESS"
    /// A term of the tenant's deny-list.
    case `private` = "PRIVATE"

    /// Which of two findings over the same text is meant: the lower one, since its grammar is narrower.
    var rank: Int {
        switch self {
        case .private: 0
        case .secret: 1
        case .email: 2
        case .iban: 3
        case .card: 4
        case .ssn, .nhs, .pesel, .nif, .aadhaar, .abn, .tfn: 5
        case .mac: 6
        case .ip: 7
        case .address: 8
        case .person: 9
        case .phone: 10
        }
    }

    public static func < (left: EntityType, right: EntityType) -> Bool { left.rawValue < right.rawValue }
}
