/// Function words of English, German, French and Spanish, folded as `WordScanner` folds.
public enum StopWords {
    /// Whether a folded word is one.
    public static func contains(_ word: String) -> Bool {
        let bytes = Array(word.utf8)
        return contains(hash: StableHash.of(bytes, 0..<bytes.count))
    }

    /// Whether the `StableHash` of a folded word is that of a stop word.
    public static func contains(hash: UInt64) -> Bool { hashes.contains(hash) }

    private static let hashes: Set<UInt64> = Set(
        (english + " " + german + " " + french + " " + spanish).split(whereSeparator: { $0 == " " || $0 == "\n" })
            .map { word in
                let bytes = Array(word.utf8)
                return StableHash.of(bytes, 0..<bytes.count)
            })

    private static let english = """
        a about above after again all also although always am an and any are arent around as at be because been before
        being below between both but by can cannot cant could couldnt did didnt do does doesnt doing done dont down
        during each either else ever every few for from further get gets getting got had hadnt has hasnt have havent
        having he her here hers him his how however i if in into is isnt it its itself ive just let like may me might
        more most much must my myself neither no nor not now of off on once one only or other our ours out over own per
        please really same she should shouldnt since so some still such than that the their theirs them then there
        therefore these they theyre this those though through thus to too under until up upon us very via was wasnt we
        well were werent what when where whether which while who whom whose why will with within without wont would
        wouldnt yes yet you your yours im id ill youre thats theres whats etc eg ie
        """
    private static let german = """
        aber alle allem allen aller alles als also am an ander andere anderen auch auf aus bei beim bin bis bist bitte da
        damit dann das dass dein dem den denn der des dessen die dies diese diesem diesen dieser dieses doch dort du
        durch ein eine einem einen einer eines er es etwas euch fur gegen hab habe haben hat hatte hatten hier hinter
        ich ihm ihn ihnen ihr ihre ihrem ihren im immer in ins ist ja jede jedem jeden jeder jetzt kann kein keine keinen
        konnen konnte machen man mehr mein meine meinem meinen meiner mich mir mit muss nach nicht nichts noch nun nur
        ob oder ohne schon sehr sein seine seit sich sie sind so soll sollte um und uns unser unsere unter vom von vor
        wann war waren warum was weil welche wenn werde werden wie wieder will wir wird wo wurde wurden zu zum zur zwar
        """
    private static let french = """
        ai alors apres au aucun aussi autre aux avant avec avez avoir avons bien car ce cela ces cet cette chez comme
        comment dans de depuis des deux doit donc dont du elle elles en encore entre est et etait ete etre eu fait faire
        faut ici il ils je jamais la le les leur leurs lors lorsque lui mais me meme mes moi moins mon ne nos notre nous
        on ont ou par parce pas peu peut plus pour pourquoi puis quand que quel quelle qui quoi sa sans se ses si son
        sont sous sur ta tous tout toute toutes tres tu un une vers voici vos votre vous
        """
    private static let spanish = """
        al algo ante antes aqui asi aun aunque cada como con contra cual cuando de del desde donde dos el ella ellos en
        entre era eran es esa ese eso esta estaba estado estan estar este esto estos estoy fue ha haber hace hacer han
        hasta hay he la las le les lo los mas me mi mis mucho muy nada ni no nos nosotros o otra otro para pero por
        porque puede puedo que quien se sea ser si sido sin sobre solo son soy su sus tambien tan tanto te tengo tiene
        todo todos tu un una uno unos usted y ya yo
        """
}
