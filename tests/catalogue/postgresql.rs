use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_async::{AsyncConnection, AsyncPgConnection, SimpleAsyncConnection};
use diesel_scopes::Synchronous;
use diesel_scopes::check::catalogue::{Catalogue, CatalogueError, Product};

use crate::databases::{Postgresql, Served};
use crate::harness::{Body, Case, TestDatabase, TestResult, unique_name};
use crate::many::two_hundred_tables;
use crate::text::text;

type Database = Served<Postgresql>;

pub(crate) fn cases() -> Vec<Case<Database>> {
    let case = |name, body| Case::new("catalogue::postgresql", name, Body::Database(body));
    vec![
        case("everything", |db| Box::pin(everything(db))),
        case("search_path", |db| Box::pin(search_path(db))),
        case("denied", |db| Box::pin(denied(db))),
        case("lost", |db| Box::pin(lost(db))),
        case("many", |db| {
            Box::pin(async { two_hundred_tables(db.connect().await?, "TIMESTAMPTZ").await })
        }),
    ]
}

const TABLES: &str = r#"
CREATE SCHEMA audit;
CREATE SCHEMA other;
CREATE DOMAIN moment AS TIMESTAMP(3);
CREATE DOMAIN marker AS moment;
CREATE TYPE state AS ENUM ('open', 'closed');
CREATE TABLE "Users" (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "Name" VARCHAR(50) NOT NULL,
    email TEXT,
    is_live BOOLEAN GENERATED ALWAYS AS (CASE WHEN email IS NULL THEN NULL ELSE TRUE END) STORED,
    born DATE,
    state state NOT NULL DEFAULT 'open',
    token UUID,
    raw BYTEA,
    deleted_at TIMESTAMPTZ,
    hidden_at TIMESTAMP(0),
    gone_at marker,
    removed BOOLEAN NOT NULL DEFAULT FALSE,
    dropped INTEGER,
    CONSTRAINT users_name UNIQUE ("Name")
);
ALTER TABLE "Users" DROP COLUMN dropped;
CREATE UNIQUE INDEX users_email ON "Users" (lower(email), id) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX users_nulls ON "Users" (email, deleted_at) NULLS NOT DISTINCT;
CREATE INDEX users_raw ON "Users" USING brin (id);
CREATE INDEX users_include ON "Users" (born DESC) INCLUDE (email);
CREATE TABLE memberships (
    tenant INTEGER NOT NULL,
    id INTEGER NOT NULL,
    user_id BIGINT REFERENCES "Users" ON DELETE SET NULL,
    PRIMARY KEY (tenant, id),
    CONSTRAINT m UNIQUE (id, tenant)
);
CREATE TABLE audit.entries (
    id INTEGER PRIMARY KEY,
    tenant INTEGER,
    membership INTEGER,
    name VARCHAR(50) REFERENCES "Users" ("Name") ON DELETE SET DEFAULT,
    parent_id INTEGER REFERENCES audit.entries ON DELETE CASCADE,
    CONSTRAINT of_membership FOREIGN KEY (membership, tenant) REFERENCES memberships (id, tenant)
);
CREATE TABLE other.ignored (id INTEGER PRIMARY KEY);
CREATE TABLE measured (day DATE NOT NULL, PRIMARY KEY (day)) PARTITION BY RANGE (day);
CREATE TABLE measured_1 PARTITION OF measured FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE VIEW seen AS SELECT * FROM memberships;
"#;

const EXPECTED: &str = "\
Users (id)
  id: bigint Integer
  Name: character varying(50) Text
  email: text Text null
  is_live: boolean Bool null as CASE
    WHEN (email IS NULL) THEN NULL::boolean
    ELSE true
END
  born: date Date null
  state: state Other = 'open'::state
  token: uuid Uuid null
  raw: bytea Binary null
  deleted_at: timestamp with time zone Time(Precision { digits: Some(6), with_zone: true }) null
  hidden_at: timestamp(0) without time zone Time(Precision { digits: Some(0), with_zone: false }) null
  gone_at: marker Time(Precision { digits: Some(3), with_zone: false }) null
  removed: boolean Bool = false
  index Users_pkey (id) unique primary constraint
  index users_email (<lower(email)>, id) unique where (deleted_at IS NULL)
  index users_include (born)
  index users_name (Name) unique constraint
  index users_nulls (email, deleted_at) unique nulls-equal
  index users_raw (id) finds-nothing
measured (day)
  day: date Date
  index measured_pkey (day) unique primary constraint
memberships (tenant, id)
  tenant: integer Integer
  id: integer Integer
  user_id: bigint Integer null
  index m (id, tenant) unique constraint
  index memberships_pkey (tenant, id) unique primary constraint
  key memberships_user_id_fkey (user_id) -> Users (id) SetNull
