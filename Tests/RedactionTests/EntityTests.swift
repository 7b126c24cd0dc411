import Redaction
import Testing

@Suite struct EntityTests {
    @Test(arguments: [
        ("mail jane.doe@example.com.", ["EMAIL jane.doe@example.com"]),
        ("<a+b_c@sub.example.co.uk>,", ["EMAIL a+b_c@sub.example.co.uk"]),
        ("an müller@bücher.example!", ["EMAIL müller@bücher.example"]),
        ("/find?q=jane%40example.com&x=1", ["EMAIL jane%40example.com"]),
        ("'o'brien@example.com'", ["EMAIL o'brien@example.com"]),
        ("git@github.com:apple/swift.git @Override npm@7.13.0 HttpInputStream@49e30796 a@b", []),
        ("abfs://container@account.dfs.core.windows.net/dir nn/host.example.com@EXAMPLE.COM", []),
        ("install button@design.xpi", []),
    ])
    func findsEmailAddresses(text: String, expected: [String]) throws {
        #expect(try found(text) == expected)
    }

    @Test(arguments: [
        ("call +49 (0)89 1234-5678 now", ["PHONE +49 (0)89 1234-5678"]),
        (
            "905-674-3793, (212) 555-0147, 1-800-555-0199",
            ["PHONE 905-674-3793", "PHONE (212) 555-0147", "PHONE 1-800-555-0199"]
        ),
        ("Desk: 345-899-3560x4587", ["PHONE 345-899-3560x4587"]),
        ("tel:+14155550123", ["PHONE +14155550123"]),
        ("Tel. 089 1234567", ["PHONE 089 1234567"]),
        ("mobile 07700 900 123", ["PHONE 07700 900 123"]),
        ("01.84.17.61.18", ["PHONE 01.84.17.61.18"]),
        ("Phone: 9498777106", ["PHONE 9498777106"]),
        ("2021-09-08T00:21:11.596Z 30/Sep/21 17:20 01/02/2021 2020-01-02 17:14:21+00:00 1618398893421", []),
        ("blk_1073741825_1001 job_1618398893421_0001 HADOOP-17042 bug 1606681 lines 3359-3369", []),
        ("00 01 02 03 04 05 06 07 and 0x00007f2c and 100 200 300", []),
    ])
    func findsTelephoneNumbers(text: String, expected: [String]) throws {
        #expect(try found(text) == expected)
    }

    @Test(arguments: [
        ("from 192.168.1.200:9000 and 10.9.4.175", ["IP 192.168.1.200", "IP 10.9.4.175"]),
        ("host/10.1.0.178:8485", ["IP 10.1.0.178"]),
        (
            "ping 2001:db8::8a2e:370:7334, fe80::1ff:fe23:4567:890a%eth0",
            ["IP 2001:db8::8a2e:370:7334", "IP fe80::1ff:fe23:4567:890a%eth0"]
        ),
        ("::ffff:10.0.0.1", ["IP ::ffff:10.0.0.1"]),
        (
            "at 00:1A:2b:3c:4D:5e or 00-1A-2B-3C-4D-5E or 001a.2b3c.4d5e",
            ["MAC 00:1A:2b:3c:4D:5e", "MAC 00-1A-2B-3C-4D-5E", "MAC 001a.2b3c.4d5e"]
        ),
        ("127.0.0.1 0.0.0.0 255.255.255.0 ::1", []),
        ("version 3.4.0 and 10.15.2, release 10.14.2.0, Chrome/106.0.0.1, SeaMonkey 2.53.8.1", []),
        ("upgrade Derby from 10.10.2.0 to 10.14.2.0", []),
        ("12:34:56 std::vector a::b Foo::bar 1.2.3.4.5 lib-1.2.3.4.jar 1.2.3.4-SNAPSHOT 300.1.1.1 01.02.03.04", []),
        ("SHA1 aa:bb:cc:dd:ee:ff:00:11:22:33:44:55:66:77:88:99:aa:bb:cc:dd", []),
        ("d619dd5bb47ba9ea182340c612ae38c70c78d97e 0197f1a0-6d2e-7c41-9a55-0d3f5b1c2e77", []),
    ])
    func findsNetworkAddresses(text: String, expected: [String]) throws {
        #expect(try found(text) == expected)
    }

    @Test(arguments: [
        ("my card 4111 1111 1111 1111.", ["CARD 4111 1111 1111 1111"]),
        ("card=371449635398431", ["CARD 371449635398431"]),
        ("4012-8888-8888-1882 4111111111111112 9999999999999995", []),
        ("Thread id = 139810402694976", []),
        (
            "IBAN DE89 3704 0044 0532 0130 00, gb82west12345698765432",
            ["IBAN DE89 3704 0044 0532 0130 00", "IBAN gb82west12345698765432"]
        ),
        ("SSN 078-05-1120", ["SSN 078-05-1120"]),
        ("000-12-3456 666-12-3456 900-12-3456", []),
        ("NHS number 943 476 5919 and NHS no 9434765919", ["NHS 943 476 5919", "NHS 9434765919"]),
        ("PESEL 44051401359", ["PESEL 44051401359"]),
        ("DNI 12345678Z, NIE X1234567L", ["NIF 12345678Z", "NIF X1234567L"]),
        ("long x = 12345678L;", []),
        ("Aadhaar 2341 2341 2346", ["AADHAAR 2341 2341 2346"]),
        ("ABN 51 824 753 556", ["ABN 51 824 753 556"]),
        ("TFN: 876 543 210", ["TFN 876 543 210"]),
    ])
    func findsNumbersThatCheck(text: String, expected: [String]) throws {
        #expect(try found(text) == expected)
    }

