/// Names of months, weekdays and parts of the day, as sentences use them.
enum CalendarWords {
    static func month(_ month: Int, _ language: String) -> String {
        let names =
            switch language {
            case "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
            case "es":
                "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
            default: "January February March April May June July August September October November December"
            }
        return String(names.split(separator: " ")[(month + 11) % 12])
    }

    /// - Parameter day: 0 for Monday.
    static func weekday(_ day: Int, _ language: String) -> String {
        let names =
            switch language {
            case "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag"
            case "es": "lunes martes miércoles jueves viernes sábado domingo"
            default: "Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
            }
        return String(names.split(separator: " ")[day % 7])
    }

    /// What comes after "this".
    static func part(ofDay hour: Int, _ language: String) -> String {
        let index = hour < 12 ? 0 : hour < 18 ? 1 : 2
        let names =
            switch language {
            case "de": ["Morgen", "Nachmittag", "Abend"]
            case "es": ["mañana", "tarde", "noche"]
            default: ["morning", "afternoon", "evening"]
            }
        return names[index]
    }
}
