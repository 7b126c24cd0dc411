/// The check digits of numbers that identify people and their money. Digits are values 0 to 9.
enum Checksums {
    /// ISO/IEC 7812-1, annex B.
    static func luhn(_ digits: [UInt8]) -> Bool {
        var sum = 0
        for (offset, digit) in digits.reversed().enumerated() {
            let value = Int(digit)
            sum += offset % 2 == 0 ? value : value < 5 ? value * 2 : value * 2 - 9
        }
        return sum % 10 == 0
    }

    /// ISO/IEC 7064 MOD 97-10 over an IBAN without spaces, ASCII letters and digits.
    static func mod97(_ iban: [UInt8]) -> Bool {
        guard iban.count > 4 else { return false }
        var remainder = 0
        for byte in iban[4...] + iban[..<4] {
            switch byte {
            case 0x30...0x39: remainder = (remainder * 10 + Int(byte - 0x30)) % 97
            case 0x41...0x5A: remainder = (remainder * 100 + Int(byte - 0x41) + 10) % 97
            default: return false
            }
        }
        return remainder == 1
    }

    /// Of the ten digits of an NHS number: weights 10 to 2, modulus 11.
    static func nhs(_ digits: [UInt8]) -> Bool {
        guard digits.count == 10, Set(digits).count > 1 else { return false }
        let sum = zip(digits, (2...10).reversed()).reduce(0) { $0 + Int($1.0) * $1.1 }
        let check = (11 - sum % 11) % 11
        return check < 10 && check == Int(digits[9])
    }

    /// Of the eleven digits of a PESEL, with its date of birth (the century is coded in the month).
    static func pesel(_ digits: [UInt8]) -> Bool {
        guard digits.count == 11 else { return false }
        let month = Int(digits[2] * 10 + digits[3]) % 20
        let day = Int(digits[4] * 10 + digits[5])
        guard (1...12).contains(month), (1...31).contains(day) else { return false }
        let sum = zip(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]).reduce(0) { $0 + Int($1.0) * $1.1 }
        return (10 - sum % 10) % 10 == Int(digits[10])
    }

    /// The letter of a Spanish NIF or NIE, from its number modulo 23.
    static func nif(number: Int, letter: UInt8) -> Bool {
        Array("TRWAGMYFPDXBNJZSQVHLCKE".utf8)[number % 23] == letter
    }

    /// Verhoeff's dihedral check digit, for the twelve digits of an Aadhaar number.
    static func verhoeff(_ digits: [UInt8]) -> Bool {
        var check = 0
        for (position, digit) in digits.reversed().enumerated() {
            check = multiplication(check, permutation(position, Int(digit)))
        }
        return check == 0
    }

    /// The product in the dihedral group of order 10.
    private static func multiplication(_ left: Int, _ right: Int) -> Int {
        switch (left < 5, right < 5) {
        case (true, true): (left + right) % 5
        case (true, false): (left + right) % 5 + 5
        case (false, true): (left - right + 5) % 5 + 5
        case (false, false): (left - right + 5) % 5
        }
    }

    /// Powers of the permutation (1 5 8 9 4 2 7 0)(3 6).
    private static func permutation(_ power: Int, _ digit: Int) -> Int {
        var digit = digit
        for _ in 0..<(power % 8) { digit = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4][digit] }
        return digit
    }

    /// Of the eleven digits of an Australian business number: modulus 89 after taking 1 from the first digit.
    static func abn(_ digits: [UInt8]) -> Bool {
        guard digits.count == 11, digits[0] > 0 else { return false }
        let weights = [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]
        let sum = zip(digits, weights).reduce(-weights[0]) { $0 + Int($1.0) * $1.1 }
        return sum % 89 == 0
    }

    /// Of the eight or nine digits of an Australian tax file number: modulus 11.
    static func tfn(_ digits: [UInt8]) -> Bool {
        let weights = digits.count == 9 ? [1, 4, 3, 7, 5, 8, 6, 9, 10] : [10, 7, 8, 4, 6, 3, 5, 1]
        guard digits.count == weights.count, Set(digits).count > 1 else { return false }
        return zip(digits, weights).reduce(0) { $0 + Int($1.0) * $1.1 } % 11 == 0
    }

    /// The numbers that the Social Security Administration never gives out.
    static func ssn(_ digits: [UInt8]) -> Bool {
        guard digits.count == 9 else { return false }
        let area = Int(digits[0]) * 100 + Int(digits[1]) * 10 + Int(digits[2])
        return area != 0 && area != 666 && area < 900 && (digits[3] != 0 || digits[4] != 0)
            && digits[5...].contains { $0 != 0 }
    }
}
