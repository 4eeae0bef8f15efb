//! What is too old for the journal.

use chrono::{DateTime, Utc};
use diesel::query_builder::{AstPass, QueryFragment};
use diesel::result::{Error, QueryResult};

use crate::cascade::{ENTRIES, OPERATIONS};
use crate::declare::{CascadeBackend, Moment, Time};
use crate::execute::{Script, Sends, Step};

/// Removes from the journal what was done before this time.
///
/// In batches, each a statement of its own: entries first, then the operations that have
/// none. Stopped at any point, the next call goes on. What was done before that time
/// cannot be undone any more.
///
/// No foreign key goes with the two tables. No entry is left without its operation all the
/// same, whatever is written meanwhile: an operation comes with its entries, in one
/// transaction, and later none is added to it. Who removes rows by hand removes entries first.
///
/// ```
/// # #[cfg(feature = "sqlite")] fn main() {
/// use chrono::{TimeDelta, Utc};
/// use diesel::prelude::*;
/// use diesel_migrations::MigrationHarness;
/// use diesel_scopes::journal;
///
/// # let conn = &mut SqliteConnection::establish(":memory:").unwrap();
/// # conn.run_pending_migrations(journal::migrations()).unwrap();
/// let year = Utc::now() - TimeDelta::days(365);
/// let forgotten = journal::forget_before(year).in_batches(1_000).execute(conn).unwrap();
/// assert_eq!((forgotten.operations, forgotten.entries), (0, 0));
/// # }
/// # #[cfg(not(feature = "sqlite"))] fn main() {}
/// ```
///
/// ```text
/// -- until there are none; the same for operations without entries
/// DELETE FROM diesel_scopes_entries WHERE id IN (SELECT id FROM (SELECT e.id
///     FROM diesel_scopes_entries AS e INNER JOIN diesel_scopes_operations AS o ON o.id = e.operation_id
///     WHERE o.done_at < $1 LIMIT 1000) AS old)
/// ```
pub fn forget_before(time: DateTime<Utc>) -> Forget {
    Forget {
        before: Moment::of(time),
        batch: 10_000,
    }
}

/// Removes what is old from the journal, from [`forget_before`].
#[derive(Debug, Clone, Copy)]
#[must_use = "nothing is forgotten until it is executed"]
pub struct Forget {
    before: Moment,
    batch: u32,
}

/// How much was removed from the journal.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Forgotten {
    /// How many operations.
    pub operations: u64,
    /// How many entries.
    pub entries: u64,
}

impl Forget {
    /// So many rows in a statement; 10,000 if nothing is said, and one at the least.
    pub fn in_batches(mut self, rows: u32) -> Self {
        self.batch = rows.max(1);
        self
    }

    /// Removes it, and returns how much that was.
    ///
    /// Followed by `.await?` on a connection of diesel-async and by `?` on one of
    /// Diesel.
    ///
    /// # Errors
    ///
    /// What the database says; what was removed until then stays so.
    pub fn execute<'conn, Conn, Mode>(
        self,
        conn: &'conn mut Conn,
    ) -> Conn::Returned<'conn, Forgotten, Error>
    where
        Conn: Sends<Mode, Backend: CascadeBackend>,
    {
        conn.send_each(ForgetScript {
            forget: self,
            forgotten: Forgotten::default(),
            next: Next::Entries,
        })
    }
}

struct ForgetScript {
    forget: Forget,
    forgotten: Forgotten,
    next: Next,
}

#[derive(Clone, Copy)]
enum Next {
    Entries,
    Operations,
    Nothing,
}

impl<DB: CascadeBackend> QueryFragment<DB> for ForgetScript {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        let (head, tail) = match self.next {
            Next::Nothing => return Ok(()),
            Next::Entries => (
                format!(
                    "DELETE FROM {ENTRIES} WHERE id IN (SELECT id FROM (SELECT e.id \
                     FROM {ENTRIES} AS e INNER JOIN {OPERATIONS} AS o ON o.id = e.operation_id \
                     WHERE o.done_at < "
                ),
                "",
            ),
            Next::Operations => (
                format!(
                    "DELETE FROM {OPERATIONS} WHERE id IN (SELECT id FROM (SELECT o.id \
                     FROM {OPERATIONS} AS o WHERE o.done_at < "
                ),
                " AND NOT EXISTS (SELECT 1 FROM diesel_scopes_entries AS e \
                 WHERE e.operation_id = o.id)",
            ),
        };
        out.push_sql(&head);
        DB::push_time(Time::Timestamp, &self.forget.before, out.reborrow())?;
        out.push_sql(tail);
        out.push_sql(&format!(" LIMIT {}) AS old)", self.forget.batch));
        Ok(())
    }
}

impl<DB: CascadeBackend> Script<DB> for ForgetScript {
    type Report = Forgotten;
    type Error = Error;

    fn is_atomic(&self) -> bool {
        false
    }

    fn next(&mut self) -> QueryResult<Option<Step<'_, DB>>> {
        Ok(match self.next {
            Next::Nothing => None,
            Next::Entries | Next::Operations => Some(Step::Change(self)),
        })
    }

    fn answer(&mut self, numbers: &[u64]) -> QueryResult<()> {
        let rows = numbers.iter().sum::<u64>();
        let is_last = rows < u64::from(self.forget.batch);
        match self.next {
            Next::Entries => {
                self.forgotten.entries += rows;
                if is_last {
                    self.next = Next::Operations;
                }
            }
            Next::Operations => {
                self.forgotten.operations += rows;
                if is_last {
                    self.next = Next::Nothing;
                }
            }
            Next::Nothing => {}
        }
        Ok(())
    }

    fn finish(self) -> Forgotten {
        self.forgotten
    }
}
