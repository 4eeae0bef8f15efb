//! Active, deleted, all.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use diesel_scopes::Scope;
use diesel_scopes::prelude::*;

use super::Connection;
use crate::models::Post;
use crate::schema::posts;
use crate::{Result, screen};

pub async fn run(conn: &mut Connection) -> Result<()> {
    screen::chapter("Scopes");

    screen::say("Of six posts one was deleted 90 days ago. `active()` selects the others.");
    let active = run!(
        posts::table
            .active()
            .order(posts::id)
            .select(Post::as_select())
            .load(conn)
            .await
    )?;
    screen::rows(&active);
    let ids: Vec<i32> = active.iter().map(|post| post.id).collect();
    screen::check("active posts", ids, [1, 2, 3, 4, 5])?;

    screen::say("`deleted()` selects the rest.");
    let deleted = run!(
        posts::table
            .deleted()
            .select(Post::as_select())
            .load(conn)
            .await
    )?;
    screen::rows(&deleted);
    let ids: Vec<i32> = deleted.iter().map(|post| post.id).collect();
    screen::check("deleted posts", ids, [6])?;

    screen::say("`all_rows()` says that all are meant.");
    let all: i64 = run!(posts::table.all_rows().count().get_result(conn).await)?;
    screen::result(all);
    screen::check("all posts", all, 6)?;

    screen::say("A scope can be a value, read from `?scope=deleted`, say.");
    let scope: Scope = "deleted".parse()?;
    let count: i64 = run!(posts::table.in_scope(scope).count().get_result(conn).await)?;
    screen::result(count);
    screen::check("posts in the scope `deleted`", count, 1)?;

    screen::say("With `or_filter` the scope comes last, as a predicate: no row slips past it.");
    let found = run!(
        posts::table
            .filter(posts::author_id.eq(3))
            .or_filter(posts::author_id.eq(2))
            .filter(posts::table.is_active())
            .order(posts::id)
            .select(Post::as_select())
            .load(conn)
            .await
    )?;
    screen::rows(&found);
    let ids: Vec<i32> = found.iter().map(|post| post.id).collect();
    screen::check("active posts of two authors", ids, [1, 2, 3, 4])
}
