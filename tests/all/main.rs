//! The behaviour of the crate on real databases: rows in, rows out.
//!
//! A file in `cases` holds what has to hold everywhere. It is compiled once for
//! each backend, with that backend's connection type, and listed in
//! `cases/mod.rs`. What only one backend has is in the folder of that name.
//!
//! `tests/run.sh -- cargo test --all-features --test all` starts the servers. A
//! backend without one is skipped, which is a failure if `CI` is `true`.

// The cases are compiled once for each backend.
#![allow(clippy::duplicate_mod)]

#[macro_use]
mod harness;
mod cascade_plans;
mod cascade_sql;
mod compile_fail;
mod crowd;
mod hygiene;
mod models;
mod readme;
mod schema;

mod postgresql {
    pub(crate) mod backend;
    pub(crate) mod cascade_plans;
    #[path = "../cases/mod.rs"]
    pub(crate) mod cases;
}

mod mysql {
    pub(crate) mod backend;
    pub(crate) mod cascade_plans;
    #[path = "../cases/mod.rs"]
    pub(crate) mod cases;
}

mod sqlite {
    pub(crate) mod backend;
    pub(crate) mod cascade_plans;
    #[path = "../cases/mod.rs"]
    pub(crate) mod cases;
}

fn main() -> std::process::ExitCode {
    let mut suite = harness::Suite::new();
    suite.tests(cascade_sql::tests());
    suite.tests(readme::tests());
    suite.tests(compile_fail::tests());
    suite.tests(hygiene::tests());
    suite.backend::<postgresql::backend::Database>([
        postgresql::cases::cases(),
        postgresql::cascade_plans::cases(),
    ]);
    suite.backend::<mysql::backend::Database>([
        mysql::cases::cases(),
        mysql::cascade_plans::cases(),
    ]);
    suite.backend::<sqlite::backend::Database>([
        sqlite::cases::cases(),
        sqlite::cascade_plans::cases(),
    ]);
    suite.run()
}
