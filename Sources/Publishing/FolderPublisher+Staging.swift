import Domain
import Glibc

extension FolderPublisher {
    /// Removes the staging folder and finishes the renames of a run that was killed.
    mutating func clearLeftovers() throws(CasebookError) {
        if try FileSystem.kind(of: retired) == .folder {
            if try FileSystem.kind(of: site) == .missing {
                try FileSystem.move(retired, to: site)
            } else {
                try removeLeftover(retired)
            }
        }
        switch try FileSystem.kind(of: staging) {
        case .missing: break
        case .folder: try removeLeftover(staging)
        case .file, .link, .other: throw FileSystem.failure(EEXIST, staging)
        }
    }

    /// A leftover is empty or carries our marker, and nobody holds its lock.
    private func removeLeftover(_ folder: String) throws(CasebookError) {
        let lock = try FileSystem.lockFolder(folder)
        defer { close(lock) }
        let scan = try FolderScan(folder)
        guard scan.isEmpty || scan.files[SiteMarker.name] != nil else {
            throw CasebookError(
                .cannotWrite, code: "foreign_folder", file: folder,
                "A folder that casebook did not make stands where the new site is to be prepared.",
                remedy: "Move it away.")
        }
        try FolderRemoval.remove(folder)
    }

    /// Makes the staging folder, locked, with the marker as its first file.
    mutating func prepareStaging() throws(CasebookError) {
        guard lock == nil else { return }
        if let parent = FileSystem.parent(of: site) { try FileSystem.makeFolders(parent) }
        guard mkdir(staging, 0o755) == 0 else { throw FileSystem.failure(errno, staging) }
        lock = try FileSystem.lockFolder(staging)
        _ = try FileSystem.create("\(staging)/\(SiteMarker.name)", SiteMarker.bytes)
        try hooks.reach(.staged)
    }

    /// Makes the folders above a path of the staging folder; each is asked for once.
    mutating func makeFolder(for path: String) throws(CasebookError) {
        guard let folder = FileSystem.parent(of: path), folder != staging, !folders.contains(folder) else { return }
        try FileSystem.makeFolders(folder)
        folders.insert(folder)
    }

    /// Puts the unchanged files into the staging folder.
    mutating func linkUnchanged() throws(CasebookError) {
        let written = Set(changed)
        for path in manifest.keys.filter({ !written.contains($0) }).sortedByBytes {
            let target = "\(staging)/\(path)"
            try makeFolder(for: target)
            if hooks.canLink, link("\(site)/\(path)", target) == 0 { continue }
            try copy(path, to: target)
            try hooks.reach(.linked)
        }
    }

    /// For file systems without hard links, and for a file with as many as it may have.
    private mutating func copy(_ path: String, to target: String) throws(CasebookError) {
        guard let bytes = FileSystem.read("\(site)/\(path)"), let before = manifest[path],
            ContentDigest.of(bytes) == before.sha256
        else {
            throw CasebookError(
                .cannotWrite, code: "site_changed", file: "\(name)/\(path)",
                "The file was changed while the site was being published.", remedy: "Run again.")
        }
        manifest[path] = KnownFile(try FileSystem.create(target, bytes), sha256: before.sha256)
    }
}
