//! The SQL of statements that are recorded, on all three backends, against
//! `journal_sql.sql`. `BLESS=1` writes that file anew.

use diesel::prelude::*;
use diesel_scopes::{journal, purge, restore, soft_delete, undo};

use crate::journaled::*;
use crate::pinned::{assert_written, sql};

tests![every_statement_is_as_written];

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
    assert_written("tests/more/journal_sql.sql", &text);
}
