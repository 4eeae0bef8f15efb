//! Whether a statement changed rows, found them changed already, or found none.

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::{Error, QueryResult};

use super::connection::Sends;
use super::script::{Script, Step};
use crate::statement::{Action, NoReturning, TargetClause, Write};

/// What became of the target of a statement.
///
/// ```
/// # include!("../doctest_schema.rs");
/// # #[cfg(feature = "sqlite")] fn main() {
/// use diesel_scopes::{Outcome, soft_delete};
/// # let conn = &mut diesel::SqliteConnection::establish(":memory:").unwrap();
/// # diesel::sql_query("CREATE TABLE communities (id INTEGER PRIMARY KEY, deleted BOOL, removed BOOL)")
/// #     .execute(conn).unwrap();
/// # diesel::sql_query("INSERT INTO communities VALUES (1, FALSE, FALSE)").execute(conn).unwrap();
///
/// let once = soft_delete(communities::table.find(1)).outcome(conn).unwrap();
/// let twice = soft_delete(communities::table.find(1)).outcome(conn).unwrap();
/// let nobody = soft_delete(communities::table.find(2)).outcome(conn).unwrap();
///
/// assert_eq!(once, Outcome::Changed(1));
/// assert_eq!(twice, Outcome::Unchanged);
/// assert_eq!(nobody, Outcome::NotFound);
/// # }
/// ```
///
/// `T` is the number of rows, or what [`returning`](Write::returning) gives of them.
///
/// # A counter of active rows
///
/// `Changed` counts the rows that were marked, and where a table has several markers such
/// a row may have been deleted before, by another one: a counter that fell with each
/// `Changed` would fall twice. What `.returning(…)` gives is the row after the statement,
/// so that behind a soft delete `is_active()` is false of all of them. That a row was
/// active until then is in its other markers, which the statement left as they were;
/// behind a restore, `is_active()` says whether the row counts again.
///
/// ```
/// # include!("../doctest_schema.rs");
/// # #[cfg(feature = "sqlite")] fn main() {
/// use diesel_scopes::{restore, soft_delete, unmarked};
/// # let conn = &mut diesel::SqliteConnection::establish(":memory:").unwrap();
/// # diesel::sql_query("CREATE TABLE communities (id INTEGER PRIMARY KEY, deleted BOOL, removed BOOL)")
/// #     .execute(conn).unwrap();
/// # diesel::sql_query("INSERT INTO communities VALUES (1, FALSE, FALSE), (2, FALSE, FALSE)")
/// #     .execute(conn).unwrap();
///
/// let mut counter: i64 = communities::table.active().count().get_result(conn).unwrap();
/// assert_eq!(counter, 2);
///
/// let trues = |rows: &[bool]| rows.iter().filter(|is_so| **is_so).count() as i64;
///
/// // Its owner deletes the first community; then a moderator removes both.
/// let left_active: Vec<bool> = soft_delete(communities::table.find(1))
///     .returning(unmarked(communities::removed))
///     .load(conn)
///     .unwrap();
/// counter -= trues(&left_active);
/// let left_active: Vec<bool> = soft_delete(communities::table)
///     .marking(communities::removed)
///     .returning(unmarked(communities::deleted))
///     .load(conn)
///     .unwrap();
/// assert_eq!(left_active, [false, true]); // `Changed(2)`, and one of them was active
/// counter -= trues(&left_active);
/// assert_eq!(counter, 0);
///
/// // The moderator takes it back, and the first stays deleted by its owner.
/// let came_back: Vec<bool> = restore(communities::table)
///     .shallow()
///     .marking(communities::removed)
///     .returning(communities::table.is_active())
///     .load(conn)
///     .unwrap();
/// assert_eq!(came_back, [false, true]);
/// counter += trues(&came_back);
/// assert_eq!(communities::table.active().count().get_result(conn), Ok(counter));
///
/// // Without RETURNING, as on MySQL: the rows that were active first, and then the others.
/// let one = || soft_delete(communities::table.find(2)).marking(communities::removed);
/// counter -= one().filter(communities::table.is_active()).execute(conn).unwrap() as i64;
/// one().execute(conn).unwrap();
/// assert_eq!(counter, 0);
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome<T = u64> {
    /// So many rows were changed, or these: marked, unmarked or removed. A row that was
    /// marked may have been deleted before, by another marker.
    Changed(T),
    /// The target has rows, and all of them were so already.
    Unchanged,
    /// The target has no rows.
    NotFound,
}

