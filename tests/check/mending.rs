//! What is found, run, and looked at again.

use diesel::deserialize::FromSql;
use diesel::sql_types::{BigInt, HasSqlType, Text};
use diesel_async::{AsyncConnection, AsyncConnectionCore, SimpleAsyncConnection};
use diesel_scopes::CascadeBackend;
use diesel_scopes::check::catalogue::{Catalogue, Product};
use diesel_scopes::check::{Finding, Report, compare};

use crate::harness::{TestDatabase, TestResult};
use crate::scenarios::{self, Scenario};

/// What is asked of a connection here.
pub(crate) trait Asked:
    AsyncConnection<Backend: CascadeBackend + HasSqlType<BigInt>> + SimpleAsyncConnection
{
}

impl<C> Asked for C where
    C: AsyncConnection<Backend: CascadeBackend + HasSqlType<BigInt>> + SimpleAsyncConnection
{
}

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
        Product::Sqlite => "PRAGMA foreign_keys = OFF",
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
    Ok(first)
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
