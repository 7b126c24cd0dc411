import CCommonMark
import Synchronization

/// Owns a tree of cmark and frees it.
struct SyntaxTree: ~Copyable {
    let root: OpaquePointer

    /// While it parses, cmark-gfm keeps the special characters of a parser's extensions in a table of the process: of two
    /// parsers at work at once the first to end takes `~` away from the other.
    private static let parsing = Mutex(())

    /// Returns `nil` when cmark could not make a parser or a tree.
    init?(markdown: String, extensions: [String]) {
        guard let parser = cmark_parser_new(CMARK_OPT_DEFAULT) else { return nil }
        defer { cmark_parser_free(parser) }
        for name in extensions {
            guard let syntax = cmark_find_syntax_extension(name) else { continue }
            cmark_parser_attach_syntax_extension(parser, syntax)
        }
        var markdown = markdown
        markdown.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                cmark_parser_feed(parser, characters.baseAddress, characters.count)
            }
        }
        let address = Self.parsing.withLock { _ in UInt(bitPattern: cmark_parser_finish(parser)) }
        guard let root = OpaquePointer(bitPattern: address) else { return nil }
        self.root = root
    }

    deinit { cmark_node_free(root) }
}