impl<A, W, H> Write<A, W, NoReturning, H> {
    /// Executes the statement and tells "nothing to do" from "not found".
    ///
    /// If no row was changed, a second statement looks whether the target has
    /// rows at all; it sees what is committed by then, as any later statement
    /// does.
    ///
    /// ```text
    /// UPDATE "posts" SET "deleted_at" = $1 WHERE ("posts"."id" = $2) AND "posts"."deleted_at" IS NULL
    /// -- only if that changed no row; the same but for the quotes on all three backends:
    /// SELECT COUNT(*) FROM (SELECT 1 FROM "posts" WHERE ("posts"."id" = $1) AND TRUE LIMIT 1) AS "diesel_scopes.found"
    /// ```
    ///
    /// Followed by `.await?` on a connection of diesel-async and by `?` on one of
    /// Diesel. See [`Outcome`] for an example, and for what a counter beside the table
    /// has to mind.
    ///
    /// # Errors
    ///
    /// Those of `execute`.
    pub fn outcome<'conn, Conn, Mode>(
        self,
        conn: &'conn mut Conn,
    ) -> Conn::Returned<'conn, Outcome, Error>
    where
        Conn: Sends<Mode>,
        Self: QueryFragment<Conn::Backend> + Send + 'conn,
        A: Action<Table: QueryFragment<Conn::Backend>>,
        W: TargetClause<Conn::Backend>,
    {
        conn.send_each(OutcomeScript {
            statement: Present::of(self),
            answers: Answers::None,
        })
    }
}

struct OutcomeScript<T, S> {
    statement: Present<T, S>,
    answers: Answers,
}

enum Answers {
    None,
    Changed(u64),
    Present(bool),
}

impl<DB, A, W, H> Script<DB> for OutcomeScript<A::Table, Write<A, W, NoReturning, H>>
where
    DB: Backend,
    A: Action<Table: QueryFragment<DB>>,
    W: TargetClause<DB>,
    Write<A, W, NoReturning, H>: QueryFragment<DB>,
{
    type Report = Outcome;
    type Error = Error;

    fn is_atomic(&self) -> bool {
        false
    }

    fn next(&mut self) -> QueryResult<Option<Step<'_, DB>>> {
        Ok(match self.answers {
            Answers::None => Some(Step::Change(&self.statement.statement)),
            Answers::Changed(0) => Some(Step::Select(&self.statement)),
            _ => None,
        })
    }

    fn answer(&mut self, numbers: &[u64]) -> QueryResult<()> {
        let rows = numbers.iter().sum::<u64>();
        self.answers = match self.answers {
            Answers::None => Answers::Changed(rows),
            _ => Answers::Present(rows > 0),
        };
        Ok(())
    }

    fn finish(self) -> Outcome {
        match self.answers {
            Answers::Changed(rows) => Outcome::Changed(rows),
            Answers::Present(true) => Outcome::Unchanged,
            Answers::Present(false) | Answers::None => Outcome::NotFound,
        }
    }
}

/// Counts, up to one, the rows of a statement's target.
pub(super) struct Present<T, S> {
    table: T,
    statement: S,
}

impl<A: Action, W, R, H> Present<A::Table, Write<A, W, R, H>> {
    pub(super) fn of(statement: Write<A, W, R, H>) -> Self {
        Present {
            table: Default::default(),
            statement,
        }
    }
}

impl<DB, A, W, R, H> QueryFragment<DB> for Present<A::Table, Write<A, W, R, H>>
where
    DB: Backend,
    A: Action<Table: QueryFragment<DB>>,
    W: TargetClause<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("SELECT COUNT(*) FROM (SELECT 1 FROM ");
        self.table.walk_ast(out.reborrow())?;
        self.statement.target.walk_where(out.reborrow())?;
        out.push_sql("TRUE LIMIT 1) AS ");
        out.push_identifier("diesel_scopes.found")
    }
}
