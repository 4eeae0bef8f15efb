//! What is found, run, and looked at again.

use diesel::deserialize::FromSql;
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, HasSqlType, Text};
use diesel_async::{AsyncConnection, AsyncConnectionCore, RunQueryDsl, SimpleAsyncConnection};
use diesel_scopes::CascadeBackend;
use diesel_scopes::check::catalogue::{Catalogue, Product};
use diesel_scopes::check::declared::{Edge, EdgeKind};
use diesel_scopes::check::{Finding, Reason, Report, compare};

use crate::harness::{TestDatabase, TestResult};
use crate::scenarios::{self, Scenario};

/// What is asked of a connection here.
pub(crate) trait Asked:
    AsyncConnection<Backend: CascadeBackend + HasSqlType<BigInt>> + SimpleAsyncConnection
{
    fn number(&mut self, sql: &str) -> impl Future<Output = QueryResult<i64>> + Send;
}

macro_rules! asked {
    ($($connection:ty),+ $(,)?) => {$(
        impl Asked for $connection {
            async fn number(&mut self, sql: &str) -> QueryResult<i64> {
                diesel::dsl::sql::<BigInt>(sql).get_result(self).await
            }
        }
    )+};
}

asked!(
    diesel_async::AsyncPgConnection,
    diesel_async::AsyncMysqlConnection,
    diesel_async::sync_connection_wrapper::SyncConnectionWrapper<diesel::SqliteConnection>,
);

/// The types, as each server calls them.
pub(crate) fn on(product: Product, sql: &str) -> String {
    let (time, seconds) = match product {
        Product::Mariadb | Product::Mysql => ("DATETIME(6)", "DATETIME"),
        Product::Sqlite => ("TIMESTAMP", "TIMESTAMP"),
        _ => ("TIMESTAMP", "TIMESTAMP(0)"),
    };
    let sql = sql.replace("TIME NULL", &format!("{time} NULL"));
    let sql = sql.replace("TIME NOT", &format!("{time} NOT"));
    sql.replace("SECONDS", seconds)
}

async fn look<C>(conn: &mut C, scenario: &Scenario) -> TestResult<Report>
where
    C: Asked,
    i64: FromSql<BigInt, C::Backend>,
    String: FromSql<Text, C::Backend>,
{
    let schemas = scenario.declaration.tables.iter();
    let schemas = schemas.filter_map(|table| table.name.schema.clone());
    let catalogue = Catalogue::read_schemas(conn, schemas).await?;
    Ok(compare(&scenario.declaration, &catalogue))
}

fn is_same(a: &Finding, b: &Finding) -> bool {
    (a.reason(), a.place(), a.index(), a.foreign_key())
        == (b.reason(), b.place(), b.index(), b.foreign_key())
}

/// All findings in all scenarios, as they print, and that they are gone once their SQL is run.
pub(crate) async fn everything<D>(
    database: &D,
    product: Product,
    expected: &str,
    file: &str,
) -> TestResult
where
    D: TestDatabase<Connection: Asked>,
    i64: FromSql<BigInt, <D::Connection as AsyncConnectionCore>::Backend>,
    String: FromSql<Text, <D::Connection as AsyncConnectionCore>::Backend>,
{
    let mut text = String::new();
    let mut failed = String::new();
    let conn = &mut database.connect().await?;
    let mut why = |scenario: &Scenario, failure: TestResult| {
        if let Err(error) = failure {
            let error = error.message().unwrap_or("?").to_owned();
            failed += &format!("{}: {error}\n", scenario.name);
        }
    };
    let scenarios = scenarios::all();
    for scenario in scenarios.iter().filter(|it| it.only.contains(&product)) {
        clean(conn, product).await?;
        match one_by_one(conn, scenario, product).await {
            Ok(report) => text += &format!("-- {}\n\n{report}\n\n", scenario.name),
            Err(error) => why(scenario, Err(error)),
        }
        clean(conn, product).await?;
        why(scenario, all_at_once(conn, scenario, product).await);
    }
    if std::env::var_os("CHECK_WRITE").is_some() {
        std::fs::write(file, &text)?;
    } else if text != expected {
        failed += &format!("this is not what {file} has:\n{text}");
    }
    if failed.is_empty() {
        Ok(())
    } else {
        Err(failed.into())
    }
}

/// Leaves no table.
async fn clean<C>(conn: &mut C, product: Product) -> TestResult
where
    C: Asked,
    i64: FromSql<BigInt, C::Backend>,
    String: FromSql<Text, C::Backend>,
{
    if product == Product::Postgresql {
        let sql =
            "DROP SCHEMA public CASCADE; CREATE SCHEMA public; DROP SCHEMA IF EXISTS audit CASCADE";
        return Ok(conn.batch_execute(sql).await?);
    }
    let unchecked = match product {
        Product::Sqlite => "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF",
        _ => "SET foreign_key_checks = 0",
    };
    conn.batch_execute(unchecked).await?;
    for table in Catalogue::read(conn).await?.tables {
        conn.batch_execute(&format!("DROP TABLE `{}`", table.name))
            .await?;
    }
    let checked = match product {
        Product::Sqlite => "PRAGMA foreign_keys = ON",
        _ => "SET foreign_key_checks = 1",
    };
    Ok(conn.batch_execute(checked).await?)
}

