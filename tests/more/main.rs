//! The behaviour of what stands behind features, and of batches, on real databases: rows
//! in, rows out.
//!
//! Made as `tests/all` is, of which it has the harness; a binary of its own, so that two
//! compile at once.

// The cases are compiled once for each backend.
#![allow(clippy::duplicate_mod)]
// Not all of what `tests/all` has for its cases is needed here.
#![allow(dead_code, unused_imports, unused_macros)]

#[macro_use]
#[path = "../all/guarded.rs"]
mod guarded;
#[macro_use]
#[path = "../all/harness.rs"]
mod harness;
#[macro_use]
mod keys;
#[cfg(feature = "guard")]
#[path = "guard/synchronous.rs"]
mod guard_synchronous;
mod journal_sql;
mod journaled;
#[path = "../all/models.rs"]
mod models;
#[path = "../all/pinned.rs"]
mod pinned;
mod retained;
#[path = "../all/schema.rs"]
mod schema;

mod mariadb;
mod mysql;
mod postgresql;
mod sqlite;

fn main() -> std::process::ExitCode {
    let mut suite = harness::Suite::new();
    #[cfg(feature = "guard")]
    suite.at_the_end(guarded::watch(declared![
        journaled::deeds,
        journaled::makers,
        mysql::keys::several,
        postgresql::key_pitfalls::ticks,
        postgresql::keys::several,
        schema::users,
        sqlite::cases::batches::slogans,
        sqlite::cases::retention::owners,
        sqlite::cases::retention_keys::by_text,
        sqlite::cases::retention_removed::lodgers,
        sqlite::keys::several,
    ]));
    suite.backend::<postgresql::backend::Database>([
        postgresql::cases::cases(),
        postgresql::key_pitfalls::cases(),
        postgresql::keys::cases(),
        #[cfg(feature = "guard")]
        postgresql::guard::cases(),
        #[cfg(feature = "guard")]
        postgresql::guard_journal::cases(),
        #[cfg(feature = "guard")]
        postgresql::guard_corpus::cases(),
    ]);
    suite.backend::<mariadb::backend::Database>([
        mariadb::cases::cases(),
        mariadb::keys::cases(),
        #[cfg(feature = "guard")]
        mariadb::guard::cases(),
        #[cfg(feature = "guard")]
        mariadb::guard_journal::cases(),
    ]);
    suite.backend::<mysql::backend::Database>([
        mysql::cases::cases(),
        mysql::keys::cases(),
        #[cfg(feature = "guard")]
        mysql::guard::cases(),
        #[cfg(feature = "guard")]
        mysql::guard_journal::cases(),
        #[cfg(feature = "guard")]
        mysql::guard_corpus::cases(),
    ]);
    suite.backend::<sqlite::backend::Database>([
        sqlite::cases::cases(),
        sqlite::keys::cases(),
        #[cfg(feature = "guard")]
        sqlite::guard::cases(),
        #[cfg(feature = "guard")]
        sqlite::guard_journal::cases(),
        #[cfg(feature = "guard")]
        sqlite::guard_corpus::cases(),
    ]);
    #[cfg(feature = "guard")]
    suite.tests(guard_synchronous::tests());
    suite.tests(journal_sql::tests());
    suite.tests(retained::tests());
    suite.run()
}
