import Domain

/// Names of columns as they are compared and shown.
enum ColumnNames {
    /// Trims the cells of a header and names those that are empty by their position (`column 3`); empty ones at
    /// the end are dropped.
    static func complete(_ cells: [String]) -> [String] {
        var names = cells.map { $0.collapsedWhitespace }
        while names.count > 1, names.last?.isEmpty == true { names.removeLast() }
        return names.enumerated().map { $1.isEmpty ? "column \($0 + 1)" : $1 }
    }

    /// Lower case, without diacritics, words separated by one space: `Short_description`, `shortDescription` and
    /// `SHORT DESCRIPTION` are one name.
    static func normalised(_ name: String) -> String {
        var output = ""
        var pendingSpace = false
        var previousIsLower = false
        for scalar in name.unicodeScalars {
            let folded = WordFolding.fold(scalar)
            if folded.isEmpty {
                if !WordFolding.isCombining(scalar) {
                    pendingSpace = !output.isEmpty
                    previousIsLower = false
                }
                continue
            }
            let isUpper = scalar.properties.isUppercase
            if isUpper, previousIsLower { pendingSpace = true }
            if pendingSpace { output += " " }
            pendingSpace = false
            output += folded
            previousIsLower = !isUpper
        }
        return output
    }
}
