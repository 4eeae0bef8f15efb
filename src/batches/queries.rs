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

/// How many rows the next stretch has, and the key of its last one.
pub(super) fn walk_next<'b, DB, A, W, R>(
    statement: &'b Batched<A, W, R>,
    size: &'b i64,
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
    let table = (level.table.text)(DB::DIALECT)?;
    let count = columns::<DB>(&level.table).len();
    let key = written::<DB>(&level.table);
    out.push_sql(&match DB::DIALECT {
        Dialect::Postgres => {
            format!("SELECT CAST(COUNT(*) OVER () AS TEXT) || ':' || {key} FROM (SELECT ")
        }
        Dialect::Mysql => {
            format!("SELECT CONCAT_WS(':', COUNT(*) OVER (), {key}) FROM (SELECT ")
        }
        Dialect::Sqlite => format!("SELECT COUNT(*) OVER () || ':' || {key} FROM (SELECT "),
    });
    for at in 0..count {
        out.push_sql(if at > 0 { ", " } else { "" });
        walk_column(&level.table, at, out.reborrow())?;
        out.push_sql(&format!(" AS k{}", at + 1));
    }
    out.push_sql(&format!(" FROM {table}"));
    action.walk_rows(action.at(), &statement.target, out.reborrow())?;
    action.walk_due(action.at(), out.reborrow())?;
    out.push_sql(" ORDER BY ");
    for at in 0..count {
        out.push_sql(if at > 0 { ", " } else { "" });
        walk_column(&level.table, at, out.reborrow())?;
    }
    out.push_sql(" LIMIT ");
    DB::push_number(size, out.reborrow())?;
    let last: Vec<_> = (1..=count).map(|k| format!("k{k} DESC")).collect();
    out.push_sql(&format!(
        ") AS {} ORDER BY {} LIMIT 1",
        quoted::<DB>("diesel_scopes.next")?,
        last.join(", ")
    ));
    Ok(())
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
