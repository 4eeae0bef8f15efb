//! The SQL of every cascade, on all three backends, against `cascade_sql.sql`.
//! `BLESS=1` writes that file anew.

use diesel::mysql::Mysql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sqlite::Sqlite;
use diesel_scopes::prelude::*;
use diesel_scopes::{purge, restore, soft_delete};

use crate::archive::guilds;
use crate::schema::*;

tests![every_statement_is_as_written];

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/all/cascade_sql.sql");

/// The statements of a cascade for each backend, under the line of Rust.
macro_rules! sql {
    ($text:ident, $($cascade:expr),+ $(,)?) => {
        $(for (backend, statements) in [
            ("PostgreSQL", $cascade.statements::<Pg>()),
            ("MySQL", $cascade.statements::<Mysql>()),
            ("SQLite", $cascade.statements::<Sqlite>()),
        ] {
            let rust: String = stringify!($cascade).split_whitespace().collect();
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
        soft_delete(users::table.find(1)).cascade(),
        restore(users::table.find(1)).cascade(),
        purge(users::table.find(1)).cascade(),
        soft_delete(posts::table.find(1))
            .set(posts::delete_reason.eq("spam"))
            .cascade(),
        restore(posts::table.find(1)).cascade(),
        soft_delete(posts::table.find(1)).cascade().locking(),
        soft_delete(comments::table.find(1)).cascade(),
        restore(comments::table.find(1)).cascade(),
        purge(comments::table.find(1)).cascade(),
        soft_delete(
            posts::table.filter(posts::author_id.eq_any(users::table.deleted().select(users::id)))
        )
        .cascade(),
        restore(guilds::table.find(1)).cascade(),
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
