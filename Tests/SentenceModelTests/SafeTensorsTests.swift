import Domain
import Foundation
import TestSupport
import Testing

@testable import SentenceModel

@Suite struct SafeTensorsTests {
    private func open(header: String, values: [UInt8], in scratch: Scratch) throws -> SafeTensors {
        let file = scratch.url.appending(path: "model.safetensors")
        try TinyModel.weights(header: header, values: Data(values)).write(to: file)
        return try SafeTensors(file: file)
    }

    @Test func readsEveryFloatFormatExactly() throws {
        let scratch = try Scratch()
        // A header of 8k + 3 bytes: no value stands where a float may be read in place.
        var header = """
            {"half":{"dtype":"F16","shape":[2,3],"data_offsets":[0,12]},\
            "brain":{"dtype":"BF16","shape":[2],"data_offsets":[12,16]},\
            "single":{"dtype":"F32","shape":[],"data_offsets":[16,20]},\
            "none":{"dtype":"F32","shape":[0,4],"data_offsets":[20,20]}}
            """
        while header.utf8.count % 8 != 3 { header += " " }
        let halves: [UInt16] = [0x3C00, 0xC000, 0x0001, 0x8000, 0x7BFF, 0x83FF]
        var values = halves.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
        values += [0x80, 0x3F, 0x49, 0xC0, 0xDB, 0x0F, 0x49, 0x40]
        let file = try open(header: header, values: values, in: scratch)
        #expect(file.names == ["brain", "half", "none", "single"])
        #expect(try file.tensor(named: "half", shape: [2, 3]).floats() == [1, -2, 0x1p-24, -0.0, 65504, -0x3FFp-24])
        #expect(try file.tensor(named: "half").floats()[3].sign == .minus)
        #expect(try file.tensor(named: "brain").floats() == [1, -3.140625])
        #expect(try file.tensor(named: "single").floats() == [Float.pi.nextUp])
        #expect(try file.tensor(named: "none").floats() == [])
    }

    @Test func agreesWithTheProcessorOnEveryHalf() {
        for bits in UInt16.min...UInt16.max {
            let value = TensorView.single(ofHalf: bits)
            let exponent = Int(bits >> 10 & 31)
            let fraction = Double(bits & 1023)
            let magnitude = exponent == 0 ? fraction * 0x1p-24 : (1024 + fraction) * pow(2, Double(exponent) - 25)
            if exponent == 31 {
                #expect(fraction == 0 ? value.isInfinite : value.isNaN)
            } else {
                #expect(Double(value) == (bits < 0x8000 ? magnitude : -magnitude))
            }
        }
    }

    @Test(
        arguments: [
            ("", 0, "not possible"),
            ("nonsense!", 0, "not JSON"),
            ("[1]", 0, "not an object"),
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 7, "cut short"),
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 9, "longer"),
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 8, "another size"),
            (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "gaps"),
            (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[8,4]}}"#, 8, "not valid"),
            (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}"#, 8, "not valid"),
            (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, "not valid"),
            (#"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,6]}}"#, 6, "not valid"),
            (#"{"a":{"dtype":"F99","shape":[1],"data_offsets":[0,4]}}"#, 4, "unknown type"),
            (#"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}"#, 0, "not valid"),
            (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775807]}}"#, 4, "not valid"),
            (
                #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
                4, "overlap"
            ),
            (
                #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
                8, "twice"
            ),
        ])
    func refusesWhatIsNotRight(_ header: String, _ count: Int, _ reason: String) throws {
        let scratch = try Scratch()
        let error = #expect(throws: CasebookError.self) {
            try open(header: header, values: [UInt8](repeating: 0, count: count), in: scratch)
        }
        #expect(error?.kind == .badInput)
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
        #expect(error?.description.contains("casebook model fetch") == true)
    }

    @Test func refusesAHeaderLongerThanTheFile() throws {
        let scratch = try Scratch()
        let file = scratch.url.appending(path: "model.safetensors")
        for bytes in [[], [1, 2, 3], [3, 0, 0, 0, 0, 0, 0, 0, 123, 125], [UInt8](repeating: 255, count: 64)]
            as [[UInt8]]
        {
            try Data(bytes).write(to: file)
            #expect(throws: CasebookError.self) { try SafeTensors(file: file) }
        }
        #expect(throws: CasebookError.self) { try SafeTensors(file: scratch.url) }
        #expect(throws: CasebookError.self) { try SafeTensors(file: scratch.url.appending(path: "none")) }
    }

    @Test func survivesEveryCutAndEveryChangedByteOfASmallFile() throws {
        let scratch = try Scratch()
        let file = scratch.url.appending(path: "model.safetensors")
        let whole = TinyModel.weights(
            header: #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, values: Data([0, 0, 128, 63]))
        for length in 0..<whole.count {
            try whole.prefix(length).write(to: file)
            #expect(throws: CasebookError.self) { try SafeTensors(file: file) }
        }
        for index in 0..<whole.count - 4 {
            for bit in 0..<8 {
                var changed = whole
                changed[index] ^= 1 << bit
                try changed.write(to: file)
                // Whatever it now says, what is given lies within the file.
                guard let opened = try? SafeTensors(file: file) else { continue }
                for name in opened.names { #expect(try opened.tensor(named: name).count <= 4) }
            }
        }
    }

    @Test(arguments: [Float.nan, .infinity, -.infinity])
    func refusesWeightsThatAreNoNumbers(_ value: Float) throws {
        let scratch = try Scratch()
        var model = TinyModel()
        model.tensors[5].values[1] = value
        let folder = try model.write(in: scratch)
        let error = #expect(throws: CasebookError.self) { try SentenceModelFiles(folder) }
        #expect(error?.description.contains("not numbers") == true)
    }
}
