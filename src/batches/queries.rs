//! What a run looks up besides its statements.

use diesel::query_builder::AstPass;
use diesel::result::QueryResult;

use super::key::{columns, walk_column, walk_name, written};
use super::rooting::{Ages, Rooting};
use crate::cascade::CascadingFragment;
use crate::declare::{CascadeBackend, Dialect, quoted};
use crate::statement::{Shallow, TargetClause, Write};

/// A statement in batches, between two of them.
pub(super) type Batched<A, W, R> = Write<Rooting<A>, W, R, Shallow>;

/// The key of the row that so many rows come before in what is next: the last one of a full
/// stretch.
pub(super) fn walk_next<'b, DB, A, W, R>(
    statement: &'b Batched<A, W, R>,
    before: &'b i64,
    mut out: AstPass<'_, 'b, DB>,
) -> QueryResult<()>
where
    DB: CascadeBackend,
    A: CascadingFragment<DB>,
    W: TargetClause<DB>,
{
    let Some(level) = statement.action.levels.last() else {
        return Ok(());
    };
    // Outside, so that it is written for that row alone.
    let key = written::<DB>(&level.table);
    let written = match DB::DIALECT {
        Dialect::Mysql => format!("CONCAT_WS(':', {key})"),
        Dialect::Postgres | Dialect::Sqlite => key,
    };
    out.push_sql(&format!("SELECT {written} FROM ("));
    walk_rows(statement, out.reborrow())?;
    out.push_sql(" LIMIT 1 OFFSET ");
    DB::push_number(before, out.reborrow())?;
    out.push_sql(&format!(") AS {}", quoted::<DB>("diesel_scopes.next")?));
    Ok(())
}

/// How many rows the next stretch has, if that is not full, and the key of its last one.
pub(super) fn walk_rest<'b, DB, A, W, R>(
    statement: &'b Batched<A, W, R>,
    size: &'b i64,
    mut out: AstPass<'_, 'b, DB>,
) -> QueryResult<()>
where
    DB: CascadeBackend,
    A: CascadingFragment<DB>,
    W: TargetClause<DB>,
{
    let Some(level) = statement.action.levels.last() else {
        return Ok(());
    };
    let key = written::<DB>(&level.table);
    let written = match DB::DIALECT {
        Dialect::Postgres => format!("CAST(n AS TEXT) || ':' || {key}"),
        Dialect::Mysql => format!("CONCAT_WS(':', n, {key})"),
        Dialect::Sqlite => format!("n || ':' || {key}"),
    };
    let columns = 1..=columns::<DB>(&level.table).len();
    let ks: Vec<_> = columns.clone().map(|k| format!("k{k}")).collect();
    let last: Vec<_> = columns.map(|k| format!("k{k} DESC")).collect();
    out.push_sql(&format!(
        "SELECT {written} FROM (SELECT {}, COUNT(*) OVER () AS n FROM (",
        ks.join(", ")
    ));
    walk_rows(statement, out.reborrow())?;
    out.push_sql(" LIMIT ");
    DB::push_number(size, out.reborrow())?;
    out.push_sql(&format!(
        ") AS {} ORDER BY {} LIMIT 1) AS {}",
        quoted::<DB>("diesel_scopes.next")?,
        last.join(", "),
        quoted::<DB>("diesel_scopes.last")?
    ));
    Ok(())
}

/// The keys of the rows that are next, in their order.
fn walk_rows<'b, DB, A, W, R>(
    statement: &'b Batched<A, W, R>,
    mut out: AstPass<'_, 'b, DB>,
) -> QueryResult<()>
where
    DB: CascadeBackend,
    A: CascadingFragment<DB>,
    W: TargetClause<DB>,
{
    walk_keys(statement, out.reborrow())?;
    let Some(level) = statement.action.levels.last() else {
        return Ok(());
    };
    out.push_sql(" ORDER BY ");
    for at in 0..columns::<DB>(&level.table).len() {
        out.push_sql(if at > 0 { ", " } else { "" });
        walk_column(&level.table, at, out.reborrow())?;
    }
    Ok(())
}

/// `SELECT` of the keys of the rows that are due in the stretch, as `k1`, `k2`, ….
pub(super) fn walk_keys<'b, DB, A, W, R>(
    statement: &'b Batched<A, W, R>,
    mut out: AstPass<'_, 'b, DB>,
) -> QueryResult<()>
where
    DB: CascadeBackend,
    A: CascadingFragment<DB>,
    W: TargetClause<DB>,
{
    let action = &statement.action;
    let Some(level) = action.levels.last() else {
        return Ok(());
    };
    out.push_sql("SELECT ");
    for at in 0..columns::<DB>(&level.table).len() {
        out.push_sql(if at > 0 { ", " } else { "" });
        walk_column(&level.table, at, out.reborrow())?;
        out.push_sql(&format!(" AS k{}", at + 1));
    }
    out.push_sql(" FROM ");
    out.push_sql(&(level.table.text)(DB::DIALECT)?);
    action.walk_rows(action.at(), &statement.target, out.reborrow())?;
    action.walk_due(action.at(), out)
}

/// How many rows of the target that are old enough are held.
pub(super) fn walk_held<'b, DB, A, W, R>(
    statement: &'b Batched<A, W, R>,
    mut out: AstPass<'_, 'b, DB>,
) -> QueryResult<()>
where
    DB: CascadeBackend,
    A: CascadingFragment<DB>,
    W: TargetClause<DB>,
{
    let info = statement.action.action.root();
    let table = (info.text)(DB::DIALECT)?;
    out.push_sql(&format!("SELECT COUNT(*) FROM {table}"));
    statement.target.walk_where(out.reborrow())?;
    statement.action.action.walk_root_guard(out.reborrow())?;
    out.push_sql(" AND ");
    walk_name(&info, info.hold.unwrap_or_default(), out.reborrow())?;
    out.push_sql(" IS TRUE");
    Ok(())
}

/// Since when the oldest of the rows is deleted that are due, held or not; or nothing.
pub(super) fn walk_oldest<'b, DB, A, W, R>(
    statement: &'b Batched<A, W, R>,
    mut out: AstPass<'_, 'b, DB>,
) -> QueryResult<()>
where
    DB: CascadeBackend,
    A: CascadingFragment<DB> + Ages,
    W: TargetClause<DB>,
{
    let info = statement.action.action.root();
    let table = (info.text)(DB::DIALECT)?;
    let text = match DB::DIALECT {
        Dialect::Mysql => "CHAR",
        Dialect::Postgres | Dialect::Sqlite => "TEXT",
    };
    out.push_sql("SELECT COALESCE(CAST(MIN(");
    let column = statement.action.action.aged_by().unwrap_or_default();
    walk_name(&info, column, out.reborrow())?;
    out.push_sql(&format!(") AS {text}), '') FROM {table}"));
    statement.target.walk_where(out.reborrow())?;
    statement.action.action.walk_root_guard(out)
}
