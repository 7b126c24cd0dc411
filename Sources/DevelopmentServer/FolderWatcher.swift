public import Foundation
internal import Glibc

/// Notices when files below some folders change, by looking at them again and again.
///
/// Looking is cheap for the few hundred files of a workspace, and unlike notifications it works on every file
/// system and never overflows.
public struct FolderWatcher: Sendable {
    private let places: [URL]
    private let ignoredNames: Set<String>
    private let interval: Duration

    /// - Parameters:
    ///   - places: files and folders; they need not exist yet.
    ///   - ignoredNames: files and folders that builds write themselves.
    ///   - interval: the time between two looks.
    public init(
        _ places: [URL], ignoring ignoredNames: Set<String> = [".git", ".casebook", "ledger.jsonl"],
        interval: Duration = .milliseconds(500)
    ) {
        self.places = places
        self.ignoredNames = ignoredNames
        self.interval = interval
    }

    /// Watches until the task is cancelled. A change is told once the files have been still for one interval; what
    /// changes while `onChange` works is told afterwards.
    ///
    /// - Parameters:
    ///   - onReady: called once, when changes from now on are noticed.
    ///   - onChange: gets the paths that changed, came or went, sorted.
    public func run(
        onReady: @Sendable () -> Void = {}, onChange: @Sendable (_ changed: [String]) async throws -> Void
    ) async throws {
        var told = snapshot()
        onReady()
        while true {
            do { try await Task.sleep(for: interval) } catch { return }
            var current = snapshot()
            if current == told { continue }
            while true {
                do { try await Task.sleep(for: interval) } catch { return }
                let next = snapshot()
                if next == current { break }
                current = next
            }
            let changed = FolderWatcher.differences(told, current)
            told = current
            if !changed.isEmpty { try await onChange(changed) }
        }
    }

    /// What tells one state of a file from another.
    private struct Fingerprint: Hashable {
        let inode: UInt64
        let size: Int64
        let seconds: Int
        let nanoseconds: Int
    }

    private func snapshot() -> [String: Fingerprint] {
        var found: [String: Fingerprint] = [:]
        for place in places { look(at: place.path, into: &found) }
        return found
    }

    private func look(at path: String, into found: inout [String: Fingerprint]) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        if status.st_mode & S_IFMT == S_IFDIR {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
            where !ignoredNames.contains(name) {
                look(at: path + "/" + name, into: &found)
            }
        } else {
            // The file that a link leads to is the one that matters.
            if status.st_mode & S_IFMT == S_IFLNK { stat(path, &status) }
            found[path] = Fingerprint(
                inode: UInt64(status.st_ino), size: Int64(status.st_size), seconds: status.st_mtim.tv_sec,
                nanoseconds: status.st_mtim.tv_nsec)
        }
    }

    private static func differences(_ old: [String: Fingerprint], _ new: [String: Fingerprint]) -> [String] {
        Set(old.keys).union(new.keys).filter { old[$0] != new[$0] }.sorted()
    }
}
