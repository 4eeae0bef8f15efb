//! What PostgreSQL and SQLite can, and MySQL cannot: the rows that were written.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use diesel_scopes::prelude::*;
use diesel_scopes::soft_delete;

use super::Connection;
use crate::models::Post;
use crate::schema::posts;
use crate::{Result, screen};

pub async fn run(conn: &mut Connection) -> Result<()> {
    screen::chapter("Returning");

    screen::say("A model is a target too, and the written row comes back.");
    let post: Post = posts::table
        .active()
        .find(1)
        .select(Post::as_select())
        .first(conn)
        .await?;
    let deleted = run!(
        soft_delete(&post)
            .shallow()
            .returning(Post::as_returning())
            .get_result(conn)
            .await
    )?;
    screen::rows(std::slice::from_ref(&deleted));
    screen::check("the post that was deleted", deleted.id, 1)?;
    screen::check("it is stamped", deleted.deleted_at.is_some(), true)
}
