//! The SQL of statements that are recorded, on all three backends, against
//! `journal_sql.sql`. `BLESS=1` writes that file anew.

use diesel::mysql::Mysql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use diesel_scopes::{journal, purge, restore, soft_delete, undo};

use crate::journaled::*;

tests![every_statement_is_as_written];

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/more/journal_sql.sql");

/// The statements for each backend, under the line of Rust.
macro_rules! sql {
    ($text:ident, $($statement:expr),+ $(,)?) => {
        $(for (backend, statements) in [
            ("PostgreSQL", $statement.statements::<Pg>()),
            ("MySQL", $statement.statements::<Mysql>()),
            ("SQLite", $statement.statements::<Sqlite>()),
        ] {
            let rust: String = stringify!($statement).split_whitespace().collect();
            $text.push_str(&format!("-- {backend}: {rust}\n"));
            for statement in statements.unwrap() {
                $text.push_str(&format!("{statement};\n"));
            }
            $text.push('\n');
        })+
    };
}

fn every_statement_is_as_written() {
    let mut text = String::new();
    sql!(
        text,
        soft_delete(deeds::table.find(1)).by("user:7"),
        restore(makers::table.find(1)).shallow(),
        purge(works::table.find(1)).shallow(),
        soft_delete(makers::table.find(1)).cascade(),
        restore(works::table.find(1)).cascade(),
        purge(works::table.find(1)).cascade(),
        undo(journal::operation(deeds::table, 7)).by("user:7"),
    );
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(FILE, &text).unwrap();
    }
    let written = std::fs::read_to_string(FILE).unwrap();
    for (line, expected) in text.lines().zip(written.lines()) {
        assert_eq!(line, expected);
    }
    assert_eq!(text.lines().count(), written.lines().count());
}
