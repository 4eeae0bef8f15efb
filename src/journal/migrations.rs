//! The migrations that make the two tables.

use std::fmt;

use diesel::connection::BoxableConnection;
use diesel::migration::{
    Migration, MigrationMetadata, MigrationName, MigrationSource, MigrationVersion, Result,
};

use crate::declare::{CascadeBackend, Dialect};

/// The migrations of the journal, for the harness of `diesel_migrations`, on all
/// databases:
///
/// ```
/// # #[cfg(feature = "sqlite")] fn main() {
/// use diesel::prelude::*;
/// use diesel_migrations::MigrationHarness;
/// use diesel_scopes::journal;
///
/// let conn = &mut SqliteConnection::establish(":memory:").unwrap();
/// conn.run_pending_migrations(journal::migrations()).unwrap();
///
/// let count = journal::operations::table.count().get_result(conn);
/// assert_eq!(count, Ok(0));
/// # }
/// # #[cfg(not(feature = "sqlite"))] fn main() {}
/// ```
///
/// They can run by themselves, before or after those of the application, or as one
/// with them: [`and`](JournalMigrations::and). To revert any, the harness has to know
/// all that have run, and so needs the latter.
pub fn migrations() -> JournalMigrations {
    JournalMigrations(())
}

/// The migrations of the journal, from [`migrations`].
#[derive(Debug, Clone, Copy)]
pub struct JournalMigrations(());

/// The migrations of the journal and of an application, from
/// [`and`](JournalMigrations::and).
#[derive(Debug, Clone, Copy)]
pub struct WithMigrations<S>(S);

impl JournalMigrations {
    /// With the migrations of the application:
    /// `journal::migrations().and(embed_migrations!())`.
    pub fn and<S>(self, application: S) -> WithMigrations<S> {
        WithMigrations(application)
    }
}

impl<DB: CascadeBackend> MigrationSource<DB> for JournalMigrations {
    fn migrations(&self) -> Result<Vec<Box<dyn Migration<DB>>>> {
        Ok(vec![Box::new(CreateTables)])
    }
}

impl<DB: CascadeBackend, S: MigrationSource<DB>> MigrationSource<DB> for WithMigrations<S> {
    fn migrations(&self) -> Result<Vec<Box<dyn Migration<DB>>>> {
        let mut all = migrations().migrations()?;
        all.extend(self.0.migrations()?);
        Ok(all)
    }
}

/// Sorts before the versions of applications, which are dates.
const VERSION: &str = "00000000000001_diesel_scopes";

struct CreateTables;

struct Name;

struct InTransaction;

impl<DB: CascadeBackend> Migration<DB> for CreateTables {
    fn run(&self, conn: &mut dyn BoxableConnection<DB>) -> Result<()> {
        Ok(conn.batch_execute(match DB::DIALECT {
            Dialect::Postgres => include_str!("../../migrations/journal/postgresql/up.sql"),
            Dialect::Mysql => include_str!("../../migrations/journal/mysql/up.sql"),
            Dialect::Sqlite => include_str!("../../migrations/journal/sqlite/up.sql"),
        })?)
    }

    fn revert(&self, conn: &mut dyn BoxableConnection<DB>) -> Result<()> {
        Ok(conn.batch_execute(match DB::DIALECT {
            Dialect::Postgres => include_str!("../../migrations/journal/postgresql/down.sql"),
            Dialect::Mysql => include_str!("../../migrations/journal/mysql/down.sql"),
            Dialect::Sqlite => include_str!("../../migrations/journal/sqlite/down.sql"),
        })?)
    }

    fn metadata(&self) -> &dyn MigrationMetadata {
        &InTransaction
    }

    fn name(&self) -> &dyn MigrationName {
        &Name
    }
}

impl MigrationMetadata for InTransaction {
    fn run_in_transaction(&self) -> bool {
        true
    }
}

impl MigrationName for Name {
    fn version(&self) -> MigrationVersion<'_> {
        MigrationVersion::from(VERSION)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{VERSION}_journal")
    }
}
