/// What people write around a problem in support mail, in four languages: greetings, thanks, and words such as
/// `ticket` and `issue` that fit every problem.
public enum CourtesyWords {
    /// Whether a stem's hash is that of one.
    public static func contains(stemHash: UInt64) -> Bool { hashes.contains(stemHash) }

    private static let hashes = Stemmer.stemHashes(
        """
        hello hi hey dear team sir madam thank thanks regards best kind kindly sincerely cheers greetings morning
        afternoon help please ticket support issue problem question request sorry appreciate advance asap
        urgent hallo guten tag danke dank gruss grusse freundlichen freundliche mfg viele sehr geehrte damen herren
        hilfe anfrage bonjour merci cordialement bonne journee salut aide probleme demande hola gracias saludos
        buenos dias buenas tardes ayuda problema solicitud cordial cordiales
        """)
}
