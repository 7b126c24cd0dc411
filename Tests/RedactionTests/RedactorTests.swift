import Domain
import Foundation
import Redaction
import Testing

@Suite struct RedactorTests {
    @Test func makesTheDocumentedTokens() throws {
        let ticket = Ticket(id: TicketID("1"), subject: "", body: "", requester: " Jane.Doe@Example.com ")
        #expect(try redactor().redact(ticket).requesterToken == "[[EMAIL_m6iroeylxczqi]]")
        #expect(try redactor(tenant: "bcme").redact(ticket).requesterToken == "[[EMAIL_2y7kg4fphwk5z]]")
    }

    @Test func namesPersonsWithoutAnAddressByTheirType() throws {
        let ticket = Ticket(id: TicketID("1"), subject: "", body: "", requester: "Jane Doe", assignee: "")
        let redacted = try redactor().redact(ticket)
        #expect(redacted.requesterToken?.hasPrefix("[[PERSON_") == true)
        #expect(redacted.assigneeToken == nil)
    }

    @Test func numbersDistinctValuesOverTheWholeTicket() throws {
        let ticket = Ticket(
            id: TicketID("1"), subject: "a@example.com", body: "b@example.com and A@EXAMPLE.com, call 905-674-3793",
            resolution: "c@example.com", fields: ["z": "e@example.com", "b": "d@example.com"])
        let redacted = try redactor().redact(ticket)
        #expect(redacted.subject.masked == "[[EMAIL_1]]")
        #expect(redacted.body.masked == "[[EMAIL_2]] and [[EMAIL_1]], call [[PHONE_1]]")
        #expect(redacted.resolution?.masked == "[[EMAIL_3]]")
        #expect(redacted.fields["b"]?.masked == "[[EMAIL_4]]")
        #expect(redacted.fields["z"]?.masked == "[[EMAIL_5]]")
        #expect(redacted.redactions == ["EMAIL": 5, "PHONE": 1])
    }

    @Test func masksTheRequestersNameInTheTicketsTexts() throws {
        let ticket = Ticket(
            id: TicketID("1"), subject: "Parker, Wilma cannot log in", body: "wilma parker wrote: I will. Wilma too.",
            requester: "Wilma Parker <w@example.com>")
        let redacted = try redactor().redact(ticket)
        #expect(redacted.subject.masked == "[[PERSON_1]] cannot log in")
        #expect(redacted.body.masked == "[[PERSON_2]] wrote: I will. [[PERSON_3]] too.")
        let other = Ticket(
            id: TicketID("2"), subject: "Will fails", body: "will Brack", requester: "will.brack@example.com")
        #expect(try redactor().redact(other).body.masked == "[[PERSON_1]]")
    }

    @Test func masksPartsOfANameThatAnotherTextGives() throws {
        let ticket = Ticket(id: TicketID("1"), subject: "Doyle cannot print", body: "Regards,\nSusanne Doyle")
        #expect(try redactor().redact(ticket).subject.masked == "[[PERSON_1]] cannot print")
    }

    @Test func escapesMasksThatATicketForges() throws {
        #expect(try masked("[[EMAIL_1]] [[[x") == "[\u{2060}[EMAIL_1]] [\u{2060}[\u{2060}[x")
        #expect(try masked("[\u{202E}[EMAIL_1]]") == "[\u{2060}[EMAIL_1]]")
        let bracket = try redactor().redact(text: "[a@example.com]").text
        #expect(bracket.masked == "[\u{2060}[[EMAIL_1]]]")
        #expect(bracket.display == "[[email]]")
    }

    @Test func findsNothingInItsOwnOutput() throws {
        let text = """
            Hi Anna, password: hunter2, mail a@example.com or call 905-674-3793 from 10.1.2.3.
            Regards,
            John Smith, 12 Main Street, Springfield, IL 62704
            """
        let once = try redactor().redact(text: text)
        #expect(once.spans.count == 7)
        let twice = try redactor().redact(text: once.text.masked)
        #expect(twice.spans.isEmpty)
        #expect(try masked(twice.text.masked) == twice.text.masked)
        #expect(try redactor().redact(text: once.text.display).spans.isEmpty)
    }

    @Test func seesThroughHiddenCharactersAndKeepsOffsets() throws {
        #expect(try found("é ja\u{200B}ne@exa\u{2060}mple.com\u{200B}.") == ["EMAIL ja\u{200B}ne@exa\u{2060}mple.com"])
        #expect(try found("４１１１ 1111\u{00A0}1111 1111") == ["CARD ４１１１ 1111\u{00A0}1111 1111"])
        #expect(try found("jane＠example．com") == ["EMAIL jane＠example．com"])
        let spans = try redactor().redact(text: "😀e\u{301} a@example.com\u{202C} 😀").spans
        #expect(spans.map(\.start) == [4] && spans.map(\.end) == [17])
    }

