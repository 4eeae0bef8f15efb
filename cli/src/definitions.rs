//! Reads what would make a table, its indexes and its triggers again.

use diesel::sql_types::{Bool, Nullable, Text};
use diesel::{QueryResult, QueryableByName, SqliteConnection};
use diesel_async::{AsyncConnection, AsyncMysqlConnection, AsyncPgConnection};
use diesel_scopes::check::catalogue::{Catalogue, Product, Table};

use crate::args::DatabaseArgs;
use crate::connect::{Server, on_server, open, unread, url};
use crate::failure::Result;
use crate::migration::{Definitions, IndexDefinition, PartDefinition};
use crate::quote::Quote;

/// What there is to a table beyond what the catalogue has.
pub(crate) fn definitions(
    database: &DatabaseArgs,
    catalogue: &Catalogue,
    table: &Table,
) -> Result<Definitions> {
    let url = url(database)?;
    let found = match Server::of(url)? {
        Server::Sqlite(path) => of_sqlite(&mut open(path)?, table),
        Server::Postgresql => on_server(url, async {
            let mut conn = AsyncPgConnection::establish(url).await?;
            Ok(of_postgresql(&mut conn, table).await)
        })?,
        Server::Mysql => on_server(url, async {
            let mut conn = AsyncMysqlConnection::establish(url).await?;
            let own = catalogue.own.first();
            let schema = table.name.schema.as_ref().or(own).map(String::as_str);
            Ok(of_mysql(&mut conn, schema.unwrap_or_default(), table).await)
        })?,
    };
    let mut found = found.map_err(|error| unread(url, &error.into()))?;
    for name in &mut found.taken {
        *name = name.to_lowercase();
    }
    Ok(found)
}

#[derive(QueryableByName)]
struct Named {
    #[diesel(sql_type = Text)]
    name: String,
}

/// What SQLite has in its table of all that there is.
#[derive(QueryableByName)]
struct Object {
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    definition: String,
}

/// A part of an index.
#[derive(QueryableByName)]
struct PartRow {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Nullable<Text>)]
    collation: Option<String>,
    #[diesel(sql_type = Bool)]
    descending: bool,
    /// What is behind all of them.
    #[diesel(sql_type = Text)]
    options: String,
}

fn of_sqlite(conn: &mut SqliteConnection, table: &Table) -> QueryResult<Definitions> {
    use diesel::RunQueryDsl;

    let mut definitions = Definitions::default();
    // A trigger has the name of its table as it was written.
    let query = diesel::sql_query(
        "SELECT type AS kind, name, sql AS definition FROM sqlite_master \
         WHERE type IN ('table', 'index', 'trigger') AND sql IS NOT NULL \
            AND tbl_name = ? COLLATE NOCASE ORDER BY rowid",
    );
    let query = query.bind::<Text, _>(&table.name.name);
    for found in query.load::<Object>(conn)? {
        match found.kind.as_str() {
            "table" => definitions.table = Some(found.definition),
            "trigger" => definitions.triggers.push(found.definition),
            _ => definitions.named(found.name).statement = Some(found.definition),
        }
    }
    let query = diesel::sql_query(
        "SELECT i.name, x.coll AS collation, x.\"desc\" AS descending, '' AS options \
         FROM pragma_index_list(?) AS i, pragma_index_xinfo(i.name) AS x \
         WHERE x.key = 1 ORDER BY i.name, x.seqno",
    );
    let query = query.bind::<Text, _>(&table.name.name);
    definitions.parts(query.load::<PartRow>(conn)?);
    let taken = diesel::sql_query("SELECT name FROM sqlite_master").load::<Named>(conn)?;
    definitions.taken = taken.into_iter().map(|it| it.name).collect();
    // What is in an index of a constraint, and behind a virtual table, comes with these.
    let objects = diesel::sql_query(
        "SELECT m.sql AS name FROM sqlite_master AS m \
         WHERE m.sql IS NOT NULL AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND m.name NOT IN \
            (SELECT name FROM pragma_table_list WHERE type = 'shadow') \
         ORDER BY m.type <> 'table', m.rowid",
    );
    let objects = objects.load::<Named>(conn)?;
    definitions.objects = objects.into_iter().map(|it| it.name).collect();
    Ok(definitions)
}

#[derive(QueryableByName)]
struct IndexRow {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    definition: String,
    #[diesel(sql_type = Nullable<Text>)]
    of_constraint: Option<String>,
    #[diesel(sql_type = Bool)]
    deferrable: bool,
    #[diesel(sql_type = Bool)]
    replica_identity: bool,
    /// What else was said of it, as statements.
    #[diesel(sql_type = Text)]
    also: String,
}

