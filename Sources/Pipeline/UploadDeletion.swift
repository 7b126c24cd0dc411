public import Domain
import Foundation

/// Copies of exports that are deleted before the ledger says so: it must not tell of one that is still there.
///
/// What is about to go is noted beside the copies first. A run that is killed before the ledger has learnt of it leaves
/// that note, by which the next one finds what is gone.
struct UploadDeletion: Sendable {
    /// What the ledger has to learn of; what a killed run deleted is among it.
    private(set) var gone: [ContentDigest] = []
    /// What kept the first of those that are still there from being deleted. The others were tried all the same.
    private(set) var failure: (any Error)?
    private let uploads: (any UploadStorage)?
    private var isNoted = false

    /// What stands beside the copies until the ledger has it.
    private struct Note: Codable {
        let copies: [ContentDigest]
        /// The ledger's last run before, and the moment up to which copies go: the entry to come is told by them.
        let run: Int
        let before: Instant

        init(copies: [ContentDigest], run: Int, before: Instant) {
            self.copies = copies
            self.run = run
            self.before = before
        }

        init?(_ bytes: [UInt8]) {
            guard let note = try? JSONDecoder().decode(Note.self, from: Data(bytes)) else { return nil }
            self = note
        }

        var bytes: [UInt8] {
            get throws {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.sortedKeys]
                return Array(try encoder.encode(self))
            }
        }
    }

    /// Strikes copies out of the note.
    fileprivate static func strike(_ copies: [ContentDigest], from uploads: any UploadStorage) async throws {
        guard let bytes = try await uploads.note(), let note = Note(bytes) else { return }
        let left = note.copies.filter { !copies.contains($0) }
        if left.count == note.copies.count { return }
        try await uploads.keep(
            note: left.isEmpty ? nil : try Note(copies: left, run: note.run, before: note.before).bytes)
    }

    /// Deletes the kept copies whose time is over; none while nothing can be deleted.
    ///
    /// - Throws: when it cannot be told what is kept, and nothing is deleted.
    init(of aging: UploadAging, from uploads: (any UploadStorage)?) async throws {
        self.uploads = uploads
        guard let uploads, uploads.isReachable, let before = aging.horizon else { return }
        let kept = try await uploads.kept()
        let past = kept.filter(aging.isPast)
        if let bytes = try await uploads.note() {
            isNoted = true
            if let note = Note(bytes), !aging.isRecorded(after: note.run, before: note.before) {
                gone = Array(Set(note.copies.filter(aging.isKnown)).subtracting(kept)).sorted()
            }
        }
        if gone.isEmpty, past.isEmpty { return }
        do {
            try await uploads.keep(note: Note(copies: gone + past, run: aging.run, before: before).bytes)
            isNoted = true
        } catch {
            // Without a note nothing goes, and the one before counts.
            (gone, isNoted, failure) = ([], false, error)
            return
        }
        for digest in past {
            do {
                try await uploads.remove(digest)
                gone.append(digest)
            } catch {
                failure = failure ?? error
            }
        }
    }

    /// Forgets the note, once the ledger has all of it.
    func settle() async {
        // One that stays does no harm: the ledger has an entry of its moment.
        if isNoted { try? await uploads?.keep(note: nil) }
    }
}

extension UploadStorage {
    /// Deletes copies that go for another reason than their age: what a killed run noted of them is no retention.
    public func withdraw(_ copies: [ContentDigest]) async throws {
        try await UploadDeletion.strike(copies, from: self)
        for digest in copies { try await remove(digest) }
    }
}
