public import Domain
import Dispatch
import Foundation

/// Turns a book into the files of its site. Equal books, templates and assets give equal bytes.
public struct SiteRenderer: Sendable {
    /// Files made at once before they are handed on: enough to keep the threads busy, few enough to keep memory flat.
    private static let batchSize = 128

    private let templates: TemplateLibrary
    private let assets: [SiteFile]
    private let manual: [ManualPage]
    private let reviews: ReviewPlace?
    private let threads: Int

    /// - Parameters:
    ///   - templates: Mustache text by path, `cluster.html.mustache`.
    ///   - assets: style, scripts and icons, each with its path below `assets/`.
    ///   - manual: Markdown files with their paths below the manual's folder; may be empty.
    ///   - reviews: where signed reviews go; by default the tenant's folder of a workspace that is a repository.
    ///   - threads: how many threads render, by default one for each core; the result is the same for any number.
    /// - Throws: `CasebookError` of kind `badConfiguration` that names every template that is missing or wrong.
    public init(
        templates: [String: String], assets: [SiteFile], manual: [SiteFile] = [],
        reviews: ReviewPlace? = nil, threads: Int? = nil
    ) throws(CasebookError) {
        self.reviews = reviews
        self.threads = max(1, threads ?? ProcessInfo.processInfo.activeProcessorCount)
        self.templates = try TemplateLibrary(templates, required: Self.required, copies: self.threads)
        self.assets = assets.map { asset in
            asset.path.hasPrefix("assets/") ? asset : SiteFile(path: "assets/" + asset.path, bytes: asset.bytes)
        }.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
        self.manual = ManualPage.all(of: manual)
    }

    /// Hands every file of the site to `emit`, each path once, always in the same order.
    ///
    /// Pages are rendered in parallel; `emit` is called on the calling thread only.
    /// - Throws: what `emit` throws; nothing is handed on after that.
    public func render(_ book: Book, emit: (SiteFile) throws -> Void) throws {
        let site = BookSite(book, manual: manual, reviews: reviews)
        for asset in assets { try emit(asset) }
        let printer = PagePrinter(templates: templates, site: site)
        let jobs = SiteJobs(site: site, printer: printer).all()
        for start in stride(from: 0, to: jobs.count, by: Self.batchSize) {
            let batch = jobs[start..<min(start + Self.batchSize, jobs.count)]
            for files in run(Array(batch)) { for file in files { try emit(file) } }
        }
    }

    /// The texts that people approve: `clusters/<id>/resolution.md` and `assessments/<id>/answer.md`. They do not
    /// depend on the book's generations, history, trends or counts.
    public func publishedTexts(_ book: Book) -> [SiteFile] {
        let tickets = Dictionary(book.tickets.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let articles = Dictionary(book.articles.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let known = KnownEvidence(tickets: tickets, articles: articles)
        return PublishedText.all(of: book, known: known).map { SiteFile(path: $0.path, bytes: $0.bytes) }
    }

    /// Runs jobs on all threads; results in the order of the jobs.
    private func run(_ jobs: [SiteJobs.Job]) -> [[SiteFile]] {
        var results = [[SiteFile]](repeating: [], count: jobs.count)
        let lanes = threads
        results.withUnsafeMutableBufferPointer { buffer in
            // Each lane writes to places of its own.
            nonisolated(unsafe) let places = buffer
            DispatchQueue.concurrentPerform(iterations: lanes) { lane in
                for index in stride(from: lane, to: jobs.count, by: lanes) { places[index] = jobs[index](lane) }
            }
        }
        return results
    }

    /// The templates that pages are printed with; each HTML page but 404 has a Markdown twin.
    private static let required: [String] = {
        let pages = [
            "layout", "dashboard", "clusters", "cluster", "history", "ended", "tickets", "month", "ticket",
            "assessments", "assessment", "knowledge", "article", "approvals", "changes", "map", "search", "about",
            "data", "manual",
        ]
        return pages.flatMap { ["\($0).html.mustache", "\($0).md.mustache"] }
            + ["navigation.html.mustache", "404.html.mustache", "feed.atom.mustache"]
    }()
}
