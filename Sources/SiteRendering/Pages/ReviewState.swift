import Domain

extension BookSite {
    /// Where a published text stands with its reviewers: `state`, who approved or rejected it, and the approved text that
    /// stands beside a newer draft.
    func setReview(_ path: String, in fields: inout Fields) {
        let review = book.reviews.texts[path]
        let state = self.state(of: path)
        fields["state"] = state.rawValue
        for known in TextReview.State.allCases { fields["is_" + known.rawValue] = known == state }
        fields.set("approvers", list: (review?.approved?.by ?? []).map(voiceFields))
        fields["approvedSHA"] = review?.approved?.digest.hex ?? ""
        fields["approvedGeneration"] = review?.approved.map { String($0.generation) } ?? ""
        fields["approvedName"] = "approved.md"
        fields["staleReason"] = review?.approved?.staleFor.map(ReviewWords.stale) ?? ""
        fields.set("rejections", list: [review?.rejection].compactMap { $0 }.map(voiceFields))
        fields.set("endedReason", review?.approved == nil ? review?.ended.map(endedSentence) : nil)
        fields.set("ratings", review.flatMap(ratings))
        setStaleText(review?.approved, path: path, in: &fields)
    }

    func state(of path: String) -> TextReview.State {
        let published = texts[path].map { ContentDigest.of($0.bytes) }
        return book.reviews.texts[path]?.state(published: published) ?? .waiting
    }

    func voiceFields(_ voice: ReviewVoice) -> Fields {
        var fields: Fields = ["signer": voice.signer, "file": voice.file]
        set("signed", voice.signedAt, in: &fields)
        set("expires", voice.expiresAt, in: &fields)
        fields.set("comment", voice.comment)
        return fields
    }

    private func endedSentence(_ ended: TextReview.Ended) -> String {
        "Generation \(ended.generation) was approved by \(ended.signer) once; \(ReviewWords.end(ended.reason))."
    }

    private func ratings(_ review: TextReview) -> String? {
        guard review.helpful + review.unhelpful > 0 else { return nil }
        return "\(review.helpful) of \(Figures.count(review.helpful + review.unhelpful, "rating")) found it helpful."
    }

    /// The approved text, where a newer draft is shown in its place.
    private func setStaleText(_ approved: TextReview.Approved?, path: String, in fields: inout Fields) {
        let isStale = approved?.staleFor != nil
        fields["hasStaleText"] = isStale
        guard isStale, let approved else {
            fields["staleParts"] = [Fields]()
            return
        }
        fields["staleParts"] = ApprovedDocument(approved.bytes).parts.map { part -> Fields in
            var section: Fields = ["heading": part.heading, "absence": part.absence]
            section.set("claims", list: part.claims.map { ["claim": $0.text] })
            return section
        }
    }

    /// `approved.md` of every text that is approved.
    func approvedFiles() -> [SiteFile] {
        book.reviews.texts.sorted { $0.key < $1.key }.compactMap { path, review in
            guard let approved = review.approved, let end = path.lastIndex(of: "/") else { return nil }
            return SiteFile(path: path[...end] + "approved.md", bytes: approved.bytes)
        }
    }
}
