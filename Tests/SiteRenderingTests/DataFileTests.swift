import Domain
import Foundation
import Testing

@testable import SiteRendering

#if canImport(FoundationXML)
import FoundationXML
#endif

struct DataFileTests {
    @Test func quotesCellsAndDefusesFormulas() {
        var table = CSVText(header: ["a", "b"])
        table.add(["=1+1", "x,\"y\"\nz"])
        table.add(["@x", "\tq"])
        #expect(table.text == "a,b\n'=1+1,\"x,\"\"y\"\"\nz\"\n'@x,'\tq\n")
    }

    @Test func writesJSONThatParses() throws {
        let site = try RenderedSite(FixtureBook.make())
        for name in ["tickets", "clusters", "assessments"] {
            let value = try JSONDecoder().decode(JSONValue.self, from: Data(site.text("data/\(name).json").utf8))
            #expect(value.array?.isEmpty == false, "\(name)")
        }
    }

    @Test func writesSearchRowsThatLeadToPages() throws {
        struct Script: Decodable {
            let v: Int
            let columns: [String]
            let rows: [[String]]
        }
        let site = try RenderedSite(FixtureBook.make())
        let script = site.text("search/index.js")
        let json = script.dropFirst("CasebookSearch.load(".count).dropLast(");\n".count)
        let data = try JSONDecoder().decode(Script.self, from: Data(json.utf8))
        #expect(data.columns == ["url", "kind", "title", "text", "product", "state", "date"])
        #expect(data.rows.count == 2 + 2 + 1 + 43)
        for row in data.rows {
            #expect(row.count == data.columns.count)
            #expect(site.files[row[0]] != nil, "\(row[0])")
            #expect(row[3].unicodeScalars.count <= 201)
        }
    }

    @Test func writesAFeedThatParses() throws {
        let site = try RenderedSite(FixtureBook.make())
        let feed = site.text("changes/feed.atom")
        let parser = XMLParser(data: Data(feed.utf8))
        #expect(parser.parse())
        #expect(
            feed.contains(
                "<link rel=\"self\" type=\"application/atom+xml\" href=\"https://support.example/acme/changes/feed.atom\"/>"
            ))
        #expect(feed.components(separatedBy: "<entry>").count == 4)
    }
}
