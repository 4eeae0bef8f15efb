//! Any number of rows, by their ids.

use diesel::Table;
use diesel::backend::Backend;
use diesel::dsl::{EqAny, SqlTypeOf};
use diesel::expression::array_comparison::AsInExpression;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::{Error, QueryResult};
use diesel::serialize::ToSql;
use diesel::sql_types::HasSqlType;

use super::connection::Runs;
use super::one_of::{IdBinds, OneOf, SingleKey};
use super::script::{Script, Step};
use crate::statement::{
    Action, ActionFragment, Among, ChosenReach, NoReturning, StatementError, TargetClause, Write,
    is_constant, read, refuse_evaluation,
};

pub(crate) type KeyOf<A> = <<A as Action>::Table as Table>::PrimaryKey;

/// A statement on rows that are given by their ids, from
/// [`by_ids`](Write::by_ids).
#[derive(Debug, Clone)]
#[must_use = "a statement does nothing until it is executed"]
pub struct ByIds<S, Id> {
    pub(crate) statement: S,
    pub(crate) ids: Vec<Id>,
}

#[cfg(feature = "journal")]
impl<S, Id> ByIds<S, Id> {
    pub(crate) fn map<T>(self, change: impl FnOnce(S) -> T) -> ByIds<T, Id> {
        ByIds {
            statement: change(self.statement),
            ids: self.ids,
        }
    }
}

impl<A: Action, W, H> Write<A, W, NoReturning, H> {
    /// Narrows the target to the rows with these ids, as many as there may be.
    ///
    /// A database limits the number of binds of a statement. On MySQL and SQLite
    /// this sends a statement for every 2,000 ids; on PostgreSQL, where they are
    /// one bind, one for every 1,000,000. All are in one transaction (a savepoint,
    /// if one is open) and have one stamp, so that it happens as a whole or not at
    /// all. Duplicate and unknown ids do no harm. The table's primary key has to
    /// be a single column. Where several statements are needed, a stamp or a target
    /// that each of them would evaluate anew (a function, a subquery, a clock) is
    /// refused with
    /// [`StatementError::EvaluatedTwice`](crate::StatementError::EvaluatedTwice).
    ///
    /// The statement on 2,000 ids stays prepared on the connection for those that
    /// follow, if Diesel keeps the rest of it; one on fewer is prepared anew each
    /// time, as Diesel does with any list. On PostgreSQL it is prepared anew from
    /// 1,001 ids on, so that the plan is made for as many as there are.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use diesel_scopes::soft_delete;
    /// # let conn = &mut diesel::SqliteConnection::establish(":memory:").unwrap();
    /// # diesel::sql_query("CREATE TABLE communities (id INTEGER PRIMARY KEY, deleted BOOL, removed BOOL)")
    /// #     .execute(conn).unwrap();
    /// # diesel::sql_query("INSERT INTO communities VALUES (1, FALSE, FALSE), (2, FALSE, FALSE)")
    /// #     .execute(conn).unwrap();
    ///
    /// // PostgreSQL: UPDATE "communities" SET "deleted" = TRUE
    /// //             WHERE ("communities"."id" = ANY($1)) AND "communities"."deleted" = FALSE
    /// // MySQL, SQLite:
    /// //             UPDATE `communities` SET `deleted` = TRUE
    /// //             WHERE (`communities`.`id` IN (?, ?, ?)) AND `communities`.`deleted` = FALSE
    /// let deleted = soft_delete(communities::table).by_ids([1, 2, 3]).execute(conn).unwrap();
    /// assert_eq!(deleted, 2);
    /// # }
    /// ```
    ///
    /// Two such calls at once that share ids in different orders can deadlock,
    /// as any two transactions that change many rows; the database ends one of
    /// them with an error, after which it can be tried again.
    pub fn by_ids<Id>(self, ids: impl IntoIterator<Item = Id>) -> ByIds<Self, Id>
    where
        KeyOf<A>: SingleKey,
    {
        ByIds {
            statement: self,
            ids: ids.into_iter().collect(),
        }
    }
}

