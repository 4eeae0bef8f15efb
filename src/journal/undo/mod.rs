//! Undoing an operation: what it did, row by row, and no more.

mod counts;
mod error;
mod flavor;
mod postgresql;
mod report;
mod script;
mod stored;
mod table;
mod text;

pub use self::error::UndoError;
pub use self::report::{UndoReport, UndoneTable};
use self::script::UndoScript;
use super::OperationId;
use crate::declare::CascadeBackend;
use crate::execute::Runs;
use crate::statement::Said;

/// Undoes an operation: what it did to each row, by the keys that its entries hold.
///
/// The columns that it wrote become what they were: markers of all kinds, `Bool` too, the
/// companions under `flag`, what a restore has cleared, keys that were taken away.
/// Columns under `touch` get the time of the undo, as with any write.
///
/// ```
/// # #[cfg(feature = "sqlite")] fn main() {
/// use diesel::prelude::*;
/// use diesel_migrations::MigrationHarness;
/// use diesel_scopes::prelude::*;
/// use diesel_scopes::{journal, soft_delete, undo};
///
/// # let conn = &mut SqliteConnection::establish(":memory:").unwrap();
/// # conn.run_pending_migrations(journal::migrations()).unwrap();
/// # for sql in [
/// #     "CREATE TABLE users (id INTEGER PRIMARY KEY, deleted BOOL)",
/// #     "CREATE TABLE files (id INTEGER PRIMARY KEY, owner_id INT)",
/// #     "INSERT INTO users VALUES (1, FALSE)",
/// #     "INSERT INTO files VALUES (7, 1)",
/// # ] {
/// #     diesel::sql_query(sql).execute(conn).unwrap();
/// # }
/// let report = soft_delete(users::table.find(1))
///     .cascade()
///     .by("user:7")
///     .because("spam")
///     .execute(conn)
///     .unwrap();
/// let operation = report.operation().unwrap();
///
/// let undone = undo(operation).by("user:8").execute(conn).unwrap();
/// assert_eq!(undone.to_string(), "users: 1, files: 1");
/// assert_eq!(users::table.active().count().get_result(conn), Ok(1));
/// assert_eq!(files::table.select(files::owner_id).first(conn), Ok(Some(1)));
/// # }
/// # #[cfg(not(feature = "sqlite"))] fn main() {}
///
/// diesel::table! { users (id) { id -> Integer, deleted -> Bool } }
/// diesel::table! { files (id) { id -> Integer, owner_id -> Nullable<Integer> } }
/// diesel_scopes::soft_deletable! {
///     journal;
///     users (deleted) { nullify files (owner_id) }
/// }
/// ```
///
/// # Which rows
///
/// A row that another operation has changed since is left as it is, and reported: undo
/// that one first. An undo is an operation itself, and can be undone. Undone a second
/// time, an operation has no rows left. What was changed without the journal, by a
/// statement that is not of this crate, is not known: the columns become what they were
/// before the operation all the same. Columns that `.set(…)` wrote come back where the
/// declaration names them: markers, and what stands under `clear` and `flag`.
///
/// The tables are those of the declaration, and those that its edges lead to. Whether a
/// parent of a row is deleted is not looked at.
///
/// # How
///
/// In a transaction: a statement looks of which tables there are entries; on PostgreSQL one
/// locks their rows, and one does everything; elsewhere there are a few statements for each
/// of these tables. None of them is for a single row.
pub fn undo(operation: OperationId) -> Undo {
    Undo {
        operation,
        said: Said::default(),
    }
}

/// The undoing of an operation, from [`undo`].
#[derive(Debug, Clone)]
#[must_use = "an undo does nothing until it is executed"]
pub struct Undo {
    operation: OperationId,
    said: Said,
}

impl Undo {
    /// Says who does it, for the journal.
    pub fn by(mut self, actor: impl Into<String>) -> Self {
        self.said.actor = Some(actor.into());
        self
    }

    /// Says why, for the journal.
    pub fn because(mut self, reason: impl Into<String>) -> Self {
        self.said.reason = Some(reason.into());
        self
    }

    /// Undoes the operation, and returns of how many rows in each table.
    ///
    /// Followed by `.await?` on a connection of diesel-async and by `?` on one of
    /// Diesel.
    ///
    /// # Errors
    ///
    /// [`UndoError`] says why nothing was changed.
    pub fn execute<'conn, Conn, Mode>(
        self,
        conn: &'conn mut Conn,
    ) -> Conn::Returned<'conn, UndoReport, UndoError>
    where
        Conn: Runs<Mode, Backend: CascadeBackend>,
    {
        conn.run(UndoScript::new::<Conn::Backend>(
            self.operation,
            self.said,
            false,
        ))
    }

    /// Tells what [`execute`](Undo::execute) would do, and changes nothing.
    ///
    /// # Errors
    ///
    /// Those of [`execute`](Undo::execute).
    pub fn preview<'conn, Conn, Mode>(
        self,
        conn: &'conn mut Conn,
    ) -> Conn::Returned<'conn, UndoReport, UndoError>
    where
        Conn: Runs<Mode, Backend: CascadeBackend>,
    {
        conn.run(UndoScript::new::<Conn::Backend>(
            self.operation,
            self.said,
            true,
        ))
    }

    /// The SQL that [`execute`](Undo::execute) sends between the begin and the end of its
    /// transaction, for logs and tests, if there were entries of all tables.
    ///
    /// # Errors
    ///
    /// What is refused before anything is sent.
    pub fn statements<DB: CascadeBackend>(self) -> Result<Vec<String>, UndoError> {
        UndoScript::new::<DB>(self.operation, self.said, false).texts::<DB>()
    }
}
