/// Lower case as Python's `str.lower` has it, which some models apply to the whole text first: a sigma that ends a
/// word becomes the final one (the Unicode Standard, 3.13, Final_Sigma).
enum LowercasedText {
    static func lowercased(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var output = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            if scalar == "\u{3A3}" {
                output.append(isFinal(index, of: scalars) ? "\u{3C2}" : "\u{3C3}")
                continue
            }
            for letter in CharacterProperties.shared.lowercased(scalar.value) {
                if let letter = Unicode.Scalar(letter) { output.append(letter) }
            }
        }
        return String(output)
    }

    /// Whether a cased letter stands before and none after, past what case ignores.
    private static func isFinal(_ index: Int, of scalars: [Unicode.Scalar]) -> Bool {
        let before = scalars[..<index].last { !$0.properties.isCaseIgnorable }
        let after = scalars[(index + 1)...].first { !$0.properties.isCaseIgnorable }
        return before?.properties.isCased == true && after?.properties.isCased != true
    }
}
