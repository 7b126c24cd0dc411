import Domain

/// Makes the titles of sibling clusters different from each other.
struct TitleDistinction {
    let writer: TitleWriter

    /// The titles, unique without regard to case. Clusters of one title each add a key phrase that the others of that
    /// title lack; where there is none, the larger keeps the title and the other adds its id.
    func distinct(_ titles: [String], clusters: [Cluster]) -> [String] {
        var result = titles
        let groups = Dictionary(grouping: titles.indices) { titles[$0].lowercased() }
        for group in groups.values.filter({ $0.count > 1 }) {
            for index in group {
                let others = group.filter { $0 != index }.flatMap { clusters[$0].keywords.map(\.phrase) }
                guard let phrase = distinguishing(clusters[index], title: titles[index], others: Set(others)) else {
                    continue
                }
                result[index] = qualified(titles[index], by: writer.asWritten(phrase, clusters[index]))
            }
        }
        // What is still equal differs by id: rare, and stable.
        var used: Set<String> = []
        let order = clusters.indices.sorted { left, right in
            let sizes = (clusters[left].members.count, clusters[right].members.count)
            return sizes.0 != sizes.1 ? sizes.0 > sizes.1 : clusters[left].id < clusters[right].id
        }
        for index in order where !used.insert(result[index].lowercased()).inserted {
            result[index] = qualified(titles[index], by: clusters[index].id.rawValue)
            used.insert(result[index].lowercased())
        }
        return result
    }

    private func distinguishing(_ cluster: Cluster, title: String, others: Set<String>) -> String? {
        let lower = title.lowercased()
        return cluster.keywords.map(\.phrase).first {
            !others.contains($0) && !lower.contains($0.lowercased()) && (2...28).contains($0.utf8.count)
        }
    }

    private func qualified(_ title: String, by word: String) -> String {
        let suffix = " (\(word))"
        return PlainText.trimmed(title, max(20, Headline.limit - suffix.unicodeScalars.count)) + suffix
    }
}
