//! A table with two markers, set by two kinds of people.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use diesel_scopes::prelude::*;
use diesel_scopes::{marked, restore, soft_delete};

use super::Connection;
use crate::models::Community;
use crate::schema::communities;
use crate::{Result, screen};

pub async fn run(conn: &mut Connection) -> Result<()> {
    screen::chapter("Several markers");

    screen::say("The owner deletes the community `baking`: the first marker is the default.");
    let changed = run!(soft_delete(communities::table.find(1)).execute(conn).await)?;
    screen::result(changed);
    screen::check("communities deleted", changed, 1)?;

    screen::say("A moderator removes `baking` and `watches`. The markers are independent.");
    let changed = run!(
        soft_delete(communities::table.filter(communities::name.ne("hiking")))
            .marking(communities::removed)
            .execute(conn)
            .await
    )?;
    screen::result(changed);
    screen::check("communities removed", changed, 2)?;
    show(conn).await?;

    screen::say("The owner takes back the deletion, and `baking` is still removed.");
    let changed = run!(
        restore(communities::table.find(1))
            .shallow()
            .execute(conn)
            .await
    )?;
    screen::result(changed);
    screen::check("communities restored", changed, 1)?;
    show(conn).await?;

    screen::say("Active is what has no marker set.");
    let active = run!(
        communities::table
            .active()
            .select(communities::name)
            .load::<String>(conn)
            .await
    )?;
    screen::result(&active);
    screen::check("active communities", active, ["hiking"])?;

    screen::say("One marker alone is a predicate.");
    let removed = run!(
        communities::table
            .filter(marked(communities::removed))
            .order(communities::name)
            .select(communities::name)
            .load::<String>(conn)
            .await
    )?;
    screen::result(&removed);
    screen::check("removed communities", removed, ["baking", "watches"])
}

async fn show(conn: &mut Connection) -> Result<()> {
    let found: Vec<Community> = communities::table
        .all_rows()
        .order(communities::id)
        .select(Community::as_select())
        .load(conn)
        .await?;
    screen::rows(&found);
    Ok(())
}
