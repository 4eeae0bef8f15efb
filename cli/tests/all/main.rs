//! The tool as it is run, on real databases.
//!
//! `tests/run.sh -- cargo test -p diesel-scopes-cli` starts the servers.

#[allow(unused_macros, dead_code)]
#[path = "../../../tests/all/harness.rs"]
mod harness;

#[allow(dead_code)]
#[path = "../../../tests/catalogue/databases.rs"]
mod databases;

mod check;
mod compiled;
mod declare;
mod errors;
mod kept;
mod migration;
mod place;
mod rebuilt;
mod strict;
mod tool;

use std::process::ExitCode;

use self::databases::{Mariadb, Mysql, Postgresql, Served, Sqlite};
use self::harness::{Body, Case, Suite};
use self::place::Place;

fn main() -> ExitCode {
    let mut suite = Suite::new();
    suite.tests(errors::tests());
    suite.backend([cases::<Served<Postgresql>>()]);
    suite.backend([cases::<Served<Mariadb>>()]);
    suite.backend([cases::<Served<Mysql>>()]);
    suite.backend([cases::<Sqlite>(), rebuilt::cases()]);
    suite.run()
}

/// What has to hold on all of them.
fn cases<P: Place>() -> Vec<Case<P>> {
    let module = format!("tool::{}", P::NAME);
    let case = |name, body| Case::new(&module, name, Body::Database(body));
    vec![
        case("declare::blog", |db| Box::pin(declare::blog(db))),
        case("declare::shop", |db| Box::pin(declare::shop(db))),
        case("declare::schemas", |db| Box::pin(declare::schemas(db))),
        case("declare::patterns", |db| Box::pin(declare::patterns(db))),
        case("check::declaration", |db| Box::pin(check::declaration(db))),
        case("check::findings", |db| Box::pin(check::findings(db))),
        case("check::custom_marker", |db| {
            Box::pin(check::custom_marker(db))
        }),
        case("migration::up_and_down", |db| {
            Box::pin(migration::up_and_down(db))
        }),
        case("migration::files", |db| Box::pin(migration::files(db))),
        case("kept::index_parts", |db| Box::pin(kept::index_parts(db))),
        case("migration::refused", |db| Box::pin(migration::refused(db))),
        case("errors::denied", |db| Box::pin(errors::denied(db))),
        case("errors::unreachable", |db| {
            Box::pin(errors::unreachable(db))
        }),
    ]
}