    @Test(arguments: [
        ("AKIAIOSFODNN7EXAMPLE", ["SECRET AKIAIOSFODNN7EXAMPLE"]),
        ("token ghp_0123456789abcdefghijABCDEFGHIJ012345", ["SECRET ghp_0123456789abcdefghijABCDEFGHIJ012345"]),
        ("xoxb-123456789012-abcdefGHIJ", ["SECRET xoxb-123456789012-abcdefGHIJ"]),
        ("Authorization: Bearer abc.DEF-123_456789xyz", ["SECRET abc.DEF-123_456789xyz"]),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", ["SECRET eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"]),
        ("password=hunter2&user=x", ["SECRET hunter2"]),
        ("Password: hunter2", ["SECRET hunter2"]),
        ("my password is hunter2!", ["SECRET hunter2"]),
        ("DB_PASSWORD='correct horse'", ["SECRET correct horse"]),
        ("{\"apiKey\": \"abcdef\"}", ["SECRET abcdef"]),
        ("mysql --password s3cret db", ["SECRET s3cret"]),
        ("https://bob:s3cret@db.example/x?page=2&token=abcdef#top", ["SECRET bob:s3cret", "SECRET abcdef"]),
        (
            "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nafter",
            ["SECRET -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----"]
        ),
        ("password: incorrect", []),
        ("password=${DB_PASSWORD} password=<secret> password=**** String password = getPassword(conf);", []),
        ("reset the password: the user forgot it. Token: Kind: HDFS_DELEGATION_TOKEN, secret-service", []),
        ("the key is password-file and https://example.com/a?page=2&sort=key", []),
    ])
    func findsSecrets(text: String, expected: [String]) throws {
        #expect(try found(text) == expected)
    }

    @Test(arguments: [
        ("Hi Anna Müller,\nit fails", ["PERSON Anna Müller"]),
        ("Sehr geehrte Frau Dr. Schäfer, der Drucker", ["PERSON Schäfer"]),
        ("Dear Xiuying,", ["PERSON Xiuying"]),
        ("It fails.\n\nRegards,\nJohn Smith", ["PERSON John Smith"]),
        ("Viele Grüße\nZwetlana", ["PERSON Zwetlana"]),
        ("Thanks, Robert", ["PERSON Robert"]),
        ("my name is Rubija", ["PERSON Rubija"]),
        ("Please tell Mr. Grzybowicz and Ms O'Neill", ["PERSON Grzybowicz", "PERSON O'Neill"]),
        ("Contact: Quirin Bauernfeind (IT)", ["PERSON Quirin Bauernfeind"]),
        ("as Maria García-López said", ["PERSON Maria García-López"]),
        ("von Faina D. Yefremova", ["PERSON Faina D. Yefremova"]),
        ("\"Tove Aas\" <tove@example.com>", ["PERSON Tove Aas", "EMAIL tove@example.com"]),
        ("cc [~steve_l]", ["PERSON steve_l"]),
        ("Hi team, Hello World, Dear Support, Hi there!", []),
        ("Thanks,\nThe Support Team", []),
        ("Apache Hadoop Common, Microsoft Windows Server, Santa Barbara, Don't, NullPointerException", []),
        ("10 ms Timeout. MS Office. Grant Access. Mark Complete. Will do. April Release", []),
        ("User: hdfs\nName: core-site.xml\nFrom: Deutsche Bank", []),
    ])
    func findsNamesByWhatStandsAroundThem(text: String, expected: [String]) throws {
        #expect(try found(text) == expected)
    }

    @Test(arguments: [
        ("I live at 12 Main Street, Springfield, IL 62704.", ["ADDRESS 12 Main Street, Springfield, IL 62704"]),
        ("Hauptstraße 12, 10115 Berlin", ["ADDRESS Hauptstraße 12, 10115 Berlin"]),
        ("au 7 rue de la Paix, 75002 Paris", ["ADDRESS 7 rue de la Paix, 75002 Paris"]),
        ("Calle Mayor 5, 28013 Madrid", ["ADDRESS Calle Mayor 5, 28013 Madrid"]),
        ("P.O. Box 149", ["ADDRESS P.O. Box 149"]),
        ("221B Baker Street, London NW1 6XE", ["ADDRESS 221B Baker Street, London NW1 6XE"]),
        ("address: 10 Downing Street", ["ADDRESS 10 Downing Street"]),
        ("Steckplatz 3, Umweg 2, line 12 Main Method, port 8080 Default, E2 3AB", []),
        ("404 Not Found, 3 Data Nodes, 12 Drive Errors, 500 Internal Server Error", []),
    ])
    func findsPostalAddresses(text: String, expected: [String]) throws {
        #expect(try found(text) == expected)
    }
}
