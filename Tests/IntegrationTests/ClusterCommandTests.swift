import Foundation
import TestSupport
import Testing

/// `casebook cluster` on tables and arrays, without a workspace.
@Suite struct ClusterCommandTests {
    /// A `.npy` file of a header's text and some bytes.
    private func array(_ header: String, _ bytes: Data, in scratch: Scratch) throws -> URL {
        var data = Data([0x93]) + Data("NUMPY".utf8) + Data([1, 0])
        data += Data([UInt8(header.utf8.count & 0xFF), UInt8(header.utf8.count >> 8)]) + Data(header.utf8) + bytes
        let file = scratch.url.appending(path: "vectors-\(UUID().uuidString).npy")
        try data.write(to: file)
        return file
    }

    private func header(_ shape: String, kind: String = "<f4", order: String = "False") -> String {
        "{'descr': '\(kind)', 'fortran_order': \(order), 'shape': \(shape), }\n"
    }

    @Test func refusesArraysThatAreNotWhatTheySay() throws {
        let scratch = try Scratch()
        let sixteen = Data(count: 16)
        let cases: [(header: String, bytes: Data, code: String)] = [
            (header("(2, 2)"), sixteen.prefix(12), "npy_too_short"),
            (header("(2, 2)"), sixteen + Data(count: 1), "npy_too_long"),
            (header("(4,)"), sixteen, "bad_npy"),
            (header("(2, 2)", kind: "<i4"), sixteen, "bad_npy"),
            (header("(2, 2)", kind: ">f4"), sixteen, "bad_npy"),
            (header("(4, 0)"), Data(), "bad_npy"),
            (header("(99999999999999999999, 2)"), sixteen, "bad_npy"),
            (header("(9223372036854775807, 9223372036854775807)"), sixteen, "bad_npy"),
            (header("(60000000000, 1)"), sixteen, "npy_too_short"),
            ("{}", sixteen, "bad_npy"),
        ]
        for (header, bytes, code) in cases {
            let file = try array(header, bytes, in: scratch)
            let run = try Command.casebook("cluster", "--vectors", file.path)
            #expect(run.status == 65, "\(header): \(run.errors)")
            #expect(run.errors.contains(code), "\(header): \(run.errors)")
            #expect(run.errors.contains(file.lastPathComponent))
        }
        let text = try scratch.write("vectors.npy", "id,text\n")
        #expect(try Command.casebook("cluster", "--vectors", text.path).status == 65)
        let missing = try Command.casebook("cluster", "--vectors", scratch.url.path + "/none.npy")
        #expect(missing.status == 65 && missing.errors.contains("none.npy"))
        // A pipe tells no length; its header may promise what no memory holds.
        let endless = try array(header("(60000000000, 1)"), sixteen, in: scratch)
        let piped = try Command.run(
            URL(filePath: "/bin/sh"),
            ["-c", "cat '\(endless.path)' | '\(Repository.binary.path)' cluster --vectors -"])
        #expect(piped.status == 65 && piped.errors.contains("npy_too_short"), "\(piped.errors)")
    }

    @Test func readsEitherOrderAndWidthOfAnArray() throws {
        let scratch = try Scratch()
        let rows: [[Double]] = (0..<40).map { $0 < 20 ? [1, Double($0) / 100, 0] : [0, Double($0) / 100, 1] }
        func bytes(_ order: [Double], double: Bool) -> Data {
            order.reduce(into: Data()) { data, value in
                if double {
                    withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
                } else {
                    withUnsafeBytes(of: Float(value).bitPattern.littleEndian) { data.append(contentsOf: $0) }
                }
            }
        }
        let columns = (0..<3).flatMap { column in rows.map { $0[column] } }
        let files = try [
            array(header("(40, 3)"), bytes(rows.flatMap { $0 }, double: false), in: scratch),
            array(header("(40, 3)", kind: "<f8"), bytes(rows.flatMap { $0 }, double: true), in: scratch),
            array(header("(40, 3)", order: "True"), bytes(columns, double: false), in: scratch),
        ]
        let outputs = try files.map { try Command.casebook("cluster", "--vectors", $0.path) }
        #expect(outputs[0].status == 0, "\(outputs[0].errors)")
        #expect(Set(outputs.map(\.output)).count == 1)
        let clusters = outputs[0].output.split(separator: "\n").dropFirst().map { $0.split(separator: ",")[1] }
        // No cluster holds rows of both kinds, which a wrong order of storage would mix.
        #expect(Set(clusters.prefix(20)).isDisjoint(with: Set(clusters.suffix(20)).subtracting([""])))
    }

    @Test func acceptsFewTicketsAndManyEqualOnes() throws {
        let scratch = try Scratch()
        func labels(_ texts: [String]) throws -> [Substring] {
            let lines = texts.enumerated().map { "\($0),\($1)\n" }.joined()
            let input = try scratch.write("few-\(UUID().uuidString).csv", "id,text\n" + lines)
            let run = try Command.casebook("cluster", "--input", input.path, "--text", "text")
            #expect(run.status == 0, "\(run.errors)")
            let rows = run.output.split(separator: "\n").dropFirst()
            #expect(rows.count == texts.count)
            return rows.map { $0.split(separator: ",", omittingEmptySubsequences: false)[1] }
        }
        #expect(try labels(["the printer is on fire"]).count == 1)
        #expect(try labels(["the printer is on fire", "vpn drops"]).count == 2)
        #expect(try labels([]).isEmpty)
        let equal = try labels([String](repeating: "the printer is on fire", count: 1_000))
        #expect(Set(equal) == ["0"])
    }

    @Test func writesIntoAPipeInsteadOfReplacingIt() throws {
        let scratch = try Scratch()
        let input = try scratch.write("one.csv", "id,text\n1,a word\n")
        let pipe = scratch.url.appending(path: "pipe")
        try #require(mkfifo(pipe.path, 0o600) == 0)
        let run = try Command.run(
            URL(filePath: "/bin/sh"),
            [
                "-c",
                "'\(Repository.binary.path)' cluster --input '\(input.path)' --text text --output '\(pipe.path)' & "
                    + "cat '\(pipe.path)'; wait",
            ])
        #expect(run.output.hasPrefix("id,cluster,theme,strength\n1,"), "\(run.errors)")
        var status = stat()
        #expect(stat(pipe.path, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)
    }
}