audit.entries (id)
  id: integer Integer
  tenant: integer Integer null
  membership: integer Integer null
  name: character varying(50) Text null
  parent_id: integer Integer null
  index entries_pkey (id) unique primary constraint
  key entries_name_fkey (name) -> Users (Name) SetDefault
  key entries_parent_id_fkey (parent_id) -> audit.entries (id) Cascade
  key of_membership (membership, tenant) -> memberships (id, tenant) Refuse
";

async fn everything(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    conn.batch_execute(TABLES).await?;
    let catalogue = Catalogue::read_schemas(&mut conn, ["audit", "none"]).await?;
    assert_eq!(text(&catalogue), EXPECTED);
    assert_eq!(catalogue.server.product, Product::Postgresql);
    assert!(catalogue.server.version.0 >= 14);
    assert_eq!(catalogue.own, ["public"]);

    let own = Catalogue::read(&mut conn).await?;
    assert!(own.tables.iter().all(|table| table.name.schema.is_none()));
    assert_eq!(own.tables.len(), 3);

    // On a connection of Diesel too.
    let url = db.url.clone();
    let found = tokio::task::spawn_blocking(move || {
        type Wrapper = AsyncConnectionWrapper<AsyncPgConnection>;
        let mut conn = <Wrapper as diesel::Connection>::establish(&url)?;
        let found = Catalogue::read_schemas::<_, Synchronous>(&mut conn, ["audit"]);
        Ok::<_, diesel::ConnectionError>(found)
    });
    assert_eq!(text(&found.await???), EXPECTED);
    Ok(())
}

async fn search_path(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    conn.batch_execute(
        "CREATE SCHEMA app;
        CREATE TABLE app.users (a INTEGER);
        CREATE TABLE public.users (b INTEGER PRIMARY KEY);
        CREATE TABLE public.posts (c INTEGER REFERENCES public.users);
        SET search_path = app, public",
    )
    .await?;
    let catalogue = Catalogue::read(&mut conn).await?;
    let names: Vec<String> = catalogue
        .tables
        .iter()
        .map(|it| it.name.to_string())
        .collect();
    assert_eq!(names, ["posts", "users", "public.users"]);
    assert_eq!(catalogue.own, ["app", "public"]);
    let key = &catalogue.tables[0].foreign_keys[0];
    assert_eq!(key.table.to_string(), "public.users");

    let column = |schema, table| {
        let table = catalogue.table(schema, table);
        table.map(|table| table.columns[0].name.as_str())
    };
    assert_eq!(column(None, "users"), Some("a"));
    assert_eq!(column(Some("app"), "users"), Some("a"));
    assert_eq!(column(Some("public"), "users"), Some("b"));
    assert_eq!(column(Some("public"), "posts"), Some("c"));
    assert_eq!(column(Some("other"), "posts"), None);
    assert_eq!(column(None, "Posts"), None);
    Ok(())
}

async fn denied(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let role = unique_name();
    conn.batch_execute(&format!(
        "CREATE ROLE {role} LOGIN; REVOKE SELECT ON pg_catalog.pg_constraint FROM PUBLIC; SET ROLE {role}"
    ))
    .await?;
    let refused = Catalogue::read(&mut conn).await;
    conn.batch_execute(&format!("RESET ROLE; DROP ROLE {role}"))
        .await?;
    let Err(error @ CatalogueError::Denied { .. }) = refused else {
        return Err(format!("{refused:?}").into());
    };
    assert_eq!(
        error.to_string(),
        "the role of this connection may not read pg_catalog.pg_constraint: grant it `SELECT ON \
         pg_catalog.pg_constraint`, or connect as the owner of the tables"
    );
    Ok(())
}

async fn lost(db: &Database) -> TestResult {
    let mut conn = db.connect().await?;
    let pid: Vec<Pid> = {
        use diesel_async::RunQueryDsl;
        diesel::sql_query("SELECT pg_backend_pid() AS pid")
            .load(&mut conn)
            .await?
    };
    let mut other = AsyncPgConnection::establish(&db.url).await?;
    other
        .batch_execute(&format!("SELECT pg_terminate_backend({})", pid[0].pid))
        .await?;
    // The first answer may still be what the server said last.
    let told = Catalogue::read(&mut conn).await;
    assert!(told.is_err());
    let lost = Catalogue::read(&mut conn).await;
    let Err(error @ CatalogueError::Lost(_)) = lost else {
        return Err(format!("{lost:?}").into());
    };
    let text = error.to_string();
    assert!(
        text.starts_with("the connection to the database is lost: "),
        "{text}"
    );
    Ok(())
}

#[derive(diesel::QueryableByName)]
struct Pid {
    #[diesel(sql_type = diesel::sql_types::Integer)]
    pid: i32,
}
