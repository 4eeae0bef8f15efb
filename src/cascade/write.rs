//! A statement that is carried on to dependents.

use super::error::CascadeError;
use super::report::CascadeReport;
use super::script::CascadeScript;
use super::sql::Manner;
use super::verb::{Cascading, CascadingFragment};
use crate::declare::CascadeBackend;
use crate::execute::Runs;
use crate::statement::{NoReturning, Restoring, Shallow, TargetClause, Write};

/// A statement that is carried on to the rows that depend on its own, from
/// [`cascade`](Write::cascade).
///
/// # What it does
///
/// * **Soft delete**: the rows of the target that are active, and everything that
///   depends on them through `cascade` edges, get one and the same stamp. Rows
///   that were deleted before keep theirs, and what depends on them is left
///   alone. Active rows behind `nullify` edges lose their key, unless the cascade
///   deletes them too. An active row behind a `restrict` edge anywhere below
///   refuses the whole.
/// * **Restore**: the deleted rows of the target, and along each `cascade` edge
///   the rows whose stamp equals that of their parent: exactly what the same
///   cascade deleted. A comment that was deleted on its own stays deleted. Keys
///   that a `nullify` edge took away do not come back. If a parent of a row of
///   the target is deleted and stays so, the whole is refused; the parents are
///   those of the tables in the same `soft_deletable!` call, but for a key that
///   the restore clears.
/// * **Purge**: the deleted rows of the target, and the deleted rows that depend
///   on them, children first, so that the database's own foreign keys hold.
///   Deleted rows behind `nullify` edges lose their key. If a row that would stay
///   refers to one that would go, the whole is refused: an active row, or any row
///   behind a `restrict` edge. [`older_than`](Write::older_than) is about the rows
///   of the target; what depends on them has to go with them.
///
/// A further column ([`set`](Write::set)) is written to the rows of the target
/// only. A row that is reached in two ways is written and counted once. A table
/// with several markers is marked in the first one, but for the target's own
/// table, where [`marking`](Write::marking) may name one.
///
/// # How it does it
///
/// In one transaction, or in a savepoint if one is open, with a number of
/// statements that depends on the declared graph only. No ids travel to the
/// client. The tables are written from the bottom up, each row being found
/// through the keys that lead to the target.
///
/// A target whose conditions contain a `SELECT` is evaluated once, into a
/// temporary table `diesel_scopes_roots` which is dropped at the end, since the
/// cascade changes what such conditions look at. So is the target of a table
/// whose own keys the cascade takes away, and one that asks the database for the
/// time, if the time goes on within a transaction there.
///
/// # Several at once
///
/// Two cascades over the same rows stamp every row once: the second waits for
/// the first, then finds the rows deleted. Both write the tables in the same
/// order. Within a table two cascades that overlap can still lock rows in a
/// different order and deadlock; the database ends one of them with an error, and
/// it can be tried again.
///
/// At READ COMMITTED a row can come to match the target's conditions under way,
/// through another transaction: the last statement then deletes it without its
/// dependents, and the cascade can be executed once more. A target by its key, or
/// a stricter level, leaves no room for that.
///
/// A child that another transaction inserts while its parent is being deleted
/// can stay active. At READ COMMITTED (PostgreSQL's default) and REPEATABLE READ
/// (MySQL's) it is not seen if it is committed after the statement on its table.
/// [`locking`](Cascade::locking) closes this gap for inserts that started before
/// the cascade, on a table with a foreign key. An insert that starts later waits
/// for the cascade and then succeeds, as the parent row is still there: what
/// closes that is SERIALIZABLE on PostgreSQL if the inserting transaction reads
/// the parent's marker, or a check in a trigger.
#[derive(Debug, Clone, Copy)]
#[must_use = "a cascade does nothing until it is executed"]
pub struct Cascade<S> {
    statement: S,
    locking: bool,
    with_parents: bool,
}

impl<A, W, H> Write<A, W, NoReturning, H> {
    /// Carries the statement on to the rows that depend on its own, along the
    /// edges that the declarations list. [`Cascade`] says what that means.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # include!("../doctest_rows.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use diesel_scopes::{purge, restore, soft_delete};
    /// # let conn = &mut connection();
    ///
    /// let deleted = soft_delete(users::table.find(1)).cascade().execute(conn).unwrap();
    /// assert_eq!(deleted, [("users", 1), ("posts", 2), ("comments", 3)]);
    ///
    /// let restored = restore(users::table.find(1)).cascade().execute(conn).unwrap();
    /// assert_eq!(restored, [("users", 1), ("posts", 2), ("comments", 3)]);
    /// # }
    /// ```
    ///
    /// A soft delete needs markers of one type in all tables that it reaches, or
    /// `Bool`; a restore needs markers with a stamp, see
    /// [`CascadeMarker`](crate::CascadeMarker). Both are checked at compile time.
    pub fn cascade(self) -> Cascade<Write<A, W, NoReturning, Shallow>>
    where
        A: Cascading,
    {
        Cascade {
            statement: self.shallow(),
            locking: false,
            with_parents: false,
        }
    }
}

impl<A, W> Cascade<Write<A, W, NoReturning, Shallow>> {
    /// Locks the rows of the cascade before anything else, from parents to
    /// children, and on PostgreSQL in the order of their keys.
    ///
    /// A transaction that has inserted a child holds a lock on the parent until
    /// it ends, through the foreign key. The cascade waits for it and then sees
    /// the child. It takes a statement more for every table:
    ///
    /// ```text
    /// SELECT COUNT(*) FROM (SELECT 1 FROM "posts" WHERE … ORDER BY "posts"."id" FOR UPDATE) AS locked
    /// ```
    ///
    /// Inserts that start later wait until the cascade is done. On PostgreSQL the
    /// transaction has to be READ COMMITTED, so that later statements see the
    /// child; at a stricter level it ends with an error, after which it can be
    /// tried again. On SQLite, which has one writer at a time, it changes nothing.
    pub fn locking(self) -> Self {
        Cascade {
            locking: true,
            ..self
        }
    }

