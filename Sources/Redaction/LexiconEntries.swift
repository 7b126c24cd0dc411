/// The words that detectors know, in English, German, French, Spanish, Italian and a little of others.
enum LexiconEntries {
    static let all: [(Roles, String)] = [
        (
            .greeting,
            """
            hi hello hey dear hallo liebe lieber moin servus bonjour bonsoir salut cher chère hola estimado
            estimada querido querida ciao gentile caro cara beste hej hei cześć olá prezado prezada morning
            afternoon evening tag abend geehrte geehrter greetings
            """
        ),
        (
            .signOff,
            """
            regards cheers thanks thank sincerely yours grüße grüsse gruß gruss grüßen grüssen gruessen gruesse mfg
            vg lg cordialement amicalement saludos saludo atentamente saluti groet groeten groetjes pozdrawiam rgds
            thx danke merci gracias grazie best greetings wishes truly faithfully bien respectfully cordially
            obrigado hälsningar hilsen
            """
        ),
        (
            .title,
            """
            mr mrs ms mx dr prof professor herr herrn frau mme mlle monsieur madame señor señora sra srta dott
            signor signora doctor hrn
            """
        ),
        (
            .label,
            """
            contact name names customer client user username requester requestor reporter reported author assignee
            caller employee from to cc attn attention ansprechpartner ansprechpartnerin kontakt kunde kundin nom
            nombre nome naam imię manager supervisor owner by recipient sender patient guest cardholder beneficiary
            partner vorname nachname kontaktperson meldender melder absender empfänger firstname lastname surname
            fullname
            """
        ),
        (
            .particle,
            """
            von van de der den del della di da dos das du la le bin al el ten ter zu zum af av y
            """
        ),
        (
            .phone,
            """
            phone phones tel telephone telefon telefonnummer call called calling callback mobile cell cellphone fax
            dial ring reach whatsapp sms handy mobil rückruf anrufen zurückrufen telefonisch erreichbar téléphone
            teléfono móvil portable appeler llamar desk hotline telefono cellulare telefoon telefone celular
            messages answering ph mob landline handynummer mobilnummer durchwahl texted pager office
            """
        ),
        (.phoneKind, "office fax mobile cell home work desk phone tel voice direct ext extension mobil handy privat"),
        (
            .card,
            """
            card cards credit debit cc visa mastercard amex maestro payment karte kreditkarte kartennummer tarjeta
            carte carta cartão diners jcb unionpay cvv pan kreditkartennummer
            """
        ),
        (.ssn, "ssn social sozialversicherung itin ssns"),
        (.nhs, "nhs"),
        (.pesel, "pesel"),
        (.aadhaar, "aadhaar aadhar adhaar uidai uid"),
        (.abn, "abn business"),
        (.tfn, "tfn tax"),
        (.nif, "nif nie dni cif documento"),
        (
            .version,
            """
            version versions ver v release releases rel build builds upgrade upgraded upgrading downgrade
            downgraded jdk jre java driver firmware patch hotfix sdk kernel oid update updated branch tag rc
            snapshot plugin addon extension library lib edition runtime bump bumped bumping versión versione wersja
            """
        ),
        (
            .network,
            """
            ip ips ipv4 address addr addresses host hosts hostname server node peer gateway dns nameserver subnet
            ping pinged remote source dest destination adresse endpoint vpn proxy connect connected connecting
            connection router dirección namenode datanode master client_ip logged login localhost nslookup
            traceroute ssh telnet
            """
        ),
        (
            .streetEnd,
            """
            street st avenue ave road rd drive dr lane ln boulevard blvd court ct square sq terrace way parkway
            pkwy highway hwy circle crescent close gardens grove row mews trail plaza quay walk hill place pl
            turnpike str straße strasse gasse allee platz weg ring ufer damm straat laan plein gade vej gata gatan
            katu tie utca tér
            """
        ),
        (
            .streetStart,
            """
            rue avenue boulevard bd place chemin allée impasse route quai cours calle avenida avda av plaza paseo
            camino carrera rua travessa via viale piazza corso ul ulica al aleja largo praça ronda rond
            """
        ),
        (.unit, "apt apartment suite ste unit floor fl flat app whg wohnung room rm building bldg piso puerta etage"),
        (
            .state,
            """
            al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd
            oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy dc pr gu vi as mp aa ae ap on qc bc ab mb sk ns nb nl
            pe
            """
        ),
        (
            .postal,
            """
            address addresses adresse anschrift wohnhaft postcode postal zip plz mailing shipping billing delivery
            lives live living located domicilio dirección indirizzo street road deliver ship lieferadresse adres
            """
        ),
        (
            .password,
            """
            password passwd pwd passphrase passwort kennwort contraseña motdepasse wachtwoord hasło senha passcode
            pass passwords
            """
        ),
        (.key, "secret token key apikey credential credentials auth authorization bearer pin"),
        (
            .organisation,
            """
            corp corporation inc incorporated gmbh ltd limited llc ag sa sarl kg bank team support group department
            dept university server service services company co foundation project system systems software solutions
            technologies technology institute office center centre desk helpdesk association agency ministry hotel
            orchestra club house admin administrator network networks cloud partners consulting industries
            """
        ),
        (.deed, "lives"),
        (.placeBefore, "santa san saint st são mount lake port queen king prince fort new el los las cape"),
        (
            .noSecret,
            """
            null nil none true false undefined incorrect invalid required wrong expired empty missing failed reset
            change changed not is the must should does has was cannot can with for and but string text hidden
            redacted secret password passwd pwd passphrase optional default unset unknown yes no error please you
            your my it file field protected accepted rejected denied authentication based manager prompt prompts
            policy encrypted plaintext stored length value token when if to in on as are masked
            """
        ),
        (.firstName, LexiconNames.first),
        ([.firstName, .ambiguousName], LexiconNames.ambiguous),
        (.notName, LexiconNames.notNames),
    ]
}
