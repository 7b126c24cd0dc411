import Domain
import Ingestion
import Testing

@Suite struct JSONTests {
    @Test func readsAnArrayWithLineNumbers() throws {
        let text = """
            [
              {"id": 1, "subject": "a"},

              {
                "id": 2.0, "subject": "b\\u0301 \\ud83d\\ude00 \\"q\\" \\/"
              }, {"id": 3e2, "subject": "\\ud83d!"}
            ]
            """
        let outcome = try Export("a.json", text).read()
        #expect(outcome.ids == ["1", "2", "300"])
        #expect(outcome.places == ["a.json:2", "a.json:4", "a.json:6"])
        #expect(outcome.tickets.map(\.subject) == ["a", "b\u{301} 😀 \"q\" /", "\u{FFFD}!"])
    }

    @Test(arguments: [
        #"{"issues":[R]}"#, #"{"total": 2, "names": {"a": [1]}, "users": [{"id": 9}], "tickets": [ R ], "next": null}"#,
        #"{"result":[R]}"#, #"{"data":{"results":[R],"more":true}}"#, #"[R]"#, "R2\nR2", #"[R][R]"#, #"{"export":[R]}"#,
    ])
    func findsTheRecords(_ shape: String) throws {
        let record = #"{"id": "I-1", "subject": "s", "comments": [{"id": 5, "subject": "none of ours"}]}"#
        let text = shape.replacing("R2", with: record).replacing("R", with: record)
        let outcome = try Export("a.json", text).read(ColumnMapping(id: "id", subject: "subject"))
        #expect(Set(outcome.ids) == ["I-1"])
        #expect(outcome.rejects.isEmpty)
    }

    @Test func readsAnEmptyList() throws {
        #expect(try Export("a.json", "[]").read(ColumnMapping(id: "id", subject: "subject")).rows == 0)
        #expect(try Export("a.json", #"{"issues": []}"#).read(ColumnMapping(id: "id", subject: "s")).rows == 0)
    }

    @Test func refusesABadLineAndReadsOn() throws {
        let text = """
            {"id": 1, "subject": "a"}
            {"id": 2, "subject": "b

            {"id": 3, "subject": "c"} trailing
            [1]
            {"id": 4, "subject": "d"}
            {"id": 5, "sub
            """
        let outcome = try Export("a.jsonl", text).read()
        #expect(outcome.ids == ["1", "4"])
        #expect(outcome.refusals == ["2 bad_json", "4 bad_json", "5 bad_json", "7 truncated_row"])
        #expect(outcome.rows == 6)
    }

    @Test func keepsTheCompleteRecordsOfACutArray() throws {
        let outcome = try Export("a.json", #"[{"id":1,"subject":"a"},{"id":2,"subject":"b"},{"id":3,"su"#).read()
        #expect(outcome.ids == ["1", "2"])
        #expect(outcome.refusals == ["1 truncated_row"])
        let between = try Export("a.json", #"{"issues":[{"id":1,"subject":"a"},"#).read()
        #expect(between.ids == ["1"])
        #expect(between.refusals == ["1 truncated_row"])
    }

    @Test func doesNotLoseTheRecordsAfterABracketThatIsMissing() throws {
        let text = """
            [{"id": 1, "subject": "a", "user": {"id": 7}},
             {"id": 2, "subject": "b", "user": {"id": 7},
             {"id": 3, "subject": "c", "user": {"id": 7}},
             {"id": 4, "subject": "d}, "user": {"id": 7}},
             {"id": 5, "subject": "e", "user": {"id": 7}}]
            """
        let outcome = try Export("a.json", text).read()
        #expect(outcome.ids == ["1", "3", "5"])
        #expect(outcome.refusals == ["2 bad_json", "4 bad_json"])
    }

    @Test func doesNotEndTheListAtABracketTooMany() throws {
        let text = #"{"issues":[{"id":1,"subject":"a"}],{"id":2,"subject":"b"]},{"id":3,"subject":"c"}],"total":3}"#
        let outcome = try Export("a.json", text).read()
        #expect(outcome.ids == ["1", "3"])
        #expect(outcome.rejects.map(\.code) == ["bad_json"])
    }

    @Test func refusesWhatIsNoObject() throws {
        let outcome = try Export("a.json", #"[1, "two", null, {"id": 3, "subject": "c"}, true]"#).read()
        #expect(outcome.ids == ["3"])
        #expect(outcome.rejects.map(\.code) == ["bad_json", "bad_json", "bad_json", "bad_json"])
    }

    @Test func refusesWhatIsNestedTooDeep() throws {
        func nested(_ depth: Int) -> String {
            let open = String(repeating: "[", count: depth - 1)
            return #"{"id": \#(depth), "subject": "s", "x": \#(open)\#(String(repeating: "]", count: depth - 1))}"#
        }
        let text = [nested(64), nested(65), nested(100_000), nested(2)].joined(separator: "\n")
        let outcome = try Export("a.jsonl", text).read()
        #expect(outcome.ids == ["64", "2"])
        #expect(outcome.rejects.map(\.code) == ["too_deep", "too_deep"])
        let array = try Export("a.json", "[\(nested(64)),\(nested(65)),\(nested(2))]").read()
        #expect(array.ids == ["64", "2"])
    }

    @Test func refusesARecordThatIsTooLargeAndReadsOn() throws {
        let limits = IngestionLimits(rowBytes: 1 << 18, textBytes: 1 << 17)
        let large = String(repeating: "x", count: 1 << 20)
        for (name, text) in [
            ("a.jsonl", #"{"id":1,"subject":"a"}\#n{"id":2,"subject":"\#(large)"}\#n{"id":3,"subject":"c"}"#),
            ("a.json", #"[{"id":1,"subject":"a"},{"id":2,"x":[{"subject":"\#(large)"}]},{"id":3,"subject":"c"}]"#),
        ] {
            let outcome = try Export(name, text, limits: limits).read()
            #expect(outcome.ids == ["1", "3"])
            #expect(outcome.rejects.map(\.code) == ["row_too_large"])
        }
    }

    @Test func flattensPathsInOrderOfAppearance() throws {
        let text = #"[{"a":{"b":{"c":1}},"l":[{"name":"x"},{"name":"y"}],"n":null},{"a":{"d":true},"e":[]}]"#
        let inspection = try Export("a.json", text).inspect()
        #expect(inspection.columns == ["a.b.c", "l.name", "n", "a.d", "e"])
        #expect(inspection.samples == [["1", "x\ny", "", "", ""], ["", "", "", "true", ""]])
    }

    @Test func joinsTheTextOfAnAtlassianDocument() throws {
        let text = #"""
            {"issues":[{"id":"9","key":"AB-1","fields":{"summary":"s","description":{"type":"doc","content":[
            {"type":"paragraph","content":[{"type":"text","text":"First"},{"type":"text","text":"second."}]},
            {"type":"bulletList","content":[{"type":"listItem","content":[{"type":"paragraph","content":[
            {"type":"text","text":"Deep"}]}]}]}]}}}]}
            """#
        let outcome = try Export("a.json", text).read()
        #expect(outcome.ids == ["AB-1"])
        #expect(outcome.tickets.first?.body == "First second. Deep")
    }

    @Test func takesNotANumberAsNothing() throws {
        let outcome = try Export("a.jsonl", #"{"id": 1, "subject": "a", "body": NaN, "priority": null}"#).read()
        #expect(outcome.tickets.first?.body == "")
        #expect(outcome.tickets.first?.priority == nil)
    }
}
