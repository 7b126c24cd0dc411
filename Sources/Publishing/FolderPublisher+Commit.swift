import CRename
public import Domain
import Glibc

extension FolderPublisher {
    /// Makes the written files the site. When nothing differs from what stands there, nothing is touched.
    /// - Throws: `.cannotWrite`; then what stood there stands.
    public mutating func commit() throws(CasebookError) -> PublishSummary {
        let gone =
            (present?.files.keys.filter { manifest[$0] == nil && $0 != SiteMarker.name } ?? [])
            + (present?.strangers ?? [])
        let summary: PublishSummary
        if changed.isEmpty, gone.isEmpty, present?.files[SiteMarker.name] != nil {
            summary = self.summary(gone)
        } else {
            do throws(CasebookError) {
                try prepareStaging()
                try linkUnchanged()
                try hooks.reach(.linked)
                try synchronize()
                try replace()
            } catch {
                abort()
                throw error
            }
            summary = self.summary(gone)
        }
        release()
        return summary
    }

    private func summary(_ gone: [String]) -> PublishSummary {
        PublishSummary(
            written: changed, unchanged: manifest.count - changed.count, removed: gone, manifest: manifest)
    }

    /// Ends the publication without touching the staging folder, which is the site by now.
    private mutating func release() {
        if let lock { close(lock) }
        lock = nil
        abort()
    }

    /// One call for all files: forcing each to the device by itself takes minutes for a large site.
    private func synchronize() throws(CasebookError) {
        guard let lock else { return }
        let code = casebook_sync_file_system(lock)
        guard code == 0 || code == ENOSYS || code == EINVAL else { throw FileSystem.failure(code, name) }
    }

    private mutating func replace() throws(CasebookError) {
        try hooks.reach(.ready)
        if present == nil {
            try FileSystem.move(staging, to: site)
            try finish(removing: nil)
            return
        }
        // Holding the old folder's lock keeps another run from taking it for a leftover while it is removed.
        let old = try FileSystem.lockFolder(site)
        defer { close(old) }
        let code = hooks.canExchange ? casebook_rename_exchange(staging, site) : EINVAL
        switch code {
        case 0: try finish(removing: staging)
        case EINVAL, ENOSYS, ENOTSUP: try replaceInTwoSteps()
        default: throw FileSystem.failure(code, name)
        }
    }

    private mutating func replaceInTwoSteps() throws(CasebookError) {
        try FileSystem.move(site, to: retired)
        do throws(CasebookError) {
            try hooks.reach(.betweenRenames)
            try FileSystem.move(staging, to: site)
        } catch {
            try? FileSystem.move(retired, to: site)
            throw error
        }
        try finish(removing: retired)
    }

    /// From here on the new site stands: nothing may make the publication fail.
    private mutating func finish(removing old: String?) throws(CasebookError) {
        // The lock's folder is the site now, and `abort` must not remove what has the staging folder's name.
        if let lock { close(lock) }
        lock = nil
        try? hooks.reach(.replaced)
        if let parent = FileSystem.parent(of: site) { FileSystem.syncFolder(parent) }
        guard let old else { return }
        // A site known by its manifest alone has no marker yet, and a kill during the removal would leave a
        // folder that nobody dares to remove.
        _ = try? FileSystem.create("\(old)/\(SiteMarker.name)", SiteMarker.bytes)
        // What cannot be removed now is a leftover that the next run removes, or complains of.
        try? FolderRemoval.remove(old)
    }
}
