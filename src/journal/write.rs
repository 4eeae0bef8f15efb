//! Statements on tables that have a journal.

use diesel::result::{Error, QueryResult};

use crate::cascade::{
    Cascade, CascadeError, CascadeReport, CascadeScript, Cascading, CascadingFragment, Extent,
    Manner,
};
use crate::declare::CascadeBackend;
use crate::execute::{ByIds, Outcome, Runs, Script, Step};
use crate::statement::{
    Anybody, ChosenReach, Journaled, Recorded, Shallow, TargetClause, Told, Whose, Write,
};

const CHANGES: Manner = Manner {
    preview: false,
    locking: false,
};

/// What is said for the journal.
impl<A, W, R, H> Write<A, W, R, H> {
    /// Says who does it, for the journal.
    ///
    /// Where the declaration begins with `journal (actor);` a statement does not compile
    /// without.
    ///
    /// ```
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// use diesel::prelude::*;
    /// use diesel_migrations::MigrationHarness;
    /// use diesel_scopes::journal::{self, Operation, operations};
    /// use diesel_scopes::soft_delete;
    ///
    /// # let conn = &mut SqliteConnection::establish(":memory:").unwrap();
    /// # conn.run_pending_migrations(journal::migrations()).unwrap();
    /// # for sql in [
    /// #     "CREATE TABLE posts (id INTEGER PRIMARY KEY, deleted_at TIMESTAMP)",
    /// #     "INSERT INTO posts (id) VALUES (1), (2)",
    /// # ] {
    /// #     diesel::sql_query(sql).execute(conn).unwrap();
    /// # }
    /// let report = soft_delete(posts::table)
    ///     .by("user:7")
    ///     .because("spam")
    ///     .execute(conn)
    ///     .unwrap();
    /// assert_eq!(report, [("posts", 2)]);
    ///
    /// let operation: Operation = operations::table.first(conn).unwrap();
    /// assert_eq!(report.operation().map(|it| it.id()), Some(operation.id));
    /// assert_eq!(operation.actor.as_deref(), Some("user:7"));
    /// assert_eq!(operation.reason.as_deref(), Some("spam"));
    /// assert_eq!((operation.verb.as_str(), operation.row_count), ("delete", 2));
    /// # }
    /// # #[cfg(not(feature = "sqlite"))] fn main() {}
    ///
    /// diesel::table! { posts (id) { id -> Integer, deleted_at -> Nullable<Timestamp> } }
    /// diesel_scopes::soft_deletable! {
    ///     journal (actor);
    ///     posts (deleted_at)
    /// }
    /// ```
    pub fn by(self, actor: impl Into<String>) -> Write<A, W, Recorded<Anybody>, H>
    where
        R: Journaled,
    {
        let actor = actor.into();
        self.map_ending(|ending| ending.by(actor))
    }

    /// Says why, for the journal.
    pub fn because(self, reason: impl Into<String>) -> Self
    where
        R: Journaled,
    {
        let reason = reason.into();
        self.map_ending(|ending| ending.because(reason))
    }
}

impl<A, W, R> Cascade<Write<A, W, R, Shallow>> {
    /// Says who does it, for the journal, as [`Write::by`] does.
    pub fn by(self, actor: impl Into<String>) -> Cascade<Write<A, W, Recorded<Anybody>, Shallow>>
    where
        R: Journaled,
    {
        self.map(|statement| statement.by(actor))
    }

    /// Says why, for the journal.
    pub fn because(self, reason: impl Into<String>) -> Self
    where
        R: Journaled,
    {
        self.map(|statement| statement.because(reason))
    }
}

impl<A, W, R, H, Id> ByIds<Write<A, W, R, H>, Id> {
    /// Says who does it, for the journal, as [`Write::by`] does.
    pub fn by(self, actor: impl Into<String>) -> ByIds<Write<A, W, Recorded<Anybody>, H>, Id>
    where
        R: Journaled,
    {
        self.map(|statement| statement.by(actor))
    }

    /// Says why, for the journal.
    pub fn because(self, reason: impl Into<String>) -> Self
    where
        R: Journaled,
    {
        self.map(|statement| statement.because(reason))
    }
}

/// Of tables that have a journal.
impl<A, W, Who, H> Write<A, W, Recorded<Who>, H> {
    /// Carries the statement on to the rows that depend on its own, as it does without
    /// a journal.
    pub fn cascade(self) -> Cascade<Write<A, W, Recorded<Who>, Shallow>>
    where
        A: Cascading,
    {
        Cascade::new(self.shallow())
    }

    /// Executes the statement and records it, and returns how many rows it changed and
    /// which operation that is.
    ///
    /// Followed by `.await?` on a connection of diesel-async and by `?` on one of
    /// Diesel.
    ///
    /// # Errors
    ///
    /// What the database says; nothing is changed and nothing recorded then.
    pub fn execute<'conn, Conn, Mode>(
        self,
        conn: &'conn mut Conn,
    ) -> Conn::Returned<'conn, CascadeReport, CascadeError>
    where
        Conn: Runs<Mode, Backend: CascadeBackend>,
        A: CascadingFragment<Conn::Backend> + Send + 'conn,
        W: TargetClause<Conn::Backend> + Send + 'conn,
        Who: Whose + Send + 'conn,
        H: ChosenReach,
        Recorded<Who>: Told,
    {
        conn.run(self.script::<Conn::Backend>())
    }

    /// Executes the statement and records it, and tells "nothing to do" from "not
    /// found".
    ///
    /// # Errors
    ///
    /// Those of `execute`.
    pub fn outcome<'conn, Conn, Mode>(
        self,
        conn: &'conn mut Conn,
    ) -> Conn::Returned<'conn, Outcome, Error>
    where
        Conn: Runs<Mode, Backend: CascadeBackend>,
        A: CascadingFragment<Conn::Backend> + Send + 'conn,
        W: TargetClause<Conn::Backend> + Send + 'conn,
        Who: Whose + Send + 'conn,
        H: ChosenReach,
        Recorded<Who>: Told,
    {
        conn.run(OutcomeOf(self.script::<Conn::Backend>()))
    }

    /// The SQL that `execute` sends between the begin and the end of its transaction, for
    /// logs and tests.
    ///
    /// # Errors
    ///
    /// A statement that is refused before anything is sent.
    pub fn statements<DB>(self) -> Result<Vec<String>, CascadeError>
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB>,
        W: TargetClause<DB>,
        Who: Whose,
        H: ChosenReach,
    {
        self.script::<DB>().texts::<DB>()
    }

    fn script<DB>(self) -> CascadeScript<A, W, Recorded<Who>>
    where
        DB: CascadeBackend,
        A: CascadingFragment<DB>,
        W: TargetClause<DB>,
        Who: Whose,
    {
        CascadeScript::new::<DB>(self.shallow(), Extent::Itself, CHANGES)
    }
}

/// A script of which only the outcome is of interest.
struct OutcomeOf<S>(S);

impl<DB, S> Script<DB> for OutcomeOf<S>
where
    DB: CascadeBackend,
    S: Script<DB, Report = CascadeReport, Error = CascadeError>,
{
    type Report = Outcome;
    type Error = Error;

    fn is_atomic(&self) -> bool {
        self.0.is_atomic()
    }

    fn next(&mut self) -> QueryResult<Option<Step<'_, DB>>> {
        Ok(self.0.next()?)
    }

    fn answer(&mut self, numbers: &[u64]) -> QueryResult<()> {
        Ok(self.0.answer(numbers)?)
    }

    fn finish(self) -> Outcome {
        self.0.finish().outcome()
    }
}
