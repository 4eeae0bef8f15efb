//! A statement that is carried on to dependents.

use super::error::CascadeError;
use super::report::CascadeReport;
use super::script::{CascadeScript, Extent};
use super::sql::Manner;
use super::verb::{Cascading, CascadingFragment};
use crate::declare::CascadeBackend;
use crate::execute::Runs;
use crate::statement::{Ending, NoReturning, Restoring, Shallow, TargetClause, Told, Write};

/// A statement that is carried on to the rows that depend on its own, from
/// [`cascade`](Write::cascade).
///
/// # What it does
///
/// * **Soft delete**: the rows of the target that are active, and everything that
///   depends on them through `cascade` edges, get one and the same stamp. Rows
///   that were deleted before keep theirs, and what depends on them is left
///   alone. Active rows behind `nullify` edges lose their key, unless the cascade
///   deletes them too. Rows behind `remove` edges are removed for good, deleted or
///   not, with all that depends on them. An active row behind a `restrict` edge
///   anywhere below refuses the whole.
/// * **Restore**: the deleted rows of the target, and along each `cascade` edge
///   the rows whose stamp equals that of their parent: what the same cascade
///   deleted. A comment that was deleted on its own stays deleted. Keys that a
///   `nullify` edge took away do not come back.
///
///   A dependent does not come back if another parent of it over a `cascade` edge is
///   still deleted, and was deleted with it or later. It takes over the stamp of
///   that parent (the earliest, if there are several: whichever of them comes back
///   first, the others still keep it), and so does what hangs below it: the restore
///   of the last of them brings all of it back. A parent that had been
///   deleted before, with the dependent left active below it, does not matter: what
///   was shown then is shown again. A root that stays deleted by another of its
///   markers brings no dependents back. A flag such as a `Bool` has no time, and is
///   not looked at in other rows.
///
///   If a parent of a row of the target is deleted and stays so, the whole is
///   refused; the parents are those of the tables in the same `soft_deletable!`
///   call, but for a key that the restore clears or sets.
///   [`with_parents`](Cascade::with_parents) restores them too.
///
///   So is a restore after which two active rows would have what the declaration of
///   their table says to be `unique`: because an active row has it by now, or because
///   two of those that come back do. A column that the restore clears is not looked
///   at, nor one of the target that `set` gives another value.
/// * **Purge**: the deleted rows of the target, and the deleted rows that depend
///   on them, children first, so that the database's own foreign keys hold. Rows
///   of a table without a marker go along a `cascade` edge, and all rows along a
///   `remove` edge. Deleted rows behind `nullify` edges lose their key. If a row
///   that would stay refers to one that would go, the whole is refused: an active
///   row, or any row behind a `restrict` edge. [`older_than`](Write::older_than) is
///   about the rows of the target; what depends on them has to go with them. A row
///   that is held (`hold`) refuses the whole. The statements name no active row;
///   an `ON DELETE CASCADE` of the database can still take some along.
///
/// A further column ([`set`](Write::set)) is written to the rows of the target
/// only, and before the marker. A row that is reached in two ways is written and
/// counted once. With [`marking`](Write::marking) each table is marked in the
/// marker of that name where it has one of the same type, else in its first.
///
/// # How it does it
///
/// The declared graph becomes sets of rows, each found once from those of its
/// parents, and steps over these. No ids travel to the client, and the target is
/// evaluated once, with the subqueries, functions and clocks that are in it; only
/// where no row of it is to be written it is looked at again, to tell "nothing to
/// do" from "not found".
///
/// * **PostgreSQL**: one statement, without a transaction of its own. If the
///   database says no to it inside of a transaction, that is aborted, as after any
///   statement; a refusal (`Restricted` and the like) aborts nothing.
/// * **MySQL, MariaDB, SQLite**: a transaction, or a savepoint if one is open. A set
///   that is needed more than once is in a temporary table, which is dropped in the
///   end; on MySQL and MariaDB that takes the privilege `CREATE TEMPORARY TABLES`.
///   On SQLite the first statement writes, so that the transaction waits for other
///   writers and does not fail. A restore looks for parents that stay deleted, each
///   once, and only where there is one for what they keep; what follows is among
///   [`statements`](Cascade::statements) twice, and sent once.
///
/// A purge of rows that refer to each other, as in a tree, is one `DELETE` where the
/// database looks at foreign keys when a statement is done. MySQL and MariaDB look at
/// each row: there the keys of these rows become NULL first, or, where they cannot be
/// NULL, the rows that none refers to are removed until none is left, a statement for
/// each level; so it is on SQLite where a key says `ON DELETE RESTRICT`. Rows in a ring of
/// keys that cannot be NULL cannot be removed on MySQL and MariaDB: the purge ends with
/// the database's foreign key violation.
///
/// A future that is dropped leaves all or nothing. Inside of a caller's transaction
/// it is that transaction which has to be rolled back: one that goes on and says `Ok`
/// commits nothing on MySQL, MariaDB and SQLite, where its end releases the savepoint that
/// the cascade has left, and on PostgreSQL commits with the cascade or without it. See
/// [the guide](crate::guide::cascades#a-cascade-that-is-cancelled).
///
/// # Several at once
///
/// Two cascades over the same rows stamp every row once: the second waits for
/// the first, then finds the rows deleted. Two cascades that overlap can lock rows
/// in a different order and deadlock; the database ends one of them with an error
/// that [`is_retryable`](CascadeError::is_retryable).
///
/// A child that another transaction inserts while its parent is being deleted can
/// stay active, as it is not seen if it is committed later; so can one that is
/// restored meanwhile, or that moves to another parent.
/// [`locking`](Cascade::locking) on all that takes part closes this gap. An insert
/// that starts later waits for the cascade and then succeeds, as the parent row is
/// still there: it has to look, in its transaction, whether the parent is active,
/// with a lock on it (`FOR SHARE`), or by a trigger.
///
/// Two cascades with the same value in [`at`](Write::at) restore each other's rows
/// where they meet.
#[derive(Debug, Clone, Copy)]
#[must_use = "a cascade does nothing until it is executed"]
pub struct Cascade<S> {
    statement: S,
    locking: bool,
    with_parents: bool,
}