    @Test func stripsWhatTurnsTextAroundOrHidesText() throws {
        #expect(try masked("a\u{202E}b\u{2066}c\u{E0041}d\u{200F}e") == "abcde")
        #expect(try masked("👨\u{200D}👩\u{200D}👧 ک\u{200C}ب") == "👨\u{200D}👩\u{200D}👧 ک\u{200C}ب")
    }

    @Test func leavesNothingReadableOfTwoFindingsThatOverlap() throws {
        let policy = RedactionPolicy(denyList: ["call anna"])
        #expect(try masked("call anna.lena@example.com", policy) == "[[PRIVATE_1]] [[EMAIL_1]]")
    }

    @Test func neverCutsACharacter() throws {
        #expect(try masked("a@example.com\u{301}!") == "[[EMAIL_1]]!")
        #expect(try masked("\r\na@example.com\r\n") == "\r\n[[EMAIL_1]]\r\n")
    }

    @Test func masksDeniedTermsAsWholeWordsWhateverTheirCase() throws {
        let policy = RedactionPolicy(denyList: ["Project Zebra", "ÄRA", "  "])
        #expect(
            try masked("PROJECT  zebra, zebras, ära, Projects", policy)
                == "[[PRIVATE_1]], zebras, [[PRIVATE_2]], Projects")
    }

    @Test func leavesAllowedValuesAndDisabledTypesAlone() throws {
        let policy = RedactionPolicy(allowList: ["Desk@Example.com"], disabled: [.ip])
        #expect(
            try masked("desk@example.com x@example.com 10.1.2.3", policy) == "desk@example.com [[EMAIL_1]] 10.1.2.3")
    }

    @Test func changesItsDigestWithPolicyTenantAndKey() throws {
        let base = try redactor().configurationDigest
        #expect(try redactor().configurationDigest == base)
        #expect(try redactor(RedactionPolicy(denyList: ["x"])).configurationDigest != base)
        #expect(try redactor(RedactionPolicy(version: 2)).configurationDigest != base)
        #expect(try redactor(tenant: "bcme").configurationDigest != base)
        let key = try TokenKey(hex: String(repeating: "ab", count: 32))
        let other = Redactor(policy: RedactionPolicy(), key: key, tenant: try #require(TenantID("acme")))
        #expect(other.configurationDigest != base)
    }

    @Test func tellsRowsApartByEveryMember() throws {
        let redactor = try redactor()
        let ticket = Ticket(id: TicketID("1"), subject: "a", body: "b", labels: ["c", "d"], fields: ["e": "f"])
        var variants = [ticket, ticket, ticket, ticket, ticket, ticket, ticket]
        variants[0].subject = "ab"
        variants[1].body = ""
        variants[2].labels = ["cd"]
        variants[3].fields = ["ef": ""]
        variants[4].status = ""
        variants[5].created = Instant(seconds: 0)
        variants[6].requester = "x"
        let keys = variants.map(redactor.rowKey) + [redactor.rowKey(ticket)]
        #expect(Set(keys).count == 8)
        #expect(redactor.rowKey(ticket) == keys[7])
        #expect(keys[7].count == 64)
        #expect(try keys[7] != RedactionTests.redactor(tenant: "bcme").rowKey(ticket))
    }

    @Test func takesHostileTextInTimeThatGrowsWithItsLength() throws {
        let units = [
            "@", "a@", "1 ", "eyJ-", "://", "a:", "=x", "[[", "password=", "-----BEGIN PRIVATE KEY-----", "Hi Anna ",
            "Mr. A. ", "1.1.", "%40",
        ]
        let clock = ContinuousClock()
        for unit in units {
            let text = String(repeating: unit, count: 200_000 / unit.utf8.count)
            let started = clock.now
            _ = try masked(text)
            #expect(clock.now - started < .seconds(20), "\(unit)")
        }
    }
}

@Suite struct TokenKeyTests {
    @Test(arguments: ["", "00", String(repeating: "g", count: 64), String(repeating: "0", count: 65)])
    func refusesAKeyThatIsNotThirtyTwoBytes(hex: String) throws {
        let error = try #require(throws: CasebookError.self) { try TokenKey(hex: hex) }
        #expect(error.kind == .badConfiguration)
        #expect(hex.count < 5 || !error.description.contains(hex))
    }

    @Test func makesAKeyFileForItsOwnerAloneAndReadsItAgain() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "casebook-key-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "state/token.key")
        let tenant = try #require(TenantID("acme"))
        let keys = try (0..<2).map { _ in try TokenKey.loadOrCreate(file: file) }
        let digests = keys.map { Redactor(policy: RedactionPolicy(), key: $0, tenant: tenant).configurationDigest }
        #expect(digests[0] == digests[1])
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: file.deletingLastPathComponent().path) == ["token.key"])

        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file.path)
        let error = try #require(throws: CasebookError.self) { try TokenKey.loadOrCreate(file: file) }
        #expect(error.kind == .refused)
    }
}