async fn of_postgresql(conn: &mut AsyncPgConnection, table: &Table) -> QueryResult<Definitions> {
    use diesel_async::RunQueryDsl;

    // The definition of a constraint is without what stands in `WITH`, in front of `DEFERRABLE`.
    let query = diesel::sql_query(
        "SELECT i.relname::TEXT AS name, pg_get_indexdef(i.oid) AS definition, \
            left(k.definition, length(k.definition) - length(k.deferred)) \
                || COALESCE(' WITH (' || array_to_string(i.reloptions, ', ') || ')', '') \
                || k.deferred AS of_constraint, \
            COALESCE(k.condeferrable, FALSE) AS deferrable, \
            x.indisreplident AS replica_identity, \
            concat_ws(E';\\n', \
                CASE WHEN s.oid IS NOT NULL THEN \
                    format('ALTER INDEX %s SET TABLESPACE %I', i.oid::REGCLASS, s.spcname) END, \
                CASE WHEN x.indisclustered THEN \
                    format('ALTER TABLE %s CLUSTER ON %I', x.indrelid::REGCLASS, i.relname) END, \
                CASE WHEN d.of_index IS NOT NULL THEN \
                    format('COMMENT ON INDEX %s IS %L', i.oid::REGCLASS, d.of_index) END, \
                CASE WHEN d.of_constraint IS NOT NULL THEN format('COMMENT ON CONSTRAINT %I ON %s IS %L', \
                    k.conname, x.indrelid::REGCLASS, d.of_constraint) END \
            ) AS also \
         FROM pg_index AS x \
         JOIN pg_class AS i ON i.oid = x.indexrelid \
         LEFT JOIN (SELECT *, pg_get_constraintdef(oid) AS definition, \
                CASE WHEN condeferrable THEN ' DEFERRABLE' ELSE '' END \
                    || CASE WHEN condeferred THEN ' INITIALLY DEFERRED' ELSE '' END AS deferred \
            FROM pg_constraint WHERE contype IN ('p', 'u', 'x')) AS k \
            ON k.conindid = i.oid AND k.conrelid = x.indrelid \
         LEFT JOIN pg_tablespace AS s ON s.oid = i.reltablespace \
         CROSS JOIN LATERAL (SELECT obj_description(i.oid, 'pg_class') AS of_index, \
            obj_description(k.oid, 'pg_constraint') AS of_constraint) AS d \
         WHERE x.indrelid = to_regclass($1)",
    );
    let query = query.bind::<Text, _>(Quote(Product::Postgresql).table(&table.name));
    let mut definitions = Definitions::default();
    for found in query.load::<IndexRow>(conn).await? {
        definitions.indexes.push(IndexDefinition {
            name: found.name,
            statement: Some(found.definition),
            constraint: found.of_constraint,
            deferrable: found.deferrable,
            replica_identity: found.replica_identity,
            also: (!found.also.is_empty()).then_some(found.also),
            ..IndexDefinition::default()
        });
    }
    // Tables, views, sequences and indexes of a schema are called differently.
    let taken = diesel::sql_query(
        "SELECT c.relname::TEXT AS name FROM pg_class AS c \
         JOIN pg_namespace AS n ON n.oid = c.relnamespace \
         WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'",
    );
    let taken = taken.load::<Named>(conn).await?;
    definitions.taken = taken.into_iter().map(|it| it.name).collect();
    Ok(definitions)
}

/// Of MariaDB too, which reads `/*M! … */` alone.
async fn of_mysql(
    conn: &mut AsyncMysqlConnection,
    schema: &str,
    table: &Table,
) -> QueryResult<Definitions> {
    use diesel_async::RunQueryDsl;

    let query = diesel::sql_query(
        "SELECT INDEX_NAME AS name, NULL AS collation, COLLATION <=> 'D' AS descending, \
            CONCAT(IF(INDEX_COMMENT = '', '', CONCAT(' COMMENT ', QUOTE(INDEX_COMMENT))) \
                /*!80000 , IF(IS_VISIBLE = 'NO', ' INVISIBLE', '') */ \
                /*M!100600 , IF(IGNORED = 'YES', ' IGNORED', '') */) AS options \
         FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? \
         ORDER BY INDEX_NAME, SEQ_IN_INDEX",
    );
    let query = query.bind::<Text, _>(schema);
    let query = query.bind::<Text, _>(&table.name.name);
    let mut definitions = Definitions::default();
    definitions.parts(query.load::<PartRow>(conn).await?);
    Ok(definitions)
}

impl Definitions {
    fn named(&mut self, name: String) -> &mut IndexDefinition {
        let known = self.indexes.iter().position(|it| it.name == name);
        let at = known.unwrap_or(self.indexes.len());
        if known.is_none() {
            self.indexes.push(IndexDefinition {
                name,
                ..IndexDefinition::default()
            });
        }
        &mut self.indexes[at]
    }

    fn parts(&mut self, rows: Vec<PartRow>) {
        for row in rows {
            let index = self.named(row.name);
            index.options = row.options;
            index.parts.push(PartDefinition {
                collation: row.collation,
                descending: row.descending,
            });
        }
    }
}

/// What SQLite has beside the tables that hold rows of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Beside {
    View,
    Virtual,
    /// That in which a virtual table has its rows.
    Shadow,
}

/// What is no table that could get a marker, by its name.
pub(crate) fn beside(database: &DatabaseArgs) -> Result<Vec<(String, Beside)>> {
    use diesel::RunQueryDsl;

    let url = url(database)?;
    let Server::Sqlite(path) = Server::of(url)? else {
        return Ok(Vec::new());
    };
    let query = diesel::sql_query(
        "SELECT type AS kind, name, '' AS definition FROM pragma_table_list WHERE schema = 'main'",
    );
    let found: QueryResult<Vec<Object>> = query.load(&mut open(path)?);
    let found = found.map_err(|error| unread(url, &error.into()))?;
    let known = found.into_iter().filter_map(|it| {
        let kind = match it.kind.as_str() {
            "view" => Beside::View,
            "virtual" => Beside::Virtual,
            "shadow" => Beside::Shadow,
            _ => return None,
        };
        Some((it.name, kind))
    });
    Ok(known.collect())
}
