//! A user and everything that depends on them, there and back.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use diesel_scopes::prelude::*;
use diesel_scopes::{CascadeError, restore, soft_delete};

use super::Connection;
use crate::models::{Comment, Post};
use crate::schema::{attachments, comments, invoices, posts, users};
use crate::{Result, screen};

pub async fn run(conn: &mut Connection) -> Result<()> {
    screen::chapter("Cascades");
    paperwork(conn).await?;

    screen::say(
        "The declaration says what becomes of a user's dependents: posts and comments go along, an \
         attachment loses its owner, an unpaid invoice keeps the user. `quill` has one.",
    );
    let refused = run!(
        soft_delete(users::table.find(2))
            .cascade()
            .execute(conn)
            .await
    );
    match refused {
        Err(CascadeError::Restricted(dependents)) => {
            screen::result(&dependents);
            let dependents: Vec<_> = dependents.iter().map(|by| (by.table, by.rows)).collect();
            screen::check("what keeps the user", dependents, [("invoices", 1)])?;
        }
        other => return Err(format!("the invoice did not keep the user: {other:?}").into()),
    }

    screen::say("The invoice is voided. What would go now? A preview counts, and changes nothing.");
    soft_delete(invoices::table.filter(invoices::customer_id.eq(2)))
        .execute(conn)
        .await?;
    let preview = run!(
        soft_delete(users::table.find(2))
            .cascade()
            .preview(conn)
            .await
    )?;
    screen::said(&preview);
    let expected = [("users", 1), ("posts", 2), ("comments", 3)];
    screen::check("the preview", preview.clone(), expected)?;

    screen::say("And done, with one stamp for all rows.");
    let report = run!(
        soft_delete(users::table.find(2))
            .cascade()
            .execute(conn)
            .await
    )?;
    screen::said(&report);
    screen::check("the cascade", &report, &preview)?;
    show(conn).await?;

    screen::say("A post cannot come back under a user who is deleted.");
    let refused = run!(restore(posts::table.find(1)).cascade().execute(conn).await);
    match refused {
        Err(CascadeError::ParentDeleted(parents)) => screen::result(&parents),
        other => return Err(format!("the user did not keep the post: {other:?}").into()),
    }

    screen::say(
        "The user can, with exactly what went along. The spam that was deleted before stays deleted.",
    );
    let report = run!(restore(users::table.find(2)).cascade().execute(conn).await)?;
    screen::said(&report);
    screen::check("the restore", report, expected)?;
    show(conn).await
}

async fn paperwork(conn: &mut Connection) -> Result<()> {
    diesel::insert_into(invoices::table)
        .values((invoices::customer_id.eq(2), invoices::amount.eq(1200)))
        .execute(conn)
        .await?;
    diesel::insert_into(attachments::table)
        .values((
            attachments::owner_id.eq(2),
            attachments::file_name.eq("crumb.jpg"),
        ))
        .execute(conn)
        .await?;
    Ok(())
}

async fn show(conn: &mut Connection) -> Result<()> {
    let posts: Vec<Post> = posts::table
        .all_rows()
        .filter(posts::author_id.eq(2))
        .order(posts::id)
        .select(Post::as_select())
        .load(conn)
        .await?;
    screen::rows(&posts);
    let comments: Vec<Comment> = comments::table
        .all_rows()
        .order(comments::id)
        .select(Comment::as_select())
        .load(conn)
        .await?;
    screen::rows(&comments);
    Ok(())
}
