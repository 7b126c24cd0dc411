import PostgresConnection

/// The table and functions of searches by pgvector, where the database has the extension.
///
/// Beside the vectors' own bits (`vector`): what is searched may be rounded, and goes and comes with the extension.
enum VectorTables {
    /// Adds the extension if this user may, and the table if the extension is there. Done again it changes nothing.
    static func make(_ connection: inout PostgresConnection, _ settings: PostgresDatabase.Settings) throws {
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
        guard let place = try schema(&connection) else { return }
        let role = quoted(settings.role)
        if try !exists(&connection, schema: settings.schema) {
            try connection.script(
                Migration(version: 0, name: "point", sql: table(place), tables: ["point"]).statements(role: role))
        }
        try connection.script(functions(settings.schema, place, role: role))
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

    /// Whether the table is there.
    static func exists(_ connection: inout PostgresConnection, schema: String) throws(PostgresFailure) -> Bool {
        try connection.run(
            "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = $1 AND tablename = 'point')", [.text(schema)]
        ).first { $0.boolean(0) } == true
    }

    private static func table(_ place: String) -> String {
        """
        CREATE TABLE point (
          org_id TEXT COLLATE "C" NOT NULL, id TEXT COLLATE "C" NOT NULL, embedding \(place).vector NOT NULL,
          article BOOLEAN NOT NULL, product TEXT COLLATE "C", date BIGINT, state TEXT COLLATE "C",
          PRIMARY KEY (org_id, id)
        );
        """
    }

    /// An index belongs to the table's owner. These let the role make and drop that of the tenant which its transaction
    /// names, and nothing else.
    ///
    /// Each large tenant has an index of its own points alone: asking for a tenant then costs no recall. It is of half
    /// precision, which takes half the memory; what it finds is ranked again by the whole vectors.
    private static func functions(_ schema: String, _ place: String, role: String) -> String {
        """
        CREATE OR REPLACE FUNCTION point_index() RETURNS TEXT LANGUAGE sql STABLE AS $f$
          SELECT 'point_' || left(encode(sha256(convert_to(NULLIF(current_setting('app.org_id', true), ''), 'UTF8')),
            'hex'), 32)
        $f$;
        CREATE OR REPLACE FUNCTION make_point_index(dimension BIGINT) RETURNS VOID LANGUAGE plpgsql SECURITY DEFINER
          SET search_path = \(quoted(schema)), \(place), pg_temp SET maintenance_work_mem = '512MB' AS $f$
        BEGIN
          EXECUTE format(
            'CREATE INDEX IF NOT EXISTS %I ON point USING hnsw ((embedding::halfvec(%s)) halfvec_cosine_ops) '
            'WHERE org_id = %L', point_index(), dimension, current_setting('app.org_id'));
        END $f$;
        CREATE OR REPLACE FUNCTION drop_point_index() RETURNS VOID LANGUAGE plpgsql SECURITY DEFINER
          SET search_path = \(quoted(schema)), pg_temp AS $f$
        BEGIN
          EXECUTE format('DROP INDEX IF EXISTS %I', point_index());
        END $f$;
        REVOKE ALL ON FUNCTION make_point_index(BIGINT), drop_point_index() FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION point_index(), make_point_index(BIGINT), drop_point_index() TO \(role);
        """
    }
}
