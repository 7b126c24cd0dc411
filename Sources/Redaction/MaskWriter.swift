import Domain

/// Writes a text with masks in place of what was found in it.
struct MaskWriter {
    private let detection: Detection
    private var output: [UInt8] = []
    private var spans: [RedactionSpan] = []
    /// The last scalar of the ticket's own text, or of a mask, that was written.
    private var last: UInt32 = 0
    /// Where the next byte of the text is read, and how many code points lie before it.
    private var position = 0
    private var scalars = 0

    /// U+2060 WORD JOINER, which keeps brackets of the ticket from making a mask.
    private static let joiner: [UInt8] = [0xE2, 0x81, 0xA0]

    private init(_ detection: Detection) {
        self.detection = detection
        output.reserveCapacity(detection.text.count + 32)
    }

    /// The masked text and where the values stood, in code points of the text.
    static func write(
        _ detection: Detection, _ findings: [Finding], numbering: inout MaskNumbering
    ) -> (masked: String, spans: [RedactionSpan]) {
        var writer = MaskWriter(detection)
        for finding in findings {
            let start = detection.folded.origin(of: finding.start)
            let end = writer.wholeCharacters(detection.folded.originEnd(of: finding.end, in: detection.text))
            guard start >= writer.position, end > start else { continue }
            writer.copy(to: start)
            let number = numbering.number(of: detection.value(finding), type: finding.type)
            writer.mask(finding.type, number: number, to: end)
        }
        writer.copy(to: detection.text.count)
        return (String(decoding: writer.output, as: UTF8.self), writer.spans)
    }

    /// The end of a value moved over the marks that belong to its last character: left alone they would join
    /// the mask's bracket.
    private func wholeCharacters(_ end: Int) -> Int {
        var end = end
        var next = end
        while next < detection.text.count {
            let (value, length) = ScalarBytes.decode(detection.text, next)
            next += length
            if ScalarFolding.extends(value) { end = next } else if !ScalarFolding.isHidden(value) { break }
        }
        return end
    }

    private mutating func copy(to end: Int) {
        while position < end {
            let first = detection.text[position]
            if first < 0x80, first != 0x5B {
                output.append(first)
                last = UInt32(first)
                position += 1
                scalars += 1
                continue
            }
            let (value, length) = ScalarBytes.decode(detection.text, position)
            if !ScalarFolding.isStripped(value) {
                if value == 0x5B, last == 0x5B { output += MaskWriter.joiner }
                output += detection.text[position..<(position + length)]
                last = value
            }
            position += length
            scalars += 1
        }
    }

    private mutating func mask(_ type: EntityType, number: Int, to end: Int) {
        let start = scalars
        while position < end {
            position += ScalarBytes.decode(detection.text, position).length
            scalars += 1
        }
        // `[` and a mask would read as a mask that begins a bracket earlier.
        if last == 0x5B || ScalarFolding.prepends(last) { output += MaskWriter.joiner }
        output += "[[\(type.rawValue)_\(number)]]".utf8
        last = 0x5D
        spans.append(RedactionSpan(start: start, end: scalars, type: type))
    }
}
