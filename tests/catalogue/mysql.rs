use diesel_async::{AsyncConnection, AsyncMysqlConnection, SimpleAsyncConnection};
use diesel_scopes::check::catalogue::{Catalogue, CatalogueError, Product};

use crate::databases::{Served, Server};
use crate::harness::{Body, Case, TestDatabase, TestResult, unique_name};
use crate::many::two_hundred_tables;
use crate::text::text;

pub(crate) fn cases<S>() -> Vec<Case<Served<S>>>
where
    S: Server<Connection = AsyncMysqlConnection>,
{
    let case = |name, body| {
        Case::new(
            &format!("catalogue::{}", S::NAME),
            name,
            Body::Database(body),
        )
    };
    vec![
        case("everything", |db| Box::pin(everything(db))),
        case("denied", |db| Box::pin(denied(db))),
        case("no_database", |db| Box::pin(no_database(db))),
        case("many", |db| {
            Box::pin(async { two_hundred_tables(db.connect().await?, "DATETIME(6)").await })
        }),
    ]
}

const TABLES: &str = "
CREATE TABLE `Users` (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    `Name` VARCHAR(50) NOT NULL,
    email VARCHAR(100) DEFAULT 'it''s',
    live TINYINT(1) AS (IF(removed, NULL, TRUE)) STORED,
    small TINYINT,
    born DATE,
    raw BLOB,
    deleted_at DATETIME(6),
    hidden_at DATETIME,
    gone_at TIMESTAMP(3) NULL,
    removed TINYINT(1) NOT NULL DEFAULT FALSE,
    made_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT users_name UNIQUE (`Name`, live),
    UNIQUE KEY users_email (email(10)),
    FULLTEXT KEY users_text (email)
);
CREATE TABLE memberships (
    tenant INT NOT NULL,
    id INT NOT NULL,
    user_id BIGINT,
    PRIMARY KEY (tenant, id),
    CONSTRAINT of_user FOREIGN KEY (user_id) REFERENCES `Users` (id) ON DELETE SET NULL
);
CREATE TABLE entries (
    id INT PRIMARY KEY,
    tenant INT,
    membership INT,
    parent_id INT,
    CONSTRAINT of_entry FOREIGN KEY (parent_id) REFERENCES entries (id) ON DELETE CASCADE,
    CONSTRAINT of_membership FOREIGN KEY (tenant, membership) REFERENCES memberships (tenant, id)
);
CREATE VIEW seen AS SELECT * FROM memberships;
";

const EXPECTED: &str = "\
Users (id)
  id: bigint(20) Integer
  Name: varchar(50) Text
  email: varchar(100) Text null = 'it''s'
  live: tinyint(1) Bool null as if(`removed`,NULL,1)
  small: tinyint(4) Integer null
  born: date Date null
  raw: blob Binary null
  deleted_at: datetime(6) Time(Precision { digits: Some(6), with_zone: false }) null
  hidden_at: datetime Time(Precision { digits: Some(0), with_zone: false }) null
  gone_at: timestamp(3) Time(Precision { digits: Some(3), with_zone: false }) null
  removed: tinyint(1) Bool = 0
  made_at: timestamp Time(Precision { digits: Some(0), with_zone: false }) = current_timestamp()
  index PRIMARY (id) unique primary constraint
  index users_email (<LEFT(email, 10)>) unique
  index users_name (Name, live) unique
  index users_text (email) finds-nothing
entries (id)
  id: int(11) Integer
  tenant: int(11) Integer null
  membership: int(11) Integer null
  parent_id: int(11) Integer null
  index of_entry (parent_id)
  index of_membership (tenant, membership)
  index PRIMARY (id) unique primary constraint
  key of_entry (parent_id) -> entries (id) Cascade
  key of_membership (tenant, membership) -> memberships (tenant, id) Refuse
memberships (tenant, id)
  tenant: int(11) Integer
  id: int(11) Integer
  user_id: bigint(20) Integer null
  index of_user (user_id)
  index PRIMARY (tenant, id) unique primary constraint
  key of_user (user_id) -> Users (id) SetNull
";

/// As MySQL itself says it.
fn expected(product: Product) -> String {
    if product == Product::Mariadb {
        return EXPECTED.to_owned();
    }
    EXPECTED
        .replace("bigint(20)", "bigint")
        .replace("int(11)", "int")
        .replace("tinyint(4)", "tinyint")
        .replace("'it''s'", "'it\\'s'")
        .replace(" = 0\n", " = '0'\n")
        .replace("current_timestamp()", "CURRENT_TIMESTAMP")
        .replace("if(`removed`,NULL,1)", "if(`removed`,NULL,true)")
}

