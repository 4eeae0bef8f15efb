//! Guards, as a test holds them.

use std::fmt::Write;
use std::sync::{Arc, PoisonError};

use diesel::connection::{
    Instrumentation, get_default_instrumentation, set_default_instrumentation,
};

use super::finding::Finding;
use super::judge::Judge;
use super::tables::Own;
use super::watch::{BEFORE, INSTALLED, Watching};
use crate::declare::{CascadeBackend, Declared, TableInfo};

/// Watches what is sent, until it is dropped. Made by [`install`] and [`of`].
#[derive(Debug)]
#[must_use = "a guard watches until it is dropped"]
pub struct Guard {
    judge: Arc<Judge>,
}

/// Watches all tables of the declaration in which this one stands, on every connection of
/// the process that is established from now on.
///
/// ```
/// # include!("../doctest_schema.rs");
/// # #[cfg(feature = "sqlite")] fn main() {
/// let guard = diesel_scopes::guard::install(users::table);
/// # let conn = &mut SqliteConnection::establish(":memory:").unwrap();
/// # diesel::sql_query("CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT, deleted_at TIMESTAMP)")
/// #     .execute(conn).unwrap();
///
/// posts::table.active().select(posts::title).load::<String>(conn).unwrap();
/// guard.assert_clean();
///
/// posts::table.select(posts::title).load::<String>(conn).unwrap();
/// assert_eq!(guard.findings().len(), 1);
/// # }
/// # #[cfg(not(feature = "sqlite"))] fn main() {}
/// ```
///
/// It becomes the default instrumentation of Diesel. One that was set before goes on: an
/// instance of it hears the events of all connections. To give each connection one of its own,
/// see [`beside`].
///
/// # Panics
///
/// If Diesel's default instrumentation cannot be set, since a thread has panicked while it was.
pub fn install<T: Declared>(table: T) -> Guard {
    installed(of(table))
}

/// Watches all tables of several declarations, and reads what this crate sends as anything else:
/// for the tests of the crate.
#[doc(hidden)]
pub fn install_on_all(declared: &[TableInfo]) -> Guard {
    installed(Guard {
        judge: Arc::new(Judge::new(declared, Own::Read)),
    })
}

fn installed(guard: Guard) -> Guard {
    let mut installed = INSTALLED.write().unwrap_or_else(PoisonError::into_inner);
    let default = get_default_instrumentation();
    if !is_ours(default.as_deref()) {
        *BEFORE.lock().unwrap_or_else(PoisonError::into_inner) = default;
        if let Err(error) = set_default_instrumentation(Watching::every) {
            panic!("the guard cannot be installed: {error}");
        }
    }
    installed.push(guard.judge.clone());
    drop(installed);
    guard
}

/// Watches all tables of the declaration in which this one stands, on those connections that
/// are given its [`instrumentation`](Guard::instrumentation).
///
/// So tests that run at the same time in one process each have a guard that hears nothing of
/// the others.
pub fn of<T: Declared>(_: T) -> Guard {
    Guard {
        judge: Arc::new(Judge::new(&T::schema(), Own::Trusted)),
    }
}

/// An instrumentation of one's own, with the installed guards beside it: for a connection, or
/// for `set_default_instrumentation`.
///
/// ```
/// use diesel::connection::{Instrumentation, InstrumentationEvent, set_default_instrumentation};
/// use diesel_scopes::guard;
///
/// fn logging() -> Option<Box<dyn Instrumentation>> {
///     let log = |event: InstrumentationEvent<'_>| println!("{event:?}");
///     Some(Box::new(guard::beside(log)))
/// }
/// set_default_instrumentation(logging).unwrap();
/// ```
pub fn beside(instrumentation: impl Instrumentation) -> Watching {
    Watching::beside(instrumentation)
}

fn is_ours(instrumentation: Option<&dyn Instrumentation>) -> bool {
    instrumentation.is_some_and(|it| it.downcast_ref::<Watching>().is_some())
}

impl Guard {
    /// What this guard alone hears through, for
    /// [`set_instrumentation`](diesel::Connection::set_instrumentation) of a connection: one
    /// that was established before the guard was installed, or one that only this guard is to
    /// watch.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// # let conn = &mut SqliteConnection::establish(":memory:").unwrap();
    /// let guard = diesel_scopes::guard::of(users::table);
    /// conn.set_instrumentation(guard.instrumentation());
    /// # diesel::sql_query("CREATE TABLE posts (id INTEGER PRIMARY KEY, title TEXT)").execute(conn).unwrap();
    /// posts::table.select(posts::title).load::<String>(conn).unwrap();
    /// assert_eq!(guard.findings().len(), 1);
    /// # }
    /// # #[cfg(not(feature = "sqlite"))] fn main() {}
    /// ```
    pub fn instrumentation(&self) -> Watching {
        Watching::for_one(self.judge.clone())
    }

