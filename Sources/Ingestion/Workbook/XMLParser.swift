import CExpat
import Domain

/// Takes the events of an XML document. Names come without their namespace prefix.
protocol XMLHandler: AnyObject {
    func start(_ name: String, _ attributes: XMLAttributes) throws
    func end(_ name: String) throws
    func text(_ bytes: UnsafeBufferPointer<UInt8>) throws
    /// Whether the handler has seen enough.
    var isDone: Bool { get }
}

/// The attributes of one element, valid while it is being handled.
struct XMLAttributes {
    fileprivate let list: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?

    /// The value of an attribute by its name without prefix.
    subscript(name: String) -> String? {
        guard var cursor = list else { return nil }
        while let key = cursor[0], let value = cursor[1] {
            if XMLParser.localName(key) == name { return String(cString: value) }
            cursor += 2
        }
        return nil
    }
}

/// Owns an expat parser. A document type declaration is refused, and with it every entity: no bomb and no outside
/// file can be named. Nesting is limited as well.
struct XMLParser: ~Copyable {
    private final class Context {
        let handler: any XMLHandler
        let parser: XML_Parser
        var failure: (any Error)?
        var depth = 0

        init(handler: any XMLHandler, parser: XML_Parser) {
            self.handler = handler
            self.parser = parser
        }

        func run(_ body: () throws -> Void) {
            guard failure == nil, !handler.isDone else { return }
            do {
                try body()
                if handler.isDone { XML_StopParser(parser, 0) }
            } catch {
                failure = error
                XML_StopParser(parser, 0)
            }
        }
    }

    /// Why a document was refused.
    enum Refusal: Error { case documentType, tooDeep, malformed }

    private static let maximumDepth = 200

    private let parser: XML_Parser
    private let context: Context

    init?(_ handler: any XMLHandler) {
        guard let parser = XML_ParserCreate(nil) else { return nil }
        self.parser = parser
        context = Context(handler: handler, parser: parser)
        XML_SetUserData(parser, Unmanaged.passUnretained(context).toOpaque())
        XML_SetElementHandler(
            parser,
            { data, name, attributes in
                guard let data, let name else { return }
                let context = Unmanaged<Context>.fromOpaque(data).takeUnretainedValue()
                context.run {
                    context.depth += 1
                    guard context.depth <= XMLParser.maximumDepth else { throw Refusal.tooDeep }
                    try context.handler.start(XMLParser.localName(name), XMLAttributes(list: attributes))
                }
            },
            { data, name in
                guard let data, let name else { return }
                let context = Unmanaged<Context>.fromOpaque(data).takeUnretainedValue()
                context.run {
                    context.depth -= 1
                    try context.handler.end(XMLParser.localName(name))
                }
            })
        XML_SetCharacterDataHandler(parser) { data, text, length in
            guard let data, let text, length > 0 else { return }
            let context = Unmanaged<Context>.fromOpaque(data).takeUnretainedValue()
            context.run {
                try text.withMemoryRebound(to: UInt8.self, capacity: Int(length)) {
                    try context.handler.text(UnsafeBufferPointer(start: $0, count: Int(length)))
                }
            }
        }
        XML_SetStartDoctypeDeclHandler(parser) { data, _, _, _, _ in
            guard let data else { return }
            Unmanaged<Context>.fromOpaque(data).takeUnretainedValue().run { throw Refusal.documentType }
        }
    }

    deinit { XML_ParserFree(parser) }

    /// Parses the next piece; `false` when the handler has seen enough.
    func feed(_ bytes: UnsafeRawBufferPointer, isFinal: Bool) throws -> Bool {
        let status = XML_Parse(
            parser, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count), isFinal ? 1 : 0)
        if let failure = context.failure { throw failure }
        if context.handler.isDone { return false }
        guard status == XML_STATUS_OK else { throw Refusal.malformed }
        return true
    }

    fileprivate static func localName(_ name: UnsafePointer<XML_Char>) -> String {
        var start = name
        var cursor = name
        while cursor.pointee != 0 {
            if cursor.pointee == 0x3A { start = cursor + 1 }
            cursor += 1
        }
        return String(cString: start)
    }
}
