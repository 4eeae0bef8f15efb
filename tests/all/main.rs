//! The behaviour of the crate on real databases: rows in, rows out.
//!
//! A file in `cases` holds what has to hold everywhere. It is compiled once for
//! each backend, with that backend's connection type, and listed in
//! `cases/mod.rs`. What two of them have is in `some`, and what only one has in
//! the folder of that name. MariaDB has all that MySQL has. What stands behind features, and
//! batches, are in `tests/more`.
//!
//! `tests/run.sh -- cargo test --all-features --test all` starts the servers. A
//! backend without one is skipped, which is a failure if `CI` is `true`.

// The cases are compiled once for each backend.
#![allow(clippy::duplicate_mod)]

mod archive;
mod graph;
#[macro_use]
mod guarded;
#[macro_use]
mod harness;
mod cascade_model;
mod cascade_plans;
mod cascade_sql;
mod chain;
mod compile_fail;
mod crowd;
mod declarations;
mod depot;
mod guide;
mod hygiene;
// Of these, few are needed here.
#[allow(dead_code, unused_imports)]
#[path = "../more/journaled.rs"]
mod journaled;
mod models;
mod pinned;
mod same_tables;
mod schema;
mod sql_text;
mod without_journal;

mod postgresql {
    pub(crate) mod backend;
    pub(crate) mod caching;
    #[path = "../some/cascade_functions.rs"]
    pub(crate) mod cascade_functions;
    pub(crate) mod cascade_isolation;
    pub(crate) mod cascade_plans;
    #[path = "../some/cascade_precision.rs"]
    pub(crate) mod cascade_precision;
    pub(crate) mod cascade_privileges;
    pub(crate) mod cascade_schemas;
    #[path = "../some/cascade_snapshots.rs"]
    pub(crate) mod cascade_snapshots;
    pub(crate) mod cascade_wire;
    #[path = "../cases/mod.rs"]
    pub(crate) mod cases;
    #[path = "../some/combine.rs"]
    pub(crate) mod combine;
    #[path = "../some/locking.rs"]
    pub(crate) mod locking;
    pub(crate) mod markers;
    pub(crate) mod plans;
    pub(crate) mod policies;
    pub(crate) mod ports;
    #[path = "../some/returning.rs"]
    pub(crate) mod returning;
    pub(crate) mod shared_connections;
}

mod mariadb {
    pub(crate) mod backend;
    #[path = "../mysql/cascade_deadlock.rs"]
    pub(crate) mod cascade_deadlock;
    #[path = "../some/cascade_functions.rs"]
    pub(crate) mod cascade_functions;
    #[path = "../mysql/cascade_plans.rs"]
    pub(crate) mod cascade_plans;
    #[path = "../some/cascade_precision.rs"]
    pub(crate) mod cascade_precision;
    #[path = "../mysql/cascade_safe_updates.rs"]
    pub(crate) mod cascade_safe_updates;
    #[path = "../some/cascade_snapshots.rs"]
    pub(crate) mod cascade_snapshots;
    #[path = "../cases/mod.rs"]
    pub(crate) mod cases;
    #[path = "../some/locking.rs"]
    pub(crate) mod locking;
    #[path = "../mysql/markers.rs"]
    pub(crate) mod markers;
}

mod mysql {
    pub(crate) mod backend;
    pub(crate) mod cascade_deadlock;
    #[path = "../some/cascade_functions.rs"]
    pub(crate) mod cascade_functions;
    pub(crate) mod cascade_plans;
    #[path = "../some/cascade_precision.rs"]
    pub(crate) mod cascade_precision;
    pub(crate) mod cascade_safe_updates;
    #[path = "../some/cascade_snapshots.rs"]
    pub(crate) mod cascade_snapshots;
    #[path = "../cases/mod.rs"]
    pub(crate) mod cases;
    #[path = "../some/locking.rs"]
    pub(crate) mod locking;
    pub(crate) mod markers;
}

