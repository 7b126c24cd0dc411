/// Endings that are those of surnames in many languages and of hardly any other capitalised word.
enum SurnameEndings {
    private static let endings: [[UInt8]] = """
        ová ić dóttir dottir sson nson rson lson owski owska ewski ewska ński ńska inski cki cka orski ska czyk
        wicz enko chuk oğlu oglu escu eanu poulos idis akis shvili adze idze kov rov lov mov nov chev yev dev iev
        kova rova lova mova nova chova leva yeva ieva skaya vsky nsky nsen rsen lsen tsen ansen gaard quist ström
        ucci acci etti elli guez ndez quez nez rez pez dez mez tez sköld lund
        """.split(whereSeparator: \.isWhitespace).map { Array($0.utf8) }

    private static let exceptions: Set<String> = [
        "person", "salesperson", "alaska", "nebraska", "villanova", "innova", "casanova", "geneva",
    ]

    /// Whether a word of five letters or more ends so.
    static func match(_ word: ArraySlice<UInt8>) -> Bool {
        endings.contains { word.count > $0.count + 1 && word.suffix($0.count).elementsEqual($0) }
            && !exceptions.contains(String(decoding: word, as: UTF8.self).lowercased())
    }
}
