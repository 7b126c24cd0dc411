import Domain

/// What makes each file of a site, in the order in which files are handed on.
struct SiteJobs {
    /// Makes files; the argument is the number of the thread that runs it.
    typealias Job = @Sendable (Int) -> [SiteFile]

    let site: BookSite
    let printer: PagePrinter

    func all() -> [Job] {
        fixedFiles() + overview() + clusters() + tickets() + texts() + manual() + data()
    }

    private func page(_ make: @escaping @Sendable (BookSite) -> Page) -> Job {
        { [site, printer] thread in printer.print(make(site), thread: thread) }
    }

    private func fixedFiles() -> [Job] {
        [
            { _ in [SiteFile(path: "robots.txt", text: "User-agent: *\nDisallow: /\n")] },
            { [site, printer] thread in [printer.notFound(site, thread: thread)] },
            { [site, printer] thread in [printer.feed(site, thread: thread)] },
        ]
    }

    private func overview() -> [Job] {
        [
            page { $0.dashboardPage() }, page { $0.aboutPage() }, page { $0.approvalsPage() },
            page { $0.assessmentListPage() }, page { $0.changesPage() }, page { $0.clusterListPage() },
            page { $0.dataPage() }, page { $0.knowledgeListPage() }, page { $0.mapPage() }, page { $0.searchPage() },
            page { $0.ticketListPage() },
        ]
    }

    private func clusters() -> [Job] {
        let living = site.book.clusters.flatMap { cluster in
            [page { $0.clusterPage(cluster) }, page { $0.clusterHistoryPage(cluster) }]
        }
        // An id that lives again in this book has its page already.
        var seen = Set(site.clusters.keys)
        let ended = site.book.ended.filter { seen.insert($0.id).inserted }.map { ended in
            page { $0.endedClusterPage(ended) }
        }
        return living + ended
    }

    private func tickets() -> [Job] {
        let months = site.months.indices.flatMap { index in
            (1...max(1, site.months[index].partCount)).map { part in page { $0.monthPage(index, part: part) } }
        }
        return months + site.book.tickets.map { ticket in page { $0.ticketPage(ticket) } }
    }

    private func texts() -> [Job] {
        let pages =
            site.book.assessments.map { assessment in page { $0.assessmentPage(assessment) } }
            + site.book.articles.map { article in page { $0.articlePage(article) } }
        let files = site.publishedPaths().map { path -> Job in
            { [site] _ in site.texts[path].map { [SiteFile(path: path, bytes: $0.bytes)] } ?? [] }
        }
        return pages + files + [{ [site] _ in site.approvedFiles() }]
    }

    private func manual() -> [Job] {
        guard !site.manual.isEmpty else { return [] }
        let list = site.manual.contains { $0.name == "index" } ? [] : [page { $0.manualListPage() }]
        return list + site.manual.map { entry in page { $0.manualPage(entry) } }
    }

    private func data() -> [Job] {
        let downloads = DataFiles.descriptions.map { file -> Job in
            { [site] _ in [SiteFile(path: "data/\(file.name)", text: DataFiles.content(of: file.name, site))] }
        }
        let checkpoint: Job = { [site] _ in
            site.book.checkpoint.map { [SiteFile(path: "data/ledger.checkpoint", bytes: $0)] } ?? []
        }
        return downloads + [checkpoint, { [site] _ in [SiteFile(path: "search/index.js", text: site.searchScript())] }]
    }
}
