//! What `check` finds on real databases, and that its SQL mends it.
//!
//! `tests/run.sh -- cargo test --all-features --test check` starts the servers. A backend without
//! one is skipped, which is a failure if `CI` is `true`.

#[allow(dead_code)]
#[path = "../catalogue/databases.rs"]
mod databases;
#[allow(unused_macros, dead_code)]
#[path = "../all/harness.rs"]
mod harness;

mod declare;
mod declared;
mod faults;
mod implied;
mod mending;
mod own;
mod scenarios;
#[path = "../all/schema.rs"]
mod schema;

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut suite = harness::Suite::new();
    suite.backend([faults::postgresql()]);
    suite.backend([faults::mariadb()]);
    suite.backend([faults::mysql()]);
    suite.backend([faults::sqlite()]);
    suite.run()
}