async fn one_by_one<C>(conn: &mut C, scenario: &Scenario, product: Product) -> TestResult<Report>
where
    C: Asked,
    i64: FromSql<BigInt, C::Backend>,
    String: FromSql<Text, C::Backend>,
{
    conn.batch_execute(&on(product, scenario.tables)).await?;
    let first = look(conn, scenario).await?;
    let mut report = first.clone();
    while let Some(finding) = report.findings().iter().find(|it| !it.sql().is_empty()) {
        for sql in finding.sql() {
            let run = conn.batch_execute(sql).await;
            run.map_err(|error| format!("{error}\n{sql}\n{finding}"))?;
        }
        let after = look(conn, scenario).await?;
        if let Some(left) = after.findings().iter().find(|it| is_same(it, finding)) {
            return Err(format!("it is still there:\n{finding}\n{left}").into());
        }
        if after.findings().len() >= report.findings().len() {
            return Err(format!("mended, and worse:\n{finding}\n{after}").into());
        }
        report = after;
    }
    by_declaration(conn, scenario, &report).await?;
    // What only hands can mend is left, on SQLite.
    let by_hand = report
        .findings()
        .iter()
        .any(|it| matches!(it.reason(), Reason::HoldsDeleted | Reason::OnDelete));
    if !by_hand {
        afterwards(conn, scenario).await?;
    }
    Ok(first)
}

/// What is mended in the declaration is gone once it says so.
async fn by_declaration<C>(conn: &mut C, scenario: &Scenario, report: &Report) -> TestResult
where
    C: Asked,
    i64: FromSql<BigInt, C::Backend>,
    String: FromSql<Text, C::Backend>,
{
    let mut declaration = scenario.declaration.clone();
    let catalogue = Catalogue::read(conn).await?;
    for finding in report.findings() {
        let Some(edge) = finding.declaration() else {
            continue;
        };
        let mut tables = declaration.tables.iter();
        let child = tables.find(|it| it.title == finding.table());
        let child = child.ok_or("no such child")?.name.clone();
        let table = catalogue.table(None, &child.name).ok_or("no such table")?;
        let mut keys = table.foreign_keys.iter();
        let key = keys.find(|it| it.columns == finding.columns());
        let key = key.ok_or("no such key")?;
        let (word, rest) = edge.split_once(' ').ok_or("no word")?;
        let written = format!("{} ({})", finding.table(), key.columns.join(", "));
        assert_eq!(rest, written);
        let kind = match word {
            "cascade" => EdgeKind::Cascade,
            "nullify" => EdgeKind::Nullify,
            other => return Err(format!("`{other}`").into()),
        };
        let parents = declaration.tables.iter_mut();
        for parent in parents.filter(|it| it.name == key.table) {
            parent.edges.push(Edge {
                kind,
                child: child.clone(),
                key: key.columns.clone(),
                refers: key.refers.clone(),
                cleared: key.columns.clone(),
                conditions: Vec::new(),
            });
        }
    }
    let after = compare(&declaration, &catalogue);
    let mut left = after.findings().iter();
    match left.find(|it| it.reason() == Reason::NoEdge) {
        Some(left) => Err(format!("it is declared, and found:\n{left}").into()),
        None => Ok(()),
    }
}

/// How the tables behave once all is mended.
async fn afterwards<C>(conn: &mut C, scenario: &Scenario) -> TestResult
where
    C: Asked,
    i64: FromSql<BigInt, C::Backend>,
    String: FromSql<Text, C::Backend>,
{
    count(conn, scenario.counted).await?;
    for sql in scenario.accepted {
        let run = conn.batch_execute(sql).await;
        run.map_err(|error| format!("{error}\n{sql}"))?;
    }
    count(conn, scenario.counted_then).await?;
    for sql in scenario.refused {
        if conn.batch_execute(sql).await.is_ok() {
            return Err(format!("it is not refused: {sql}").into());
        }
    }
    Ok(())
}

async fn count<C>(conn: &mut C, counted: &[(&str, i64)]) -> TestResult
where
    C: Asked,
{
    for (rows, expected) in counted {
        let sql = format!("SELECT COUNT(*) {rows}");
        let counted = conn.number(&sql).await?;
        if counted != *expected {
            return Err(format!("{counted} {rows}").into());
        }
    }
    Ok(())
}

async fn all_at_once<C>(conn: &mut C, scenario: &Scenario, product: Product) -> TestResult
where
    C: Asked,
    i64: FromSql<BigInt, C::Backend>,
    String: FromSql<Text, C::Backend>,
{
    conn.batch_execute(&on(product, scenario.tables)).await?;
    let report = look(conn, scenario).await?;
    for sql in report.sql() {
        let run = conn.batch_execute(sql).await;
        run.map_err(|error| format!("{error}\n{sql}"))?;
    }
    let after = look(conn, scenario).await?;
    match after.sql().as_slice() {
        [] => Ok(()),
        _ => Err(format!("not all is mended:\n{after}").into()),
    }
}
