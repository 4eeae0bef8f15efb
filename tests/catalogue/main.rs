//! What is read of the catalogues of real databases.
//!
//! `tests/run.sh -- cargo test --all-features --test catalogue` starts the servers.

#[allow(unused_macros, dead_code)]
#[path = "../all/harness.rs"]
mod harness;

mod databases;
mod many;
mod mysql;
mod postgresql;
mod sqlite;
mod text;

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut suite = harness::Suite::new();
    suite.backend([postgresql::cases()]);
    suite.backend([mysql::cases::<databases::Mariadb>()]);
    suite.backend([mysql::cases::<databases::Mysql>()]);
    suite.backend([sqlite::cases()]);
    suite.run()
}