impl<S> Cascade<S> {
    pub(crate) fn new(statement: S) -> Self {
        Cascade {
            statement,
            locking: false,
            with_parents: false,
        }
    }

    fn extent(&self) -> Extent {
        if self.with_parents {
            Extent::Parents
        } else {
            Extent::Dependents
        }
    }

    /// The statement, how far it goes, and whether all that takes part is locked.
    pub(crate) fn into_parts(self) -> (S, Extent, bool) {
        let extent = self.extent();
        (self.statement, extent, self.locking)
    }

    /// With something more said of the statement.
    #[cfg(feature = "journal")]
    pub(crate) fn map<T>(self, change: impl FnOnce(S) -> T) -> Cascade<T> {
        Cascade {
            statement: change(self.statement),
            locking: self.locking,
            with_parents: self.with_parents,
        }
    }
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
        Cascade::new(self.shallow())
    }
}

impl<A, W, R: Ending> Cascade<Write<A, W, R, Shallow>> {
    /// Locks the rows of the cascade before anything is written, from parents to
    /// children, and of a restore the parents that it looks at: no row is left
    /// active that the cascade would have taken, if all that takes part is locking.
    ///
    /// A transaction that has inserted a child holds a lock on the parent until
    /// it ends, through the foreign key. The cascade waits for it and then sees
    /// the child. Inserts that start later wait until the cascade is done. The stamp,
    /// unless [`at`](Write::at) gives it, is that of the moment at which all is
    /// locked.
    ///
    /// * **PostgreSQL**: in a transaction, a statement that evaluates the target and
    ///   notes the keys of its rows in a setting of the transaction
    ///   (`diesel_scopes.roots`), one that locks, and again until it finds the same
    ///   rows as before, then the cascade itself: six round trips if nobody is in the
    ///   way. Only at READ COMMITTED can it see what others commit meanwhile: at any
    ///   other level it is [`CascadeError::IsolationLevel`].
    ///
    ///   ```text
    ///   … "diesel_scopes.lock.0" (h) AS (SELECT hashtext(CAST(ROW("users"."id") AS TEXT)) FROM "users"
    ///       WHERE "users"."id" = ANY(ARRAY(SELECT k1 FROM "diesel_scopes.users.roots"))
    ///       ORDER BY "users"."id" FOR UPDATE) …
    ///   ```
    /// * **MySQL, MariaDB**: every set is read with locks (`FOR UPDATE`, and
    ///   `LOCK IN SHARE MODE` for parents), at any level; a tree is gone down until
    ///   no more rows are found, with locks on all that refers to these, so that
    ///   READ UNCOMMITTED takes nothing for done that is rolled back.
    /// * **SQLite** has one writer at a time: it changes nothing.
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
        R: Told + Send + 'conn,
    {
        let extent = self.extent();
        conn.run(CascadeScript::new::<Conn::Backend>(
            self.statement,
            extent,
            Manner {
                locking: self.locking,
                ..Manner::CHANGES
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
        R: Send + 'conn,
    {
        let extent = self.extent();
        conn.run(CascadeScript::new::<Conn::Backend>(
            self.statement,
            extent,
            Manner {
                preview: true,
                ..Manner::CHANGES
            },
        ))
    }

    /// The SQL that [`execute`](Cascade::execute) sends between the begin and the
    /// end of its transaction, for logs and tests.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use diesel_scopes::soft_delete;
    ///
    /// # type Backend = diesel::sqlite::Sqlite;
    /// let deleting = soft_delete(posts::table.find(1)).cascade().statements::<Backend>().unwrap();
    /// assert!(deleting.contains(&
    ///     "UPDATE `posts` SET `deleted_at` = ? \
    ///      WHERE `posts`.`id` IN (SELECT k1 FROM `diesel_scopes.posts.roots`) \
    ///      AND +`posts`.`deleted_at` IS NULL".to_owned()
    /// ));
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
        let extent = self.extent();
        CascadeScript::new::<DB>(self.statement, extent, manner).texts::<DB>()
    }
}

impl<T, M, C, W, R: Ending> Cascade<Write<Restoring<T, M, C>, W, R, Shallow>> {
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
    /// assert_eq!(report.to_string(), "users: 1, posts: 1, comments: 2");
    /// # }
    /// ```
    pub fn with_parents(self) -> Self {
        Cascade {
            with_parents: true,
            ..self
        }
    }
}
