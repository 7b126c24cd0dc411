import Domain

/// Cuts a long text into overlapping passages at sentence borders.
enum PassageSplitter {
    /// A sentence as a byte range of its text, with its number of words.
    struct Span {
        let range: Range<Int>
        let words: Int
    }

    /// Byte ranges of passages of about `parameters.passageWords` words. A neighbour begins with the last
    /// sentences of the one before, up to `overlapWords` words of them.
    static func passages(of text: String, parameters: BM25Parameters) -> [Range<Int>] {
        var text = text
        return text.withUTF8 { bytes in
            let spans = sentences(String(decoding: bytes, as: UTF8.self), bytes).flatMap {
                pieces(of: $0, bytes, limit: parameters.passageWords)
            }
            return merge(spans, parameters)
        }
    }

    private static func merge(_ spans: [Span], _ parameters: BM25Parameters) -> [Range<Int>] {
        var passages: [Range<Int>] = []
        var first = 0
        while first < spans.count {
            var end = first
            var words = 0
            while end < spans.count, end == first || words + spans[end].words <= parameters.passageWords {
                words += spans[end].words
                end += 1
            }
            // A short rest would be a passage of no weight: it joins the last one.
            let rest = spans[end...].reduce(0) { $0 + $1.words }
            if rest < parameters.passageWords / 3 { end = spans.count }
            passages.append(spans[first].range.lowerBound..<spans[end - 1].range.upperBound)
            if end == spans.count { break }
            var next = end
            var shared = 0
            while next > first + 1, shared + spans[next - 1].words <= parameters.overlapWords {
                next -= 1
                shared += spans[next].words
            }
            first = next
        }
        return passages
    }

    /// The sentences of `TextAnalysis` as byte ranges: they follow each other with nothing but white space
    /// between, so each is found at the cursor.
    static func sentences(_ text: String, _ bytes: UnsafeBufferPointer<UInt8>) -> [Span] {
        var spans: [Span] = []
        var cursor = 0
        for sentence in TextAnalysis.sentences(text) {
            let length = sentence.utf8.count
            guard let lead = sentence.utf8.first else { continue }
            while cursor + length <= bytes.count,
                bytes[cursor] != lead || !sentence.utf8.elementsEqual(bytes[cursor..<cursor + length])
            {
                cursor += 1
            }
            guard cursor + length <= bytes.count else { break }
            let range = cursor..<cursor + length
            spans.append(Span(range: range, words: words(in: range, bytes)))
            cursor = range.upperBound
        }
        return spans
    }

    /// A sentence longer than a passage, such as a log on one line, is cut at white space.
    private static func pieces(of span: Span, _ bytes: UnsafeBufferPointer<UInt8>, limit: Int) -> [Span] {
        guard span.words > limit else { return [span] }
        var pieces: [Span] = []
        var start = span.range.lowerBound
        var words = 0
        var isInWord = false
        for index in span.range {
            let isSpace = bytes[index] <= 0x20
            if isSpace, isInWord, words >= limit / 2 {
                pieces.append(Span(range: start..<index, words: words))
                start = index + 1
                words = 0
            }
            if !isSpace, !isInWord { words += 1 }
            isInWord = !isSpace
        }
        if words > 0 { pieces.append(Span(range: start..<span.range.upperBound, words: words)) }
        return pieces
    }

    /// Runs of anything but ASCII white space.
    private static func words(in range: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var count = 0
        var isInWord = false
        for index in range {
            let isSpace = bytes[index] <= 0x20
            if !isSpace, !isInWord { count += 1 }
            isInWord = !isSpace
        }
        return count
    }
}
