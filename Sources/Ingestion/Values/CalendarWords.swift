/// Names of months and weekdays in English, German, French and Spanish, folded.
enum CalendarWords {
    private static let months: [String: Int] = {
        let names: [[String]] = [
            ["january", "januar", "janner", "janvier", "enero", "jan", "janv", "ene"],
            ["february", "februar", "fevrier", "febrero", "feb", "fev", "fevr"],
            ["march", "marz", "maerz", "mars", "marzo", "mar", "mrz"],
            ["april", "avril", "abril", "apr", "avr", "abr"],
            ["may", "mai", "mayo"],
            ["june", "juni", "juin", "junio", "jun"],
            ["july", "juli", "juillet", "julio", "jul", "juil"],
            ["august", "aout", "agosto", "aug", "ago", "aou"],
            ["september", "septembre", "septiembre", "setiembre", "sep", "sept", "set"],
            ["october", "oktober", "octobre", "octubre", "oct", "okt"],
            ["november", "novembre", "noviembre", "nov"],
            ["december", "dezember", "decembre", "diciembre", "dec", "dez", "dic"],
        ]
        var months: [String: Int] = [:]
        for (index, words) in names.enumerated() {
            for word in words { months[word] = index + 1 }
        }
        return months
    }()

    private static let weekdays: Set<String> = [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues", "wed",
        "thu", "thur", "thurs", "fri", "sat", "sun", "montag", "dienstag", "mittwoch", "donnerstag", "freitag",
        "samstag", "sonnabend", "sonntag", "mo", "di", "mi", "do", "fr", "sa", "so", "lundi", "mardi", "mercredi",
        "jeudi", "vendredi", "samedi", "dimanche", "lun", "mer", "jeu", "ven", "sam", "dim", "lunes", "martes",
        "miercoles", "jueves", "viernes", "sabado", "domingo", "mie", "jue", "vie", "sab", "dom",
    ]

    /// 1 to 12.
    static func month(_ word: String) -> Int? { months[word] }

    static func isWeekday(_ word: String) -> Bool { weekdays.contains(word) }
}

/// Abbreviated time zones that mean one thing wherever a tracker writes them. `IST` is not here: it is three zones.
enum TimeZoneWords {
    private static let hours: [String: Double] = [
        "z": 0, "utc": 0, "gmt": 0, "ut": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "mez": 1, "cest": 2, "mesz": 2,
        "eet": 2, "eest": 3, "msk": 3, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8,
        "pdt": -7, "akst": -9, "akdt": -8, "hst": -10, "jst": 9, "kst": 9, "sgt": 8, "hkt": 8, "awst": 8,
        "acst": 9.5, "acdt": 10.5, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13,
    ]

    /// Seconds east of UTC.
    static func offset(_ word: String) -> Int? { hours[word].map { Int($0 * 3_600) } }
}
