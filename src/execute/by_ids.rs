//! Any number of rows, by their ids.

use diesel::backend::Backend;
use diesel::dsl::EqAny;
use diesel::expression::array_comparison::AsInExpression;
use diesel::query_builder::QueryFragment;
use diesel::query_source::Column;
use diesel::result::{Error, QueryResult};
use diesel::sql_types::{SingleValue, SqlType};
use diesel::{ExpressionMethods, Table};

use super::connection::Runs;
use super::part::{Ids, Part};
use super::script::{Script, Step};
use crate::statement::{Action, ActionFragment, ChosenReach, NoReturning, TargetClause, Write};

type KeyOf<A> = <<A as Action>::Table as Table>::PrimaryKey;

/// The condition that a row has one of the ids.
type IsAmong<A, Id> = EqAny<KeyOf<A>, Vec<Id>>;

/// A statement on rows that are given by their ids, from
/// [`by_ids`](Write::by_ids).
#[derive(Debug, Clone)]
#[must_use = "a statement does nothing until it is executed"]
pub struct ByIds<S, Id> {
    statement: S,
    ids: Vec<Id>,
}

impl<A: Action, W, H> Write<A, W, NoReturning, H> {
    /// Narrows the target to the rows with these ids, as many as there may be.
    ///
    /// A database limits the number of binds of a statement. On MySQL and SQLite
    /// this sends a statement for every 2,000 ids; on PostgreSQL, where they are
    /// one bind, one for every 1,000,000. All are in one transaction (a savepoint,
    /// if one is open) and have one stamp, so that it happens as a whole or not at
    /// all. Duplicate and unknown ids do no harm. The table's primary key has to
    /// be a single column.
    ///
    /// The statement on 2,000 ids stays prepared on the connection for those that
    /// follow; one on fewer is prepared anew each time, as Diesel does with any
    /// list. On PostgreSQL it is prepared anew from 1,001 ids on, so that the plan
    /// is made for as many as there are.
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
        A::Table: Table<PrimaryKey: Column>,
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
        KeyOf<A>: Column + Default,
        <KeyOf<A> as diesel::Expression>::SqlType: SqlType + SingleValue,
        Vec<Id>: AsInExpression<<KeyOf<A> as diesel::Expression>::SqlType>,
        A: ActionFragment<Conn::Backend> + Send + 'conn,
        W: TargetClause<Conn::Backend> + Send + 'conn,
        H: ChosenReach + Send + 'conn,
        IsAmong<A, Id>: QueryFragment<Conn::Backend> + Send + 'conn,
        Conn::Backend: Backend<QueryBuilder: Default> + 'static,
        Id: Send + 'conn,
    {
        let ids = Ids::of::<Conn::Backend>();
        let mut left = self.ids.into_iter();
        let first: Vec<Id> = left.by_ref().take(ids.part()).collect();
        let count = first.len();
        let first = KeyOf::<A>::default().eq_any(first);
        conn.run(ByIdsScript {
            part: Part::new(self.statement, ids, first, count),
            size: ids.part(),
            left,
            changed: 0,
        })
    }
}

struct ByIdsScript<S, Id> {
    part: S,
    /// How many ids a part has at most.
    size: usize,
    /// The ids behind those of the part.
    left: std::vec::IntoIter<Id>,
    changed: u64,
}

impl<DB, A, W, Id, H> Script<DB> for ByIdsScript<Part<A, W, IsAmong<A, Id>, H>, Id>
where
    DB: Backend,
    A: Action,
    KeyOf<A>: Column + Default,
    <KeyOf<A> as diesel::Expression>::SqlType: SqlType + SingleValue,
    Vec<Id>: AsInExpression<<KeyOf<A> as diesel::Expression>::SqlType>,
    Part<A, W, IsAmong<A, Id>, H>: QueryFragment<DB>,
{
    type Report = usize;
    type Error = Error;
    const ATOMIC: bool = true;

    fn next(&mut self) -> QueryResult<Option<Step<'_, DB>>> {
        Ok(if self.part.is_empty() {
            None
        } else {
            Some(Step::Change(&self.part))
        })
    }

    fn answer(&mut self, rows: u64) -> QueryResult<()> {
        self.changed += rows;
        let ids: Vec<Id> = self.left.by_ref().take(self.size).collect();
        let count = ids.len();
        self.part.replace(KeyOf::<A>::default().eq_any(ids), count);
        Ok(())
    }

    fn finish(self) -> usize {
        usize::try_from(self.changed).unwrap_or(usize::MAX)
    }
}
