/// Account and card numbers that pass their checks and belong to nobody.
enum PaymentNumbers {
    /// Card numbers that payment providers publish for tests.
    static let cards = [
        "4111 1111 1111 1111", "4242 4242 4242 4242", "5555 5555 5555 4444", "5200 8282 8282 8210",
        "4000 0566 5566 5556",
    ]

    /// An IBAN of a bank that does not exist, with the check digits of ISO 7064 (mod 97).
    static func iban(country: String, _ random: inout SeededRandom) -> String {
        let pattern =
            country == "DE"
            ? "0000 0000 #### #### ##" : country == "ES" ? "0000 0000 #### #### ####" : "CASE 0000 0### #### ##"
        let account = Slots.expanded(pattern, &random)
        let compact = account.filter { $0 != " " } + country + "00"
        var remainder = 0
        for character in compact {
            guard let value = character.hexDigitOrLetterValue else { continue }
            remainder = value < 10 ? (remainder * 10 + value) % 97 : (remainder * 100 + value) % 97
        }
        let check = 98 - remainder
        return "\(country)\(check < 10 ? "0" : "")\(check) \(account)"
    }
}

extension Character {
    /// 0 to 9 for digits, 10 to 35 for capital letters, as IBANs count them.
    fileprivate var hexDigitOrLetterValue: Int? {
        guard let ascii = asciiValue else { return nil }
        switch ascii {
        case 0x30...0x39: return Int(ascii) - 0x30
        case 0x41...0x5A: return Int(ascii) - 0x41 + 10
        default: return nil
        }
    }
}
