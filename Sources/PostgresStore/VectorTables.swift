import PostgresConnection

/// The table and functions of searches by pgvector, where the database has the extension.
///
/// Beside the vectors' own bits (`vector`): what is searched may be rounded, and goes and comes with the extension.
enum VectorTables {
    /// Adds the extension if this user may, and the table if the extension is there. Done again it changes nothing.
    ///
    /// - Returns: whether the table was made.
    static func make(_ connection: inout PostgresConnection, _ settings: PostgresDatabase.Settings) throws -> Bool {
        // Whoever may not add it goes on without: everything works, and is searched in process.
        try connection.script(
            """
            DO $$ BEGIN
              IF EXISTS (SELECT FROM pg_available_extensions WHERE name = 'vector') THEN
                CREATE EXTENSION IF NOT EXISTS vector SCHEMA public;
              END IF;
            EXCEPTION WHEN insufficient_privilege OR invalid_schema_name THEN NULL;
            END $$
            """)
        guard let place = try schema(&connection) else { return false }
        let role = quoted(settings.role)
        if try has(&connection, settings.schema, kind: "r") {
            // As it was before each tenant had a part of its own. Builds fill it.
            try connection.script("DROP TABLE point; DROP FUNCTION IF EXISTS point_index()")
        }
        let isNew = try !exists(&connection, schema: settings.schema)
        if isNew {
            try connection.script(
                Migration(version: 0, name: "point", sql: table(place), tables: ["point"]).statements(role: role))
        }
        try connection.script(functions(settings.schema, place, role: role))
        return isNew
    }

    /// The schema that the extension is in, quoted; `nil` where it is not installed.
    static func schema(_ connection: inout PostgresConnection) throws(PostgresFailure) -> String? {
        let schema = try connection.run(
            """
            SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
            WHERE e.extname = 'vector'
            """
        ).first { $0.text(0) }
        return schema.flatMap { $0 }
    }

    /// Whether the table is there, in parts.
    static func exists(_ connection: inout PostgresConnection, schema: String) throws(PostgresFailure) -> Bool {
        try has(&connection, schema, kind: "p")
    }

    /// Whether a table `point` of a kind of PostgreSQL's is there: `p` is in parts, `r` is not.
    private static func has(
        _ connection: inout PostgresConnection, _ schema: String, kind: String
    ) throws(PostgresFailure) -> Bool {
        try connection.run(
            """
            SELECT EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              WHERE n.nspname = $1 AND c.relname = 'point' AND c.relkind::text = $2)
            """, [.text(schema), .text(kind)]
        ).first { $0.boolean(0) } == true
    }

    /// In parts, one a tenant: while an index of one is made or dropped, only that tenant waits.
    ///
    /// Vectors lie apart from the rows (`EXTERNAL`), so that conditions are looked at without them.
    private static func table(_ place: String) -> String {
        """
        CREATE TABLE point (
          org_id TEXT COLLATE "C" NOT NULL, id TEXT COLLATE "C" NOT NULL, embedding \(place).vector NOT NULL,
          article BOOLEAN NOT NULL, product TEXT COLLATE "C", date BIGINT, state TEXT COLLATE "C",
          PRIMARY KEY (org_id, id)
        ) PARTITION BY LIST (org_id);
        ALTER TABLE point ALTER COLUMN embedding SET STORAGE EXTERNAL;
        CREATE INDEX point_article ON point (article) WHERE article;
        CREATE INDEX point_product ON point (product);
        CREATE INDEX point_date ON point (date);
        CREATE INDEX point_state ON point (state);
        """
    }

    /// Parts and their indices belong to the table's owner. These functions let the role make, empty and index that of
    /// the tenant which its transaction names, and nothing else: of the parts themselves it may not even read.
    ///
    /// The index is of half precision, which takes half the memory; what it finds is ranked again by the whole vectors.
    private static func functions(_ schema: String, _ place: String, role: String) -> String {
        let definer = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = \(quoted(schema)), \(place), pg_temp"
        let signatures =
            "make_point_part(), empty_point_part(), make_point_index(BIGINT), drop_point_index()"
        return """
            CREATE OR REPLACE FUNCTION point_part() RETURNS TEXT LANGUAGE sql STABLE AS $f$
              SELECT 'point_' || left(encode(sha256(convert_to(NULLIF(current_setting('app.org_id', true), ''),
                'UTF8')), 'hex'), 32)
            $f$;
            CREATE OR REPLACE FUNCTION make_point_part() RETURNS VOID \(definer) AS $f$
            DECLARE part TEXT := point_part();
            BEGIN
              IF to_regclass(part) IS NOT NULL THEN RETURN; END IF;
              EXECUTE format('CREATE TABLE %I (LIKE point INCLUDING STORAGE)', part);
              EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', part);
              EXECUTE format('CREATE POLICY \(Migration.policy) ON %I USING (%s) WITH CHECK (%2$s)', part,
                $c$\(Migration.condition)$c$);
              -- This keeps nobody from the others' parts, as CREATE TABLE ... PARTITION OF would.
              EXECUTE format('ALTER TABLE point ATTACH PARTITION %I FOR VALUES IN (%L)', part,
                current_setting('app.org_id'));
            END $f$;
            CREATE OR REPLACE FUNCTION drop_point_index() RETURNS VOID \(definer) AS $f$
            BEGIN
              EXECUTE format('DROP INDEX IF EXISTS %I', point_part() || '_near');
            END $f$;
            CREATE OR REPLACE FUNCTION empty_point_part() RETURNS VOID \(definer) AS $f$
            BEGIN
              IF to_regclass(point_part()) IS NULL THEN RETURN; END IF;
              PERFORM drop_point_index();
              EXECUTE format('TRUNCATE %I', point_part());
            END $f$;
            CREATE OR REPLACE FUNCTION make_point_index(dimension BIGINT) RETURNS VOID \(definer)
              SET maintenance_work_mem = '512MB' AS $f$
            DECLARE
              part TEXT := point_part();
              making TEXT := format(
                'CREATE INDEX IF NOT EXISTS %I ON %I USING hnsw ((embedding::halfvec(%s)) halfvec_cosine_ops)',
                part || '_near', part, dimension);
            BEGIN
              BEGIN
                EXECUTE making;
              EXCEPTION WHEN disk_full OR out_of_memory THEN
                -- Several processes need shared memory, of which containers have little.
                PERFORM set_config('max_parallel_maintenance_workers', '0', true);
                EXECUTE making;
              END;
              EXECUTE format('ANALYZE %I', part);
            END $f$;
            REVOKE ALL ON FUNCTION \(signatures) FROM PUBLIC;
            GRANT EXECUTE ON FUNCTION point_part(), \(signatures) TO \(role);
            """
    }
}
