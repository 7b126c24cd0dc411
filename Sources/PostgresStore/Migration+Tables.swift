extension Migration {
    /// Texts are compared by their bytes: what comes first must not depend on the database's language.
    static let book = """
        CREATE TABLE upload (
          org_id TEXT COLLATE "C" NOT NULL, name TEXT COLLATE "C" NOT NULL, digest TEXT COLLATE "C" NOT NULL,
          settings TEXT COLLATE "C" NOT NULL, rows BIGINT NOT NULL, rejects BIGINT NOT NULL,
          PRIMARY KEY (org_id, name)
        );

        CREATE TABLE ticket_row (
          org_id TEXT COLLATE "C" NOT NULL, upload TEXT COLLATE "C" NOT NULL, position BIGINT NOT NULL,
          file TEXT COLLATE "C" NOT NULL, line BIGINT NOT NULL, row_key TEXT COLLATE "C" NOT NULL,
          ticket_id TEXT COLLATE "C" NOT NULL, subject TEXT COLLATE "C" NOT NULL, body TEXT COLLATE "C" NOT NULL,
          created BIGINT, updated BIGINT, resolved BIGINT,
          status TEXT COLLATE "C", state TEXT COLLATE "C" NOT NULL, priority TEXT COLLATE "C",
          priority_level TEXT COLLATE "C", product TEXT COLLATE "C", requester_token TEXT COLLATE "C",
          assignee_token TEXT COLLATE "C", resolution TEXT COLLATE "C", labels TEXT COLLATE "C",
          fields TEXT COLLATE "C", redactions TEXT COLLATE "C",
          PRIMARY KEY (org_id, upload, position),
          FOREIGN KEY (org_id, upload) REFERENCES upload (org_id, name) ON DELETE CASCADE ON UPDATE CASCADE
        );

        CREATE TABLE reject (
          org_id TEXT COLLATE "C" NOT NULL, upload TEXT COLLATE "C" NOT NULL, position BIGINT NOT NULL,
          file TEXT COLLATE "C" NOT NULL, line BIGINT NOT NULL, code TEXT COLLATE "C" NOT NULL,
          reason TEXT COLLATE "C" NOT NULL, remedy TEXT COLLATE "C" NOT NULL,
          PRIMARY KEY (org_id, upload, position),
          FOREIGN KEY (org_id, upload) REFERENCES upload (org_id, name) ON DELETE CASCADE ON UPDATE CASCADE
        );

        -- The vectors' own bits, whether or not pgvector is there: sites are made of these, and must not depend on it.
        CREATE TABLE vector (
          org_id TEXT COLLATE "C" NOT NULL, model TEXT COLLATE "C" NOT NULL, text TEXT COLLATE "C" NOT NULL,
          data BYTEA NOT NULL,
          PRIMARY KEY (org_id, model, text)
        );
        -- Floats do not grow smaller: no time is spent on trying.
        ALTER TABLE vector ALTER COLUMN data SET STORAGE EXTERNAL;

        CREATE TABLE stage_result (
          org_id TEXT COLLATE "C" NOT NULL, stage TEXT COLLATE "C" NOT NULL, key TEXT COLLATE "C" NOT NULL,
          data BYTEA NOT NULL,
          PRIMARY KEY (org_id, stage, key)
        );

        CREATE TABLE run (
          org_id TEXT COLLATE "C" NOT NULL, number BIGINT NOT NULL, manifest BYTEA NOT NULL,
          PRIMARY KEY (org_id, number)
        );
        """

    /// What calls of models cost: a line for the tenant, and one for all tenants together under an `org_id` that is no
    /// tenant's (`*`), so that no one has to read another's.
    static let spending = """
        CREATE TABLE spending (
          org_id TEXT COLLATE "C" NOT NULL, day TEXT COLLATE "C" NOT NULL, run TEXT COLLATE "C" NOT NULL,
          stage TEXT COLLATE "C" NOT NULL, model TEXT COLLATE "C" NOT NULL, currency TEXT COLLATE "C" NOT NULL,
          calls BIGINT NOT NULL DEFAULT 0, input BIGINT NOT NULL DEFAULT 0, cached BIGINT NOT NULL DEFAULT 0,
          output BIGINT NOT NULL DEFAULT 0, cost BIGINT NOT NULL DEFAULT 0,
          reserved_calls BIGINT NOT NULL DEFAULT 0, reserved_tokens BIGINT NOT NULL DEFAULT 0,
          PRIMARY KEY (org_id, day, run, stage, model, currency)
        );
        CREATE INDEX spending_run ON spending (org_id, run);
        """
}
