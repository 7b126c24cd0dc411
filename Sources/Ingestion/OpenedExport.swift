import Domain

/// An export whose format, encoding and dialect were found out by looking; ready to be read, any number of times.
struct OpenedExport {
    let name: String
    let format: ExportFormat
    let isCompressed: Bool
    /// Of text formats.
    let encoding: TextEncoding?
    let dialect: Dialect?

    private let source: ExportSource
    private let limits: IngestionLimits
    private let finding: EncodingFinding?
    private let fileType: FileType

    /// Looks at an export: its first bytes for the format, all of them for the encoding, the head for the dialect.
    init(_ source: ExportSource, name: String, limits: IngestionLimits) throws(CasebookError) {
        try source.check(name: name)
        self.name = name
        self.limits = limits
        fileType = FileType(name: name)
        var outer: [UInt8] = []
        _ = try source.open(name: name).read(pieceSize, into: &outer)
        guard !outer.isEmpty else { throw .empty(name) }
        isCompressed = outer.starts(with: [0x1F, 0x8B])
        guard isCompressed || !fileType.saysCompressed else {
            throw CasebookError(
                .badInput, code: "not_gzip", file: name, "the file is named .gz but is not packed with gzip",
                remedy: "take .gz off its name, or pack it")
        }
        var head = outer
        if isCompressed {
            head = []
            let stream = try GzipByteStream(try source.open(name: name), name: name, limits: limits)
            while head.count < pieceSize, try stream.read(pieceSize, into: &head) {}
            guard !head.isEmpty else { throw .empty(name) }
        }
        format = try fileType.format(head: head, name: name)
        if format == .workbook {
            self.source = isCompressed ? try Self.unpack(source, name: name, limits: limits) : source
            (encoding, dialect, finding) = (nil, nil, nil)
            return
        }
        self.source = source
        let finding = try Self.lookAtAll(Self.raw(source, isCompressed, name, limits))
        guard !finding.looksBinary else { throw .binary(name) }
        self.finding = finding
        encoding = finding.encoding
        guard format == .delimited else {
            dialect = nil
            return
        }
        let text = TranscodingByteStream(try Self.raw(source, isCompressed, name, limits), finding: finding)
        var decoded: [UInt8] = []
        var isWhole = false
        while decoded.count < pieceSize, !isWhole { isWhole = try !text.read(pieceSize, into: &decoded) }
        guard decoded.contains(where: { $0 > 0x20 }) else { throw .empty(name) }
        dialect = Dialect.detect(decoded, isWhole: isWhole, prefersTab: fileType.saysTab)
    }

    /// Reads the export's tables from the beginning.
    func read(header: HeaderRule, _ handle: TableHandler) throws {
        switch format {
        case .workbook:
            try withoutActuallyEscaping(handle) {
                try WorkbookReader(source: source, name: name, limits: limits).read(header: header, $0)
            }
        case .json:
            guard let finding else { return }
            var reader = JSONReader(
                try text(finding), finding: finding, expectsLines: fileType.saysLines, name: name, limits: limits)
            try reader.read(handle)
        case .delimited:
            guard let finding, let dialect else { return }
            var reader = DelimitedReader(
                try text(finding), dialect: dialect, finding: finding, name: name, limits: limits)
            try reader.read(header: header, handle)
        }
    }

    private func text(_ finding: EncodingFinding) throws(CasebookError) -> TranscodingByteStream {
        TranscodingByteStream(try Self.raw(source, isCompressed, name, limits), finding: finding)
    }

    private static func raw(
        _ source: ExportSource, _ isCompressed: Bool, _ name: String, _ limits: IngestionLimits
    ) throws(CasebookError) -> any ByteStream {
        let stored = try source.open(name: name)
        return isCompressed ? try GzipByteStream(stored, name: name, limits: limits) : stored
    }

    private static func lookAtAll(_ stream: any ByteStream) throws(CasebookError) -> EncodingFinding {
        var detector = EncodingDetector()
        var piece: [UInt8] = []
        while try stream.read(pieceSize, into: &piece) {
            detector.look(at: piece[...])
            piece.removeAll(keepingCapacity: true)
        }
        return detector.finding()
    }

    private static func unpack(
        _ source: ExportSource, name: String, limits: IngestionLimits
    ) throws(CasebookError) -> ExportSource {
        let stream = try raw(source, true, name, limits)
        var bytes: [UInt8] = []
        while try stream.read(pieceSize, into: &bytes) {
            guard bytes.count <= limits.workbookBytes else { throw .expandsTooFar(name) }
        }
        return .bytes(bytes)
    }
}

extension CasebookError {
    static func empty(_ name: String) -> CasebookError {
        CasebookError(
            .badInput, code: "empty_file", file: name, "the file is empty",
            remedy: "export again; an export without tickets still has its header")
    }

    static func binary(_ name: String) -> CasebookError {
        CasebookError(
            .badInput, code: "not_text", file: name, "the file does not hold text",
            remedy: "export as CSV, TSV, JSON, JSON lines or XLSX")
    }
}
