import GRDB

/// The tables of one tenant's database and how they came about. A migration that has been released is never
/// edited: a change is a new one.
enum Schema {
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1-book") { database in
            try database.execute(
                sql: """
                    CREATE TABLE upload (
                      org_id TEXT NOT NULL, name TEXT NOT NULL, digest TEXT NOT NULL, settings TEXT NOT NULL,
                      rows INTEGER NOT NULL, rejects INTEGER NOT NULL,
                      PRIMARY KEY (org_id, name)
                    ) WITHOUT ROWID;

                    CREATE TABLE ticket_row (
                      org_id TEXT NOT NULL, upload TEXT NOT NULL, position INTEGER NOT NULL,
                      file TEXT NOT NULL, line INTEGER NOT NULL, row_key TEXT NOT NULL,
                      ticket_id TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL,
                      created INTEGER, updated INTEGER, resolved INTEGER,
                      status TEXT, state TEXT NOT NULL, priority TEXT, priority_level TEXT, product TEXT,
                      requester_token TEXT, assignee_token TEXT, resolution TEXT,
                      labels TEXT, fields TEXT, redactions TEXT,
                      PRIMARY KEY (org_id, upload, position),
                      FOREIGN KEY (org_id, upload) REFERENCES upload (org_id, name)
                        ON DELETE CASCADE ON UPDATE CASCADE
                    ) WITHOUT ROWID;

                    CREATE TABLE reject (
                      org_id TEXT NOT NULL, upload TEXT NOT NULL, position INTEGER NOT NULL,
                      file TEXT NOT NULL, line INTEGER NOT NULL, code TEXT NOT NULL,
                      reason TEXT NOT NULL, remedy TEXT NOT NULL,
                      PRIMARY KEY (org_id, upload, position),
                      FOREIGN KEY (org_id, upload) REFERENCES upload (org_id, name)
                        ON DELETE CASCADE ON UPDATE CASCADE
                    ) WITHOUT ROWID;

                    CREATE TABLE vector (
                      org_id TEXT NOT NULL, model TEXT NOT NULL, text TEXT NOT NULL, data BLOB NOT NULL,
                      PRIMARY KEY (org_id, model, text)
                    ) WITHOUT ROWID;

                    CREATE TABLE stage_result (
                      org_id TEXT NOT NULL, stage TEXT NOT NULL, key TEXT NOT NULL, data BLOB NOT NULL,
                      PRIMARY KEY (org_id, stage, key)
                    ) WITHOUT ROWID;

                    CREATE TABLE run (
                      org_id TEXT NOT NULL, number INTEGER NOT NULL, manifest BLOB NOT NULL,
                      PRIMARY KEY (org_id, number)
                    ) WITHOUT ROWID;
                    """)
        }
        return migrator
    }
}
