/// The script that reloads open pages after a rebuild. Only this server adds it: published pages do not have it.
enum ReloadScript {
    /// A file of its own, since the policy of the pages allows no inline script.
    static let source = """
        // Asks each second which version of the sites this is, and reloads the page when it changed.
        (function () {
            "use strict";
            var seen = null;
            var lost = false;
            function look() {
                fetch("/__casebook/version", { cache: "no-store" })
                    .then(function (response) { return response.text(); })
                    .then(function (version) {
                        if (lost || (seen !== null && seen !== version)) { window.location.reload(); }
                        seen = version;
                    })
                    .catch(function () { lost = true; })
                    .then(function () { window.setTimeout(look, 1000); });
            }
            look();
        })();

        """

    private static let element = Array("<script src=\"/__casebook/reload.js\" defer></script>".utf8)
    private static let bodyEnd = Array("</body>".utf8)

    /// A page with the script before the last `</body>`, or at its end when it has none.
    static func injected(into page: [UInt8]) -> [UInt8] {
        var start = page.count - bodyEnd.count
        while start >= 0 {
            let isEnd = bodyEnd.indices.allSatisfy { offset in
                let byte = page[start + offset]
                return ((0x41...0x5A).contains(byte) ? byte | 0x20 : byte) == bodyEnd[offset]
            }
            if isEnd { return page[..<start] + element + page[start...] }
            start -= 1
        }
        return page + element
    }
}
