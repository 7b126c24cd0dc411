import Foundation
import TestSupport
import Testing

/// The same content gives the same bytes, wherever and in whatever order it is found.
@Suite struct DeterminismTests {
    @Test func orderFolderZoneAndLocaleChangeNothing() throws {
        let scratch = try Scratch()
        let header = "id,subject,body,created,status"
        let lines = String(decoding: SampleWorkspace.csv(count: 240), as: UTF8.self)
            .split(separator: "\n").map(String.init).dropFirst()
        let half = lines.count / 2
        func export(_ lines: some Sequence<String>) -> Data { Data(([header] + lines).joined(separator: "\n").utf8) }
        let plain = try SampleWorkspace.make(
            in: scratch, named: "one",
            tenants: ["acme": ["a.csv": export(lines.prefix(half)), "b.csv": export(lines.dropFirst(half))]])
        let shuffled = lines.reversed()
        let other = try SampleWorkspace.make(
            in: scratch, named: "deeply/nested/other",
            tenants: ["acme": ["b.csv": export(shuffled.prefix(half)), "z.csv": export(shuffled.dropFirst(half))]])
        let first = try Command.casebook("build", "--workspace", plain.path, environment: ["TZ": "UTC"])
        #expect(first.status == 0, "\(first.errors)")
        let second = try Command.casebook(
            "build", "--workspace", other.path,
            environment: ["TZ": "Asia/Kolkata", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"], in: scratch.url)
        #expect(second.status == 0, "\(second.errors)")
        let left = try snapshot(of: plain.appending(path: "public"))
        let right = try snapshot(of: other.appending(path: "public"))
        #expect(!left.isEmpty)
        #expect(differences(left, right) == [])
    }

    @Test func theSameFileTwiceIsOneFile() throws {
        let scratch = try Scratch()
        let csv = SampleWorkspace.csv(count: 60)
        let once = try SampleWorkspace.make(in: scratch, named: "once", tenants: ["acme": ["a.csv": csv]])
        let twice = try SampleWorkspace.make(
            in: scratch, named: "twice", tenants: ["acme": ["a.csv": csv, "copy.csv": csv]])
        for workspace in [once, twice] {
            #expect(try Command.casebook("build", "--workspace", workspace.path).status == 0)
        }
        let left = try snapshot(of: once.appending(path: "public"))
        #expect(differences(left, try snapshot(of: twice.appending(path: "public"))) == [])
    }
}
