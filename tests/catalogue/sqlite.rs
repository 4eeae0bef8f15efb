use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use diesel_async::SimpleAsyncConnection;
use diesel_scopes::check::catalogue::{Catalogue, CatalogueError, Product};

use crate::databases::Sqlite;
use crate::harness::{Body, Case, TestDatabase, TestResult};
use crate::many::two_hundred_tables;
use crate::text::text;

pub(crate) fn cases() -> Vec<Case<Sqlite>> {
    let case = |name, body| Case::new("catalogue::sqlite", name, Body::Database(body));
    vec![
        case("everything", |db| Box::pin(everything(db))),
        case("no_database", |db| Box::pin(no_database(db))),
        case("many", |db| {
            Box::pin(async { two_hundred_tables(db.connect().await?, "TIMESTAMP").await })
        }),
    ]
}

const TABLES: &str = r#"
CREATE TABLE "Users" (
    id INTEGER PRIMARY KEY,
    "Name" VARCHAR(50) NOT NULL UNIQUE,
    email TEXT DEFAULT ('it''s'),
    "Live" BOOLEAN GENERATED ALWAYS AS (CASE WHEN (removed) THEN NULL ELSE 1 END) VIRTUAL,
    born DATE,
    raw BLOB,
    whatever,
    price DECIMAL(10, 2),
    deleted_at TIMESTAMP,
    hidden_at DATETIME,
    gone_at TIMESTAMPTZ,
    removed BOOL NOT NULL DEFAULT FALSE
);
CREATE UNIQUE INDEX users_email ON "Users" (lower(email), id DESC)
    WHERE deleted_at IS NULL AND "Name" <> 'a where b';
CREATE TABLE memberships (
    tenant INTEGER NOT NULL,
    id INTEGER NOT NULL,
    user_id BIGINT REFERENCES users ON DELETE SET NULL,
    PRIMARY KEY (tenant, id)
) WITHOUT ROWID;
CREATE TABLE [a (b] (
    id TEXT PRIMARY KEY,
    tenant INTEGER,
    membership INTEGER,
    name VARCHAR(50) REFERENCES "Users" (name) ON DELETE SET DEFAULT,
    parent_id TEXT REFERENCES "a (b" ON DELETE CASCADE,
    nowhere INTEGER REFERENCES missing (x),
    FOREIGN KEY (tenant, membership) REFERENCES memberships
);
CREATE VIEW seen AS SELECT * FROM memberships;
CREATE TEMPORARY TABLE passing (id INTEGER);
"#;

const EXPECTED: &str = "\
Users (id)
  id: INTEGER Integer
  Name: VARCHAR(50) Text
  email: TEXT Text null = 'it''s'
  Live: BOOLEAN Bool null as CASE WHEN (removed) THEN NULL ELSE 1 END
  born: DATE Date null
  raw: BLOB Binary null
  whatever:  Binary null
  price: DECIMAL(10, 2) Other null
  deleted_at: TIMESTAMP Time(Precision { digits: None, with_zone: false }) null
  hidden_at: DATETIME Time(Precision { digits: None, with_zone: false }) null
  gone_at: TIMESTAMPTZ Time(Precision { digits: None, with_zone: true }) null
  removed: BOOL Bool = FALSE
  index  (id) unique primary constraint
  index sqlite_autoindex_Users_1 (Name) unique constraint
  index users_email (<lower(email)>, id) unique where deleted_at IS NULL AND \"Name\" <> 'a where b'
a (b (id)
  id: TEXT Text null
  tenant: INTEGER Integer null
  membership: INTEGER Integer null
  name: VARCHAR(50) Text null
  parent_id: TEXT Text null
  nowhere: INTEGER Integer null
  index sqlite_autoindex_a (b_1 (id) unique primary constraint
  key - (tenant, membership) -> memberships (tenant, id) Refuse
  key - (nowhere) -> missing (x) Refuse
  key - (parent_id) -> a (b (id) Cascade
  key - (name) -> Users (Name) SetDefault
memberships (tenant, id)
  tenant: INTEGER Integer
  id: INTEGER Integer
  user_id: BIGINT Integer null
  index sqlite_autoindex_memberships_1 (tenant, id) unique primary constraint
  key - (user_id) -> Users (id) SetNull
";

async fn everything(db: &Sqlite) -> TestResult {
    let mut conn = db.connect().await?;
    conn.batch_execute(TABLES).await?;
    let catalogue = Catalogue::read(&mut conn).await?;
    assert_eq!(text(&catalogue), EXPECTED);
    assert_eq!(catalogue.server.product, Product::Sqlite);
    assert_eq!(catalogue.server.version.0, 3);
    assert!(catalogue.server.version.1 >= 40);
    assert_eq!(catalogue.own, ["main"]);
    assert!(catalogue.table(Some("main"), "USERS").is_some());

    // On a connection of Diesel too.
    let mut conn = SqliteConnection::establish(":memory:")?;
    conn.batch_execute(TABLES)?;
    assert_eq!(text(&Catalogue::read(&mut conn)?), EXPECTED);
    Ok(())
}

async fn no_database(db: &Sqlite) -> TestResult {
    std::fs::write(
        &db.path,
        "This is a text, and no database of SQLite. ".repeat(100),
    )?;
    let mut conn = db.connect().await?;
    let refused = Catalogue::read(&mut conn).await;
    let Err(error @ CatalogueError::Database(_)) = refused else {
        return Err(format!("{refused:?}").into());
    };
    assert_eq!(
        error.to_string(),
        "the catalogue of the database cannot be read: file is not a database"
    );
    Ok(())
}
