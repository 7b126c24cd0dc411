/// The text a BERT model sees: the steps of the reference's `BertNormalizer`, in its order.
struct BertNormalizer: Sendable, Hashable {
    /// Leave out control characters, and make every white space a space.
    var cleansText: Bool
    /// Put spaces around ideographs.
    var separatesIdeographs: Bool
    /// Decompose canonically, and leave out accents.
    var stripsAccents: Bool
    var lowercases: Bool

    /// Changes nothing.
    static let identity = BertNormalizer(
        cleansText: false, separatesIdeographs: false, stripsAccents: false, lowercases: false)

    /// The steps one after the other, for the few texts whose normal form is needed itself (added tokens that are
    /// looked for in normalised text); everything else goes through `CharacterTable` in one pass.
    func normalize(_ text: some Sequence<UInt32>) -> [UInt32] {
        let properties = CharacterProperties.shared
        var scalars = Array(text)
        if cleansText {
            scalars = scalars.compactMap { scalar in
                let classes = properties.classes[Int(scalar)]
                if classes.contains(.removed) { return nil }
                return classes.contains(.separator) ? 0x20 : scalar
            }
        }
        if separatesIdeographs {
            scalars = scalars.flatMap { CharacterProperties.isIdeograph($0) ? [0x20, $0, 0x20] : [$0] }
        }
        if stripsAccents { scalars = withoutAccents(scalars) }
        return lowercases ? scalars.flatMap(properties.lowercased) : scalars
    }

    private func withoutAccents(_ scalars: [UInt32]) -> [UInt32] {
        let properties = CharacterProperties.shared
        var output: [UInt32] = []
        var run = MarkRun()
        for scalar in scalars {
            let classes = properties.classes[Int(scalar)]
            if classes.contains(.mark) { continue }
            for base in classes.contains(.fixedMark) ? [] : properties.base(of: scalar) {
                let combiningClass = properties.combiningClass(of: base)
                if combiningClass > 0 {
                    run.add(base, combiningClass: combiningClass)
                } else {
                    run.drain { output.append($0) }
                    output.append(base)
                }
            }
            if classes.contains(.fixedMark) { run.drain { output.append($0) } }
        }
        run.drain { output.append($0) }
        return output
    }
}
