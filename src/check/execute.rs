//! The check, as users call it.

use std::fmt;
use std::marker::PhantomData;

use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::QueryResult;

use super::catalogue::{CatalogueError, ReadJob};
use super::compare::compare;
use super::declared::{Declaration, declaration};
use super::finding::Finding;
use super::report::Report;
use crate::declare::{CascadeBackend, Database as _, Declared};
use crate::execute::{Answer, Job, Runs, Task};

type Meant = Box<dyn Fn(&Finding) -> bool + Send + Sync>;

/// A comparison of a declaration with a database, from [`check()`].
#[must_use = "nothing is looked at until it is executed"]
pub struct Check<T> {
    ignored: Vec<Meant>,
    of: PhantomData<fn() -> T>,
}

/// Compares all tables of the declaration in which this one stands with what the database says
/// of them.
///
/// ```
/// # use diesel::prelude::*;
/// # use diesel_scopes::soft_deletable;
/// # #[cfg(feature = "sqlite")] fn main() {
/// use diesel_scopes::check;
///
/// diesel::table! {
///     users (id) { id -> Integer, name -> Text, deleted_at -> Nullable<Timestamp> }
/// }
/// soft_deletable! {
///     users (deleted_at, unique (name))
/// }
///
/// let conn = &mut SqliteConnection::establish(":memory:").unwrap();
/// # diesel::sql_query(
/// #     "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, deleted_at TIMESTAMP)",
/// # ).execute(conn).unwrap();
/// let report = check(users::table).execute(conn).unwrap();
/// assert_eq!(
///     report.findings()[0].sql(),
///     ["CREATE UNIQUE INDEX `users_name_active` ON `users` (`name`) WHERE `deleted_at` IS NULL"],
/// );
///
/// for sql in report.sql() {
///     diesel::sql_query(sql).execute(conn).unwrap();
/// }
/// assert!(check(users::table).execute(conn).unwrap().is_clean());
/// # }
/// # #[cfg(not(feature = "sqlite"))] fn main() {}
/// ```
///
/// What is looked for is in [the module](mod@crate::check#what-is-looked-for).
pub fn check<T: Declared>(_: T) -> Check<T> {
    Check {
        ignored: Vec::new(),
        of: PhantomData,
    }
}

impl<T: Declared> Check<T> {
    /// Says that findings are meant: those of which the closure is true.
    ///
    /// [`on`](super::on), [`of`](super::of), [`at`](super::at) and [`named`](super::named) make
    /// such closures.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # fn main() {
    /// use diesel_scopes::check::{self, Reason, check};
    ///
    /// let check = check(users::table)
    ///     .ignore(check::on(attachments::table))
    ///     .ignore(check::at("posts.deleted_by"))
    ///     .ignore(check::named("invoices_number"))
    ///     .ignore(|finding| finding.table() == "posts" && finding.reason() == Reason::NoIndex);
    /// # }
    /// ```
    pub fn ignore(mut self, meant: impl Fn(&Finding) -> bool + Send + Sync + 'static) -> Self {
        self.ignored.push(Box::new(meant));
        self
    }

    /// Reads the catalogue of the database, in a few queries however many tables there are, and
    /// compares. Nothing is written, and no rows of the tables are read.
    ///
    /// Followed by `.await?` on a connection of diesel-async and by `?` on one of Diesel.
    ///
    /// # Errors
    ///
    /// [`CatalogueError`]: where the role of the connection may not read the catalogue, or the
    /// database does not answer. That tables are missing is a finding.
    pub fn execute<'conn, Conn, Mode>(
        self,
        conn: &'conn mut Conn,
    ) -> Conn::Returned<'conn, Report, CatalogueError>
    where
        Conn: Runs<Mode, Backend: CascadeBackend>,
        T: 'conn,
    {
        let declaration = declaration(&T::schema(), Conn::Backend::DIALECT);
        let tables = declaration.tables.iter();
        let schemas = tables.filter_map(|it| it.name.schema.clone());
        conn.work(CheckJob {
            read: ReadJob::new(Conn::Backend::DIALECT, schemas),
            declaration,
            ignored: self.ignored,
        })
    }
}

impl<T> fmt::Debug for Check<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ignored = self.ignored.len();
        f.debug_struct("Check").field("ignored", &ignored).finish()
    }
}

/// Reads, and compares when all is read.
struct CheckJob {
    read: ReadJob,
    declaration: Declaration,
    ignored: Vec<Meant>,
}

impl<DB: CascadeBackend> QueryFragment<DB> for CheckJob {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.read.walk_ast(out)
    }
}

impl<DB: CascadeBackend> Job<DB> for CheckJob {
    type Report = Report;
    type Error = CatalogueError;

    fn next(&mut self) -> Result<Task, CatalogueError> {
        Job::<DB>::next(&mut self.read)
    }

    fn answer(&mut self, answer: QueryResult<Answer>) -> Result<(), CatalogueError> {
        Job::<DB>::answer(&mut self.read, answer)
    }

    fn finish(self) -> Report {
        let catalogue = Job::<DB>::finish(self.read);
        let report = compare(&self.declaration, &catalogue);
        let ignored = self.ignored.iter();
        ignored.fold(report, |report, meant| report.ignoring(meant))
    }
}
