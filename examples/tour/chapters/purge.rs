//! Deleted for good.

use chrono::TimeDelta;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use diesel_scopes::prelude::*;
use diesel_scopes::{purge, soft_delete};

use super::Connection;
use crate::models::Post;
use crate::schema::{posts, users};
use crate::{Result, screen};

pub async fn run(conn: &mut Connection) -> Result<()> {
    screen::chapter("Purge");

    screen::say("Two posts are deleted, one of them 90 days ago. Only that one is old enough.");
    let removed = run!(
        purge(posts::table)
            .shallow()
            .older_than(TimeDelta::days(30))
            .execute(conn)
            .await
    )?;
    screen::result(removed);
    screen::check("old posts purged", removed, 1)?;
    let left: Vec<Post> = posts::table
        .all_rows()
        .order(posts::id)
        .select(Post::as_select())
        .load(conn)
        .await?;
    screen::rows(&left);
    let ids: Vec<i32> = left.iter().map(|post| post.id).collect();
    screen::check("posts left", ids, [1, 2, 3, 4, 5])?;

    screen::say("An active row cannot be purged, whatever the target says.");
    let removed = run!(purge(posts::table.find(1)).shallow().execute(conn).await)?;
    screen::result(removed);
    screen::check("active posts purged", removed, 0)?;

    screen::say("The spammer goes for good, with all that depends on them, children first.");
    soft_delete(users::table.find(4))
        .cascade()
        .execute(conn)
        .await?;
    let report = run!(purge(users::table.find(4)).cascade().execute(conn).await)?;
    screen::said(&report);
    let expected = [("users", 1), ("posts", 1), ("comments", 3)];
    screen::check("purged", report, expected)
}
