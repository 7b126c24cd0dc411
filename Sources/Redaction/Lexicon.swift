/// What a word may mean to a detector.
struct Roles: OptionSet {
    let rawValue: UInt32
    static let greeting = Roles(rawValue: 1 << 0)
    static let signOff = Roles(rawValue: 1 << 1)
    static let title = Roles(rawValue: 1 << 2)
    /// Stands before a name and a colon.
    static let label = Roles(rawValue: 1 << 3)
    static let firstName = Roles(rawValue: 1 << 4)
    /// A first name that is a word, a place or a product as well: no evidence by itself.
    static let ambiguousName = Roles(rawValue: 1 << 5)
    /// Written with a capital, and yet no part of a person's name.
    static let notName = Roles(rawValue: 1 << 6)
    /// `von`, `de`, `van`: lower-case parts of names.
    static let particle = Roles(rawValue: 1 << 7)
    static let phone = Roles(rawValue: 1 << 8)
    /// May stand after a phone number: `office`, `fax`.
    static let phoneKind = Roles(rawValue: 1 << 9)
    static let card = Roles(rawValue: 1 << 10)
    static let ssn = Roles(rawValue: 1 << 11)
    static let nhs = Roles(rawValue: 1 << 12)
    static let aadhaar = Roles(rawValue: 1 << 13)
    static let abn = Roles(rawValue: 1 << 14)
    static let tfn = Roles(rawValue: 1 << 15)
    static let nif = Roles(rawValue: 1 << 16)
    static let version = Roles(rawValue: 1 << 17)
    static let network = Roles(rawValue: 1 << 18)
    /// Ends a street's name: `Street`.
    static let streetEnd = Roles(rawValue: 1 << 19)
    /// Begins a street's name: `rue`, `Calle`.
    static let streetStart = Roles(rawValue: 1 << 20)
    static let unit = Roles(rawValue: 1 << 21)
    static let state = Roles(rawValue: 1 << 22)
    static let postal = Roles(rawValue: 1 << 23)
    /// What a password is called.
    static let password = Roles(rawValue: 1 << 24)
    /// What a key is called, by itself too weak a sign.
    static let key = Roles(rawValue: 1 << 25)
    static let organisation = Roles(rawValue: 1 << 26)
    static let pesel = Roles(rawValue: 1 << 27)
    /// What only people do, their name before it: `lives`. Companies write and say things, too.
    static let deed = Roles(rawValue: 1 << 28)
    /// A value that a password never has in earnest: `null`, `incorrect`.
    static let noSecret = Roles(rawValue: 1 << 29)
    /// Makes a place of the first name after it: `Santa Barbara`.
    static let placeBefore = Roles(rawValue: 1 << 30)
}

/// A word list for constant-time look-up by hash, the same for every tenant.
struct Lexicon: Sendable {
    private let keys: [UInt64]
    private let values: [UInt32]
    private let mask: Int

    static let standard = Lexicon(LexiconEntries.all)

    init(_ entries: [(Roles, String)]) {
        var roles: [UInt64: UInt32] = [:]
        for (role, words) in entries {
            for word in words.split(whereSeparator: \.isWhitespace) {
                roles[WordHash.of(String(word)), default: 0] |= role.rawValue
            }
        }
        var size = 1_024
        while size < roles.count * 3 { size *= 2 }
        var keys = [UInt64](repeating: 0, count: size)
        var values = [UInt32](repeating: 0, count: size)
        for (key, value) in roles {
            var slot = Int(truncatingIfNeeded: key ^ key >> 32) & (size - 1)
            while values[slot] != 0 { slot = (slot + 1) & (size - 1) }
            keys[slot] = key
            values[slot] = value
        }
        self.keys = keys
        self.values = values
        mask = size - 1
    }

    /// What a word's hash means.
    func roles(_ key: UInt64) -> Roles {
        var slot = Int(truncatingIfNeeded: key ^ key >> 32) & mask
        while values[slot] != 0 {
            if keys[slot] == key { return Roles(rawValue: values[slot]) }
            slot = (slot + 1) & mask
        }
        return []
    }
}
