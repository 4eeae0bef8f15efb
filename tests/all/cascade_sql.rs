//! The SQL of every cascade, on all three backends, against `cascade_sql.sql`.
//! `BLESS=1` writes that file anew.

use diesel::prelude::*;
use diesel_scopes::prelude::*;
use diesel_scopes::{purge, restore, soft_delete};

use crate::archive::guilds;
use crate::pinned::{assert_written, sql};
use crate::schema::*;

tests![every_statement_is_as_written];

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
    assert_written("tests/all/cascade_sql.sql", &text);
}
