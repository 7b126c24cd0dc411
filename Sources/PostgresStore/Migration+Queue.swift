extension Migration {
    /// Work that machines share. It names tenants, rows by their keyed digests, and workers; it holds no text.
    static let queue = Migration(
        version: 2, name: "queue",
        sql: """
            CREATE TABLE job (
              org_id TEXT COLLATE "C" NOT NULL, queue TEXT COLLATE "C" NOT NULL, kind TEXT COLLATE "C" NOT NULL,
              key TEXT COLLATE "C" NOT NULL, state TEXT COLLATE "C" NOT NULL DEFAULT 'waiting',
              attempts BIGINT NOT NULL DEFAULT 0, created TIMESTAMPTZ NOT NULL DEFAULT now(),
              ready TIMESTAMPTZ NOT NULL DEFAULT now(), worker TEXT COLLATE "C", token TEXT COLLATE "C",
              lease_until TIMESTAMPTZ, finished TIMESTAMPTZ, fault TEXT COLLATE "C",
              model TEXT COLLATE "C", titles BOOLEAN NOT NULL DEFAULT false,
              row_keys TEXT[] COLLATE "C" NOT NULL DEFAULT '{}',
              PRIMARY KEY (org_id, queue, kind, key)
            );
            """, tables: ["job"])
}