impl<A: Action, W, H, Id> ByIds<Write<A, W, NoReturning, H>, Id> {
    /// Executes the statement, and returns the number of rows that it changed.
    ///
    /// Followed by `.await?` on a connection of diesel-async and by `?` on one of
    /// Diesel.
    ///
    /// # Errors
    ///
    /// What the database says; nothing is changed then.
    pub fn execute<'conn, Conn, Mode>(
        self,
        conn: &'conn mut Conn,
    ) -> Conn::Returned<'conn, usize, Error>
    where
        Conn: Runs<Mode>,
        A: ActionFragment<Conn::Backend> + Send + 'conn,
        KeyOf<A>: SingleKey + QueryFragment<Conn::Backend> + Send,
        Vec<Id>: AsInExpression<SqlTypeOf<KeyOf<A>>>,
        EqAny<KeyOf<A>, Vec<Id>>: QueryFragment<Conn::Backend> + Send,
        Id: ToSql<SqlTypeOf<KeyOf<A>>, Conn::Backend> + Send + 'conn,
        W: TargetClause<Conn::Backend> + Send + 'conn,
        H: ChosenReach + Send + 'conn,
        Conn::Backend: HasSqlType<SqlTypeOf<KeyOf<A>>> + Backend<QueryBuilder: 'static> + 'static,
    {
        let binds = IdBinds::of::<Conn::Backend, SqlTypeOf<KeyOf<A>>, Id>();
        let mut left = self.ids.into_iter();
        let predicate = OneOf::<KeyOf<A>, Id>::next(binds, &mut left);
        let among = |target| Among { target, predicate };
        conn.run(ByIdsScript {
            part: Part {
                is_one_of_several: left.len() > 0,
                statement: self.statement.map_target(among),
            },
            binds,
            left,
            changed: 0,
        })
    }
}

struct ByIdsScript<S, Id> {
    /// On the ids that are next.
    part: Part<S>,
    binds: IdBinds,
    /// The ids behind those.
    left: std::vec::IntoIter<Id>,
    changed: u64,
}

/// The statement on some of the ids.
type OnIds<A, W, Id, H> = Write<A, Among<W, OneOf<KeyOf<A>, Id>>, NoReturning, H>;

impl<DB, A, W, Id, H> Script<DB> for ByIdsScript<OnIds<A, W, Id, H>, Id>
where
    DB: Backend,
    A: Action,
    KeyOf<A>: SingleKey,
    Vec<Id>: AsInExpression<SqlTypeOf<KeyOf<A>>>,
    Part<OnIds<A, W, Id, H>>: QueryFragment<DB>,
{
    type Report = usize;
    type Error = Error;

    fn is_atomic(&self) -> bool {
        true
    }

    fn next(&mut self) -> QueryResult<Option<Step<'_, DB>>> {
        Ok(if self.part.statement.target.predicate.is_empty() {
            None
        } else {
            Some(Step::Change(&self.part))
        })
    }

    fn answer(&mut self, numbers: &[u64]) -> QueryResult<()> {
        self.changed += numbers.iter().sum::<u64>();
        self.part.statement.target.predicate = OneOf::next(self.binds, &mut self.left);
        Ok(())
    }

    fn finish(self) -> usize {
        usize::try_from(self.changed).unwrap_or(usize::MAX)
    }
}

/// The statement on some of the ids, or on all of them.
struct Part<S> {
    statement: S,
    is_one_of_several: bool,
}

impl<DB, A, W, Id, H> QueryFragment<DB> for Part<OnIds<A, W, Id, H>>
where
    DB: Backend<QueryBuilder: 'static>,
    A: ActionFragment<DB>,
    KeyOf<A>: SingleKey,
    Vec<Id>: AsInExpression<SqlTypeOf<KeyOf<A>>>,
    W: TargetClause<DB>,
    OnIds<A, W, Id, H>: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if self.is_one_of_several {
            // All parts are to have one stamp and to mean the same rows.
            let value = Value(&self.statement.action);
            refuse(
                &value,
                self.statement.action.value_is_constant(),
                "the stamp",
                &out,
            )?;
            let target = Conditions(&self.statement.target.target);
            let is_constant = is_constant(std::any::type_name::<W>());
            refuse(&target, is_constant, "the target", &out)?;
        }
        self.statement.walk_ast(out)
    }
}

/// Refuses what may have another value the next time; by its type, where its SQL cannot
/// be read.
fn refuse<DB: Backend<QueryBuilder: 'static>>(
    fragment: &impl QueryFragment<DB>,
    is_constant: bool,
    part: &'static str,
    out: &AstPass<'_, '_, DB>,
) -> QueryResult<()> {
    match read(fragment, out.backend())? {
        Some(text) => Ok(refuse_evaluation(&text)?),
        None if is_constant => Ok(()),
        None => Err(StatementError::Unread { part }.into()),
    }
}

struct Value<'a, A>(&'a A);

impl<DB: Backend, A: ActionFragment<DB>> QueryFragment<DB> for Value<'_, A> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_value(out)
    }
}

pub(crate) struct Conditions<'a, W>(pub(crate) &'a W);

impl<DB: Backend, W: TargetClause<DB>> QueryFragment<DB> for Conditions<'_, W> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.0.walk_where(out)
    }
}
