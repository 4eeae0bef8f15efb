//! A batch that is the statement itself, on the rows of a stretch: where the rows of the
//! target alone are meant, and there is neither a journal nor a transaction around it.
//!
//! A purge waits for rows that others have locked, a moment only; then it goes the longer
//! way, which sets the keys aside and passes over these. MySQL's own server lets no statement
//! say how long it waits: there it passes over them at once, and finds its rows twice for that.

use diesel::query_builder::AstPass;
use diesel::result::{DatabaseErrorKind, Error, QueryResult};

use super::{BatchJob, Phase};
use crate::batches::key::{columns, walk_column};
use crate::batches::queries::{Batched, walk_keys};
use crate::cascade::{Acting, Bound, CascadeError, CascadingFragment, Extent, Verb};
use crate::declare::{CascadeBackend, Dialect, quoted};
use crate::statement::{ActionFragment, Ending, TargetClause};

impl<A, W, R, F> BatchJob<A, W, R, F>
where
    A: Acting,
    R: Ending,
{
    /// Whether that is so, as far as the statement goes.
    pub(super) fn may_be_direct(&self) -> bool {
        self.extent == Extent::Itself && !R::RECORDED && !self.dry && !self.locking
    }

    /// So many transactions are open.
    pub(super) fn find_way<DB: CascadeBackend>(&mut self, numbers: &[u64]) {
        let is_free = numbers.iter().sum::<u64>() == 0;
        let may_be = is_free && self.may_be_direct();
        let waits_long = A::VERB == Verb::Purge && DB::DIALECT == Dialect::Mysql;
        self.phase = if may_be && waits_long {
            Phase::Server
        } else if Self::asks_session::<DB>(is_free) {
            Phase::Session
        } else {
            Phase::Next
        };
        self.directly = may_be && !waits_long;
    }

    /// What the server has made of `walk_server`.
    pub(super) fn know_server(&mut self, numbers: &[u64]) {
        self.skips_locked = numbers != [2];
        self.directly = true;
        self.phase = Phase::Session;
    }

    pub(super) fn failed_directly<DB>(&mut self, error: CascadeError) -> Result<(), CascadeError>
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB>,
        W: TargetClause<DB>,
    {
        if A::VERB == Verb::Purge && may_be_locked(&error) {
            self.is_locked = true;
            // It has been a row that refers to one of these, and as long as the session waits.
            self.directly &= !self.skips_locked;
            self.start::<DB>(Bound::None);
            Ok(())
        } else {
            self.failed::<DB>(error)
        }
    }
}

/// Whether the statement may have waited in vain. In which language the database says so is not
/// known; what else is wrong it says again on the longer way.
fn may_be_locked(error: &CascadeError) -> bool {
    matches!(
        error,
        CascadeError::Database(Error::DatabaseError(
            DatabaseErrorKind::SerializationFailure | DatabaseErrorKind::Unknown,
            _
        ))
    )
}

/// 2 on MariaDB, 1 on MySQL.
pub(super) fn walk_server<DB: CascadeBackend>(mut out: AstPass<'_, '_, DB>) -> QueryResult<()> {
    out.push_sql("SELECT 1 /*M! + 1 */ AS `diesel_scopes.server`");
    Ok(())
}

/// Of the rows of the stretch those that nobody has locked.
pub(super) fn walk_skipping<'b, DB, A, W, R>(
    statement: &'b Batched<A, W, R>,
    mut out: AstPass<'_, 'b, DB>,
) -> QueryResult<()>
where
    DB: CascadeBackend,
    A: CascadingFragment<DB>,
    W: TargetClause<DB>,
{
    let rooting = &statement.action;
    let Some(level) = rooting.levels.last() else {
        return Ok(());
    };
    let table = (level.table.text)(DB::DIALECT)?;
    let next = quoted::<DB>("diesel_scopes.next")?;
    out.push_sql(&format!(
        "DELETE /*+ SET_VAR(sql_safe_updates = OFF) */ {table} FROM ("
    ));
    walk_keys(statement, out.reborrow())?;
    out.push_sql(&format!(
        " FOR UPDATE /*!80001 SKIP LOCKED */) AS {next} STRAIGHT_JOIN {table} ON "
    ));
    for at in 0..columns::<DB>(&level.table).len() {
        out.push_sql(if at > 0 { " AND " } else { "" });
        walk_column(&level.table, at, out.reborrow())?;
        out.push_sql(&format!(" = {next}.k{}", at + 1));
    }
    // As they are, so that a guard finds it with the table.
    out.push_sql(" WHERE ");
    rooting.walk_due(0, out)
}

pub(in crate::batches) fn walk_direct<'b, DB, A, W, R>(
    statement: &'b Batched<A, W, R>,
    mut out: AstPass<'_, 'b, DB>,
) -> QueryResult<()>
where
    DB: CascadeBackend,
    A: CascadingFragment<DB> + ActionFragment<DB>,
    W: TargetClause<DB>,
{
    let rooting = &statement.action;
    let is_purge = A::VERB == Verb::Purge;
    if is_purge {
        out.push_sql(match DB::DIALECT {
            Dialect::Postgres => {
                "WITH \"diesel_scopes.wait\" (ms) AS MATERIALIZED \
                 (SELECT set_config('lock_timeout', '100ms', TRUE)) "
            }
            Dialect::Mysql => "/*M!100200 SET STATEMENT innodb_lock_wait_timeout = 1 FOR */ ",
            Dialect::Sqlite => "",
        });
    }
    rooting.action.walk_head(out.reborrow())?;
    rooting.walk_rows(0, &statement.target, out.reborrow())?;
    rooting.walk_due(0, out.reborrow())?;
    if is_purge {
        out.push_sql(match DB::DIALECT {
            Dialect::Postgres => " AND (SELECT ms FROM \"diesel_scopes.wait\") IS NOT NULL",
            // So that a guard knows whose it is.
            Dialect::Mysql => " AND EXISTS (SELECT 1 AS `diesel_scopes.wait`)",
            Dialect::Sqlite => "",
        });
    }
    Ok(())
}
