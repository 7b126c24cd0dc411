/// Words that a noun follows: articles and possessives of English, German, Spanish, French, Italian, Portuguese and
/// Dutch, folded as `WordScanner` folds them.
enum Determiners {
    private static let words: Set<[UInt8]> = Set(
        """
        the a an my our your his her their its this these those any every \
        der die das den dem des ein eine einen einem einer eines mein meine meinen meinem meiner unser unsere unseren \
        unserem unserer kein keine keinen im am zum zur vom beim ins \
        el la los las un una unos unas mi mis nuestro nuestra nuestros nuestras su sus del al \
        le les une mon ma mes notre nos votre vos du des au aux ce cette \
        il gli uno mio mia nostro nostra um uma meu minha nosso nossa het een mijn onze
        """.split(separator: " ").map { Array($0.utf8) })

    static func contains(_ folded: ArraySlice<UInt8>) -> Bool {
        // None is longer.
        folded.count <= 8 && words.contains(Array(folded))
    }
}