mod sqlite {
    pub(crate) mod backend;
    pub(crate) mod cascade_functions;
    pub(crate) mod cascade_null_keys;
    pub(crate) mod cascade_plans;
    pub(crate) mod cascade_waiting;
    #[path = "../cases/mod.rs"]
    pub(crate) mod cases;
    #[path = "../some/combine.rs"]
    pub(crate) mod combine;
    pub(crate) mod markers;
    pub(crate) mod multi_connection;
    pub(crate) mod plans;
    #[path = "../some/returning.rs"]
    pub(crate) mod returning;
    pub(crate) mod synchronous;
    pub(crate) mod synchronous_cascades;
    pub(crate) mod views;
}

fn main() -> std::process::ExitCode {
    let mut suite = harness::Suite::new();
    #[cfg(feature = "guard")]
    suite.at_the_end(guarded::watch(declared![
        archive::guilds,
        chain::chain_1,
        chain::mesh_a,
        depot::lenders,
        graph::people,
        journaled::deeds,
        journaled::makers,
        postgresql::cascade_plans::every::tops,
        postgresql::cascade_schemas::public::folders,
        postgresql::policies::tags,
        schema::users,
        sqlite::cases::cascade_self_keys::drawers,
        sqlite::cases::changesets::logins,
        sqlite::cases::documented::leaflets,
        sqlite::cases::documented::parcels,
        sqlite::cases::markers::articles,
        sqlite::cases::markers::memberships,
        sqlite::cases::markers::sessions,
        sqlite::cases::options::accounts,
        postgresql::cascade_precision::racks,
        sqlite::markers::events,
        sqlite::views::seen_events,
    ]));
    suite.backend::<postgresql::backend::Database>([
        postgresql::caching::cases(),
        postgresql::cascade_functions::cases(),
        postgresql::cascade_isolation::cases(),
        postgresql::cascade_plans::cases(),
        postgresql::cascade_precision::cases(),
        postgresql::cascade_privileges::cases(),
        postgresql::cascade_schemas::cases(),
        postgresql::cascade_snapshots::cases(),
        postgresql::cascade_wire::cases(),
        postgresql::cases::cases(),
        postgresql::combine::cases(),
        postgresql::locking::cases(),
        postgresql::markers::cases(),
        postgresql::plans::cases(),
        postgresql::policies::cases(),
        postgresql::ports::cases(),
        postgresql::returning::cases(),
        postgresql::shared_connections::cases(),
    ]);
    suite.backend::<mariadb::backend::Database>([
        mariadb::cascade_deadlock::cases(),
        mariadb::cascade_functions::cases(),
        mariadb::cascade_plans::cases(),
        mariadb::cascade_precision::cases(),
        mariadb::cascade_safe_updates::cases(),
        mariadb::cascade_snapshots::cases(),
        mariadb::cases::cases(),
        mariadb::locking::cases(),
        mariadb::markers::cases(),
    ]);
    suite.backend::<mysql::backend::Database>([
        mysql::cascade_deadlock::cases(),
        mysql::cascade_functions::cases(),
        mysql::cascade_plans::cases(),
        mysql::cascade_precision::cases(),
        mysql::cascade_safe_updates::cases(),
        mysql::cascade_snapshots::cases(),
        mysql::cases::cases(),
        mysql::locking::cases(),
        mysql::markers::cases(),
    ]);
    suite.backend::<sqlite::backend::Database>([
        sqlite::cascade_functions::cases(),
        sqlite::cascade_null_keys::cases(),
        sqlite::cascade_plans::cases(),
        sqlite::cascade_waiting::cases(),
        sqlite::cases::cases(),
        sqlite::combine::cases(),
        sqlite::markers::cases(),
        sqlite::plans::cases(),
        sqlite::returning::cases(),
        sqlite::views::cases(),
    ]);
    suite.tests(postgresql::ports::tests());
    suite.tests(sqlite::multi_connection::tests());
    suite.tests(sqlite::synchronous::tests());
    suite.tests(sqlite::synchronous_cascades::tests());
    suite.tests(cascade_sql::tests());
    suite.tests(compile_fail::tests());
    suite.tests(declarations::tests());
    suite.tests(guide::tests());
    suite.tests(hygiene::tests());
    suite.tests(same_tables::tests());
    suite.tests(sql_text::tests());
    suite.tests(without_journal::tests());
    suite.run()
}