    /// Looks at SQL that was sent elsewhere: a line in the log of another process, say.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # #[cfg(feature = "sqlite")] fn main() {
    /// let guard = diesel_scopes::guard::of(users::table);
    /// guard.hear::<diesel::sqlite::Sqlite>("SELECT id FROM posts WHERE id = ? -- binds: [7]");
    /// assert_eq!(guard.findings()[0].sql(), "SELECT id FROM posts WHERE id = ?");
    /// # }
    /// # #[cfg(not(feature = "sqlite"))] fn main() {}
    /// ```
    pub fn hear<DB: CascadeBackend>(&self, sql: &str) {
        self.judge.hear(sql, Some(DB::DIALECT));
    }

    /// Says that findings are meant: those of which the closure is true, found before or after.
    ///
    /// [`on`](super::on), [`sql`](super::sql) and [`fingerprint`](super::fingerprint) make such
    /// closures.
    ///
    /// ```
    /// # include!("../doctest_schema.rs");
    /// # fn main() {
    /// use diesel_scopes::guard::{self, Reason};
    ///
    /// let guard = guard::of(users::table);
    /// guard
    ///     .allow(guard::on(communities::table))
    ///     .allow(guard::sql("SELECT COUNT(*) FROM"))
    ///     .allow(guard::fingerprint(0x9c4f_0a51_7d20_33e8))
    ///     .allow(|finding| finding.table() == Some("posts") && finding.reason() == Reason::Deletes);
    /// # }
    /// ```
    pub fn allow(&self, meant: impl Fn(&Finding) -> bool + Send + Sync + 'static) -> &Self {
        self.judge.allow(Box::new(meant));
        self
    }

    /// What was found so far and is not [allowed](Guard::allow), in the order in which it came.
    pub fn findings(&self) -> Vec<Finding> {
        self.judge.findings()
    }

    /// How many statements the guard has heard. Where that is 0, it does not hear the
    /// connection: it was established before the guard was installed, say.
    pub fn statements(&self) -> u64 {
        self.judge.statements()
    }

    /// Forgets what was found so far.
    pub fn clear(&self) {
        self.judge.clear();
    }

    /// Panics if there are [findings](Guard::findings), and prints them as a compiler prints
    /// errors:
    ///
    /// ```text
    /// error: rows of `posts` are read, deleted or not
    ///    |
    ///    | SELECT "posts"."title" FROM "posts" WHERE "posts"."author_id" = $1
    ///    |                             ^^^^^^^
    ///    |
    ///    = help: take `.active()` or `.deleted()` of `posts::table` or filter by `.is_active()` of it;
    ///      `.all_rows()` says that all are meant
    ///    = note: sent 3 times, fingerprint 0x51b4c7de5afc0291
    /// ```
    ///
    /// # Panics
    ///
    /// Also if the guard is installed and another default instrumentation was set after it, so
    /// that new connections are not heard: see [`beside`].
    #[track_caller]
    pub fn assert_clean(&self) {
        let installed = INSTALLED.read().unwrap_or_else(PoisonError::into_inner);
        let is_installed = installed.iter().any(|it| Arc::ptr_eq(it, &self.judge));
        drop(installed);
        if is_installed && !is_ours(get_default_instrumentation().as_deref()) {
            panic!(
                "another default instrumentation was set after the guard was installed, and new \
                 connections are not watched: make it of `diesel_scopes::guard::beside(…)`"
            );
        }
        let findings = self.findings();
        if findings.is_empty() {
            return;
        }
        let mut report = String::new();
        for finding in &findings {
            let _ = writeln!(report, "{finding}");
        }
        let found = match findings.len() {
            1 => "a query looks".to_owned(),
            count => format!("{count} queries look"),
        };
        let left_out = match self.judge.left_out() {
            0 => String::new(),
            count => format!(", and {count} more were found"),
        };
        panic!("{found} past the soft-delete markers{left_out}\n\n{report}");
    }
}

/// Stops watching.
impl Drop for Guard {
    fn drop(&mut self) {
        let mut installed = INSTALLED.write().unwrap_or_else(PoisonError::into_inner);
        installed.retain(|it| !Arc::ptr_eq(it, &self.judge));
    }
}
