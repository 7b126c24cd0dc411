import Domain
import Foundation
import Ingestion
import Testing

@Suite struct EncodingTests {
    private let text = "id;betreff;text\n1;Größe — „falsch“ €;naïve 😀\n2;x;y\n"

    @Test func readsUTF8WithAndWithoutMark() throws {
        try expectText(Array(text.utf8), .utf8)
        try expectText([0xEF, 0xBB, 0xBF] + Array(text.utf8), .utf8)
    }

    @Test func readsUTF16WithAndWithoutMark() throws {
        let little = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        let big = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0 >> 8), UInt8(truncatingIfNeeded: $0)] }
        try expectText([0xFF, 0xFE] + little, .utf16LittleEndian)
        try expectText([0xFE, 0xFF] + big, .utf16BigEndian)
        try expectText(little, .utf16LittleEndian)
        try expectText(big, .utf16BigEndian)
    }

    @Test func readsCyrillicUTF16WithoutMark() throws {
        let russian = "id;subject;body\n1;Не работает принтер;После обновления\n"
        let bytes = russian.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        #expect(try Export("a.csv", bytes).read().tickets.first?.subject == "Не работает принтер")
    }

    @Test func readsWindows1252() throws {
        let bytes = Array("id;betreff\n1;Gr".utf8) + [0xF6, 0xDF, 0x65, 0x20, 0x80, 0x20, 0x93, 0x78, 0x94, 0x0A]
        let export = try Export("a.csv", bytes)
        #expect(try export.inspect().encoding == .windows1252)
        #expect(try export.read().tickets.first?.subject == "Größe € “x”")
    }

    @Test func findsTheEncodingFarIntoTheFile() throws {
        let bytes = Array("id,subject\n".utf8) + (0..<40_000).flatMap { Array("\($0),plain text\n".utf8) }
        #expect(try Export("a.csv", bytes + Array("x,".utf8) + [0xE9, 0x0A]).read().tickets.last?.subject == "é")
        #expect(try Export("a.csv", bytes + Array("x,é\n".utf8)).read().tickets.last?.subject == "é")
    }

    @Test func refusesARowThatIsNotInTheEncodingOfTheFile() throws {
        let bytes = Array("id,subject\n1,äöü\n2,".utf8) + [0xE9, 0x0A] + Array("3,ß\n".utf8)
        let outcome = try Export("a.csv", bytes).read()
        #expect(outcome.ids == ["1", "3"])
        #expect(outcome.refusals == ["3 bad_encoding"])
    }

    @Test func refusesHalfASurrogatePair() throws {
        var units: [UInt16] = [0xFEFF] + Array("id,subject\n1,".utf16)
        units += [0xD83D] + Array("\n2,b\n".utf16)
        let bytes = units.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8(truncatingIfNeeded: $0 >> 8)] }
        let outcome = try Export("a.csv", bytes).read()
        #expect(outcome.ids == ["2"])
        #expect(outcome.refusals == ["2 bad_encoding"])
    }

    @Test func keepsTheRowsBeforeACharacterThatWasCut() throws {
        let bytes = Array("id,subject\n1,ä\n2,ö".utf8).dropLast()
        let outcome = try Export("a.csv", Array(bytes)).read()
        #expect(outcome.ids == ["1"])
        #expect(outcome.refusals == ["3 truncated_row"])
    }

    @Test func stripsControlCharactersAndKeepsEverythingElse() throws {
        let outcome = try Export(
            "a.csv", "id,subject,body\n 1\u{0} ,a\u{0}\u{7}b\u{7F}\u{85}c,\" x\u{FEFF}\te\u{301}\r\ny\rz\u{9B}\n\"\n"
        ).read()
        #expect(outcome.ids == ["1"])
        #expect(outcome.tickets.first?.subject == "ab\nc")
        // As written: not composed to U+00E9.
        #expect(
            outcome.tickets.first.map { Array($0.body.unicodeScalars) }
                == Array("x\u{FEFF}\te\u{301}\ny\nz".unicodeScalars))
    }

    private func expectText(_ bytes: [UInt8], _ encoding: TextEncoding) throws {
        let export = try Export("a.csv", bytes)
        #expect(try export.inspect().encoding == encoding)
        let outcome = try export.read()
        #expect(outcome.tickets.first?.subject == "Größe — „falsch“ €")
        #expect(outcome.tickets.first?.body == "naïve 😀")
        #expect(outcome.rows == 2)
    }
}