async fn everything<S>(db: &Served<S>) -> TestResult
where
    S: Server<Connection = AsyncMysqlConnection>,
{
    let mut conn = db.connect().await?;
    conn.batch_execute(TABLES).await?;
    let catalogue = Catalogue::read(&mut conn).await?;
    let product = catalogue.server.product;
    assert_eq!(text(&catalogue), expected(product));
    assert_eq!(product == Product::Mariadb, S::NAME == "mariadb");
    assert!(catalogue.server.version.0 >= 8);
    assert_eq!(catalogue.own, [db.name.as_str()]);

    // Another database, and an index on an expression where there is such a thing.
    let other = unique_name();
    conn.batch_execute(&format!(
        "CREATE DATABASE {other};
        CREATE TABLE {other}.notes (id INT PRIMARY KEY, user_id BIGINT,
            CONSTRAINT n FOREIGN KEY (user_id) REFERENCES {}.`Users` (id));
        CREATE INDEX e ON {other}.notes {}",
        db.name,
        if product == Product::Mysql {
            "((id + 1))"
        } else {
            "(id)"
        },
    ))
    .await?;
    let catalogue = Catalogue::read_schemas(&mut conn, [&other, &db.name, &other]).await;
    conn.batch_execute(&format!("DROP DATABASE {other}"))
        .await?;
    let notes = format!(
        "{other}.notes (id)\n  id: int Integer\n  user_id: bigint Integer null\n  index e ({})\n  index n (user_id)\n  \
         index PRIMARY (id) unique primary constraint\n  key n (user_id) -> Users (id) Refuse\n",
        if product == Product::Mysql {
            "<(`id` + 1)>"
        } else {
            "id"
        },
    );
    let found = text(&catalogue?);
    let found = found
        .strip_prefix(&expected(product))
        .ok_or("the own tables come first")?;
    let found = found
        .replace("int(11)", "int")
        .replace("bigint(20)", "bigint");
    assert_eq!(found, notes);
    Ok(())
}

/// MariaDB shows what a key does to those alone who may do more than read.
async fn denied<S>(db: &Served<S>) -> TestResult
where
    S: Server<Connection = AsyncMysqlConnection>,
{
    let mut conn = db.connect().await?;
    conn.batch_execute(TABLES).await?;
    let role = unique_name().replace("diesel_scopes_", "");
    conn.batch_execute(&format!(
        "CREATE USER '{role}' IDENTIFIED BY 'secret'; GRANT SELECT ON {}.* TO '{role}'",
        db.name
    ))
    .await?;
    let mut reader = AsyncMysqlConnection::establish(&db.url_as(&role, "secret")?).await?;
    let found = Catalogue::read(&mut reader).await;
    conn.batch_execute(&format!("GRANT REFERENCES ON {}.* TO '{role}'", db.name))
        .await?;
    let mut reader = AsyncMysqlConnection::establish(&db.url_as(&role, "secret")?).await?;
    let granted = Catalogue::read(&mut reader).await;
    conn.batch_execute(&format!("DROP USER '{role}'")).await?;

    let granted = granted?;
    assert_eq!(text(&granted), expected(granted.server.product));
    match found {
        Ok(found) if S::NAME == "mysql" => {
            assert_eq!(text(&found), expected(Product::Mysql));
        }
        Err(error @ CatalogueError::Denied { .. }) => assert_eq!(
            error.to_string(),
            "the role of this connection may not read the foreign keys of `entries`: grant it \
             `REFERENCES ON entries`, or connect as the owner of the tables"
        ),
        other => return Err(format!("{other:?}").into()),
    }
    Ok(())
}

async fn no_database<S>(db: &Served<S>) -> TestResult
where
    S: Server<Connection = AsyncMysqlConnection>,
{
    let url = db
        .url
        .strip_suffix(&db.name)
        .ok_or("the name is the end of the URL")?;
    let mut conn = AsyncMysqlConnection::establish(url).await?;
    let refused = Catalogue::read(&mut conn).await;
    let Err(error @ CatalogueError::NoDatabase) = refused else {
        return Err(format!("{refused:?}").into());
    };
    assert_eq!(
        error.to_string(),
        "the connection is to no database: name one at the end of its URL"
    );
    Ok(())
}
