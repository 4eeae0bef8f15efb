//! Soft delete and restore, and what comes of doing it twice.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use diesel_scopes::prelude::*;
use diesel_scopes::{Outcome, restore, soft_delete};

use super::Connection;
use crate::models::Post;
use crate::schema::posts;
use crate::{Result, screen};

pub async fn run(conn: &mut Connection) -> Result<()> {
    screen::chapter("Soft delete and restore");

    screen::say(
        "A soft delete takes what `diesel::delete` takes. Posts have dependents, so it has to say \
         how far it reaches: `shallow()` is this row only.",
    );
    let changed = run!(
        soft_delete(posts::table.find(5))
            .shallow()
            .execute(conn)
            .await
    )?;
    screen::result(changed);
    let first = spam(conn).await?;
    screen::check("rows deleted", changed, 1)?;
    screen::check("the post is stamped", first.deleted_at.is_some(), true)?;

    screen::say("A second delete changes nothing: the first stamp stays. `outcome` tells so.");
    let outcome = run!(
        soft_delete(posts::table.find(5))
            .shallow()
            .outcome(conn)
            .await
    )?;
    screen::result(outcome);
    screen::check("the second delete", outcome, Outcome::Unchanged)?;
    screen::check("the first stamp stays", spam(conn).await?, first)?;

    screen::say("A row that is not there is something else.");
    let outcome = run!(
        soft_delete(posts::table.find(404))
            .shallow()
            .outcome(conn)
            .await
    )?;
    screen::result(outcome);
    screen::check("a missing row", outcome, Outcome::NotFound)?;

    screen::say("A restore is the reverse.");
    let outcome = run!(restore(posts::table.find(5)).shallow().outcome(conn).await)?;
    screen::result(outcome);
    screen::check("the restore", outcome, Outcome::Changed(1))?;
    screen::check("the stamp is gone", spam(conn).await?.deleted_at, None)
}

async fn spam(conn: &mut Connection) -> Result<Post> {
    let post = posts::table
        .all_rows()
        .find(5)
        .select(Post::as_select())
        .first(conn)
        .await?;
    screen::rows(std::slice::from_ref(&post));
    Ok(post)
}