    /// Executes the cascade, and returns how many rows it changed in each table.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # include!("../doctest_rows.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use diesel_scopes::{CascadeError, soft_delete};
    /// # let conn = &mut connection();
    /// # diesel::sql_query("INSERT INTO invoices VALUES (1, 1, 100, FALSE)").execute(conn).unwrap();
    ///
    /// match soft_delete(users::table.find(1)).cascade().execute(conn) {
    ///     Ok(report) => println!("deleted {report}"),
    ///     Err(CascadeError::Restricted(dependents)) => {
    ///         assert_eq!((dependents[0].table, dependents[0].rows), ("invoices", 1));
    ///     }
    ///     Err(error) => println!("{error}"),
    /// }
    /// # assert!(soft_delete(users::table.find(1)).cascade().execute(conn).is_err());
    /// # }
    /// ```
    ///
    /// Followed by `.await?` on a connection of diesel-async and by `?` on one of
    /// Diesel.
    ///
    /// # Errors
    ///
    /// [`CascadeError`] says why nothing was changed.
    pub fn execute<'conn, Conn, Mode>(
        self,
        conn: &'conn mut Conn,
    ) -> Conn::Returned<'conn, CascadeReport, CascadeError>
    where
        Conn: Runs<Mode, Backend: CascadeBackend>,
        A: CascadingFragment<Conn::Backend> + Send + 'conn,
        W: TargetClause<Conn::Backend> + Send + 'conn,
    {
        conn.run(CascadeScript::new::<Conn::Backend>(
            self.statement,
            self.with_parents,
            Manner {
                preview: false,
                locking: self.locking,
            },
        ))
    }

    /// Tells what [`execute`](Cascade::execute) would do, and changes nothing.
    ///
    /// The same report, or the same refusal, from the same plan, with a count in
    /// place of every change.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # include!("../doctest_rows.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use diesel_scopes::soft_delete;
    /// # let conn = &mut connection();
    ///
    /// let preview = soft_delete(users::table.find(1)).cascade().preview(conn).unwrap();
    /// assert_eq!(
    ///     preview.to_string(),
    ///     "users: 1, posts: 2, comments: 3, attachments: 1 nullified",
    /// );
    /// # assert_eq!(users::table.active().count().get_result(conn), Ok(2));
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`execute`](Cascade::execute).
    pub fn preview<'conn, Conn, Mode>(
        self,
        conn: &'conn mut Conn,
    ) -> Conn::Returned<'conn, CascadeReport, CascadeError>
    where
        Conn: Runs<Mode, Backend: CascadeBackend>,
        A: CascadingFragment<Conn::Backend> + Send + 'conn,
        W: TargetClause<Conn::Backend> + Send + 'conn,
    {
        conn.run(CascadeScript::new::<Conn::Backend>(
            self.statement,
            self.with_parents,
            Manner {
                preview: true,
                locking: false,
            },
        ))
    }

    /// The SQL that [`execute`](Cascade::execute) sends between the begin and the
    /// end of its transaction, for logs and tests.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use diesel_scopes::{soft_delete, restore, purge};
    ///
    /// let posts = || posts::table.find(1);
    /// # type Backend = diesel::sqlite::Sqlite;
    /// let deleting = soft_delete(posts()).cascade().statements::<Backend>().unwrap();
    /// assert_eq!(deleting.last().unwrap(),
    ///     "UPDATE `posts` SET `deleted_at` = ? WHERE (`posts`.`id` = ?) AND `posts`.`deleted_at` IS NULL",
    /// );
    /// # let restoring = restore(posts()).cascade().statements::<Backend>().unwrap();
    /// # assert_eq!(restoring.len(), 4);
    /// # let purging = purge(posts()).cascade().statements::<Backend>().unwrap();
    /// # assert_eq!(purging.len(), 4);
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// A statement that is refused before anything is sent.
    pub fn statements<DB>(self) -> Result<Vec<String>, CascadeError>
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB>,
        W: TargetClause<DB>,
    {
        let manner = Manner {
            preview: false,
            locking: self.locking,
        };
        CascadeScript::new::<DB>(self.statement, self.with_parents, manner).texts::<DB>()
    }
}

impl<T, M, C, W> Cascade<Write<Restoring<T, M, C>, W, NoReturning, Shallow>> {
    /// Restores the deleted parents of the target too, themselves only, up to the
    /// top: all their markers are taken back, with what `clear`, `flag` and `touch`
    /// say.
    ///
    /// The parents are those over edges of all kinds, of the tables that are
    /// declared in one call with the target's. Where these would lead in a circle
    /// of tables it is not gone on, and a deleted parent there refuses the whole as
    /// it does without this.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # include!("../doctest_rows.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use diesel_scopes::{restore, soft_delete};
    /// # let conn = &mut connection();
    /// soft_delete(users::table.find(1)).cascade().execute(conn).unwrap();
    ///
    /// let refused = restore(comments::table.find(1)).cascade().execute(conn).unwrap_err();
    /// assert_eq!(refused.to_string(), "cannot restore: rows have a deleted parent in: posts (1)");
    ///
    /// let report = restore(comments::table.find(1)).cascade().with_parents().execute(conn).unwrap();
    /// assert_eq!(report.to_string(), "users: 1, posts: 1, comments: 1 and 1 handed over");
    /// # }
    /// ```
    pub fn with_parents(self) -> Self {
        Cascade {
            with_parents: true,
            ..self
        }
    }
}
