//! A catalogue of 200 tables.

use std::fmt::Write;
use std::time::{Duration, Instant};

use diesel::deserialize::FromSql;
use diesel::sql_types::{BigInt, HasSqlType, Text};
use diesel_async::{AsyncConnection, SimpleAsyncConnection};
use diesel_scopes::CascadeBackend;
use diesel_scopes::check::catalogue::Catalogue;

use crate::harness::TestResult;

/// `marker` is a type for a time, and `key` what is behind a column that refers to `t0`.
pub(crate) async fn two_hundred_tables<C>(mut conn: C, marker: &str) -> TestResult
where
    C: AsyncConnection<Backend: CascadeBackend + HasSqlType<BigInt>> + SimpleAsyncConnection,
    i64: FromSql<BigInt, C::Backend>,
    String: FromSql<Text, C::Backend>,
{
    let mut sql = String::new();
    for n in 0..200 {
        let _ = write!(
            sql,
            "CREATE TABLE t{n} (id INTEGER NOT NULL PRIMARY KEY, parent_id INTEGER, name VARCHAR(50) NOT NULL, \
             a INTEGER, b INTEGER, c INTEGER, d INTEGER, e INTEGER, deleted_at {marker} NULL, UNIQUE (name), \
             FOREIGN KEY (parent_id) REFERENCES t0 (id)); CREATE INDEX i{n} ON t{n} (parent_id, a);"
        );
    }
    conn.batch_execute(&sql).await?;

    let start = Instant::now();
    let catalogue = Catalogue::read(&mut conn).await?;
    let took = start.elapsed();
    assert_eq!(catalogue.tables.len(), 200);
    for table in &catalogue.tables {
        assert_eq!(table.columns.len(), 9);
        assert_eq!(table.primary_key, ["id"]);
        assert!(table.indexes.len() >= 3, "{:?}", table.indexes);
        assert_eq!(table.foreign_keys.len(), 1);
    }
    println!("200 tables: {took:?}");
    assert!(took < Duration::from_secs(1), "{took:?}");
    Ok(())
}
