import Domain

/// `xl/workbook.xml`: the sheets in order, and which day the dates count from.
final class WorkbookHandler: XMLHandler {
    struct Sheet {
        let name: String
        let relation: String
    }

    private(set) var sheets: [Sheet] = []
    private(set) var countsFrom1904 = false
    var isDone: Bool { false }

    func start(_ name: String, _ attributes: XMLAttributes) {
        switch name {
        case "sheet":
            // `r:id` is the second attribute that ends in "id"; `sheetId` is another name.
            sheets.append(
                Sheet(name: attributes["name"] ?? "Sheet\(sheets.count + 1)", relation: attributes["id"] ?? ""))
        case "workbookPr":
            let flag = attributes["date1904"]
            countsFrom1904 = flag == "1" || flag == "true"
        default: break
        }
    }

    func end(_ name: String) {}
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}
}

/// A `.rels` part: targets by relation id. External targets are left out.
final class RelationsHandler: XMLHandler {
    private(set) var targets: [String: (type: String, target: String)] = [:]
    var isDone: Bool { false }

    func start(_ name: String, _ attributes: XMLAttributes) {
        guard name == "Relationship", attributes["TargetMode"] != "External", let id = attributes["Id"],
            let target = attributes["Target"]
        else { return }
        let type = (attributes["Type"] ?? "").split(separator: "/").last.map(String.init) ?? ""
        targets[id] = (type, target)
    }

    func end(_ name: String) {}
    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}

    /// The name of an entry that a target means, seen from the folder `xl`.
    static func entry(_ target: String) -> String {
        var parts: [Substring] = target.hasPrefix("/") ? [] : ["xl"]
        for part in target.split(separator: "/") where part != "." {
            if part == ".." {
                _ = parts.popLast()
            } else {
                parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }
}

/// `xl/styles.xml`: which cell styles show a number as a date.
final class StylesHandler: XMLHandler {
    private var customFormats: [Int: Bool] = [:]
    private var isInCellFormats = false
    private var formatIDs: [Int] = []
    var isDone: Bool { false }

    func start(_ name: String, _ attributes: XMLAttributes) {
        switch name {
        case "numFmt":
            guard let id = attributes["numFmtId"].flatMap(Int.init), let code = attributes["formatCode"] else { return }
            customFormats[id] = NumberFormat.isDate(code)
        case "cellXfs": isInCellFormats = true
        case "xf" where isInCellFormats: formatIDs.append(attributes["numFmtId"].flatMap(Int.init) ?? 0)
        default: break
        }
    }

    func end(_ name: String) {
        if name == "cellXfs" { isInCellFormats = false }
    }

    func text(_ bytes: UnsafeBufferPointer<UInt8>) {}

    /// By the index that a cell's `s` names.
    var datesByStyle: [Bool] { formatIDs.map { customFormats[$0] ?? NumberFormat.isDate(builtIn: $0) } }
}

/// `xl/sharedStrings.xml`: texts by index, phonetic hints left out. One block of bytes, because a workbook may have
/// millions.
final class SharedStringsHandler: XMLHandler {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var isInText = false
    private var phoneticDepth = 0
    var isDone: Bool { false }

    func start(_ name: String, _ attributes: XMLAttributes) {
        switch name {
        case "t": isInText = phoneticDepth == 0
        case "rPh": phoneticDepth += 1
        default: break
        }
    }

    func end(_ name: String) {
        switch name {
        case "t": isInText = false
        case "rPh": phoneticDepth -= 1
        case "si": ends.append(bytes.count)
        default: break
        }
    }

    func text(_ text: UnsafeBufferPointer<UInt8>) {
        if isInText { bytes.append(contentsOf: text) }
    }

    /// The text at an index, or `nil` when there is none.
    func content(_ index: Int) -> ArraySlice<UInt8>? {
        guard ends.indices.contains(index) else { return nil }
        return bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }
}
