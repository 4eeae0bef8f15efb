//! Scopes in joins.

use diesel::prelude::*;
use diesel_async::RunQueryDsl;
use diesel_scopes::prelude::*;
use diesel_scopes::soft_delete;

use super::Connection;
use crate::models::{Authorship, Reply};
use crate::schema::{comments, posts, users};
use crate::{Result, screen};

pub async fn run(conn: &mut Connection) -> Result<()> {
    screen::chapter("Joins");

    screen::say("Now the only post of the user `bargains` is deleted.");
    run!(
        soft_delete(posts::table.find(5))
            .shallow()
            .execute(conn)
            .await
    )?;

    screen::say("As a join's target a scope goes to ON, and every user stays, with NULL at worst.");
    let found = run!(
        users::table
            .active()
            .left_join(posts::table.active())
            .order((users::id, posts::id))
            .select((users::name, posts::title.nullable()))
            .load::<Authorship>(conn)
            .await
    )?;
    screen::rows(&found);
    screen::check(
        "all users with their active posts",
        found,
        [
            Authorship::new("admin", None),
            Authorship::new("quill", Some("Sourdough, third attempt")),
            Authorship::new("quill", Some("A week without a phone")),
            Authorship::new("maple", Some("Autumn hikes for beginners")),
            Authorship::new("maple", Some("Draft: which boots to buy")),
            Authorship::new("bargains", None),
            Authorship::new("reader", None),
        ],
    )?;

    screen::say("The same predicate in WHERE, a frequent mistake, loses the user `bargains`.");
    let found = run!(
        users::table
            .left_join(posts::table)
            .filter(posts::table.is_active())
            .select(users::name)
            .distinct()
            .load::<String>(conn)
            .await
    )?;
    screen::result(&found);
    screen::check("users that are left", found.len(), 4)?;

    screen::say("An alias has scopes too: replies to comments that are still there.");
    let parents = diesel::alias!(comments as parents);
    let is_parent = comments::parent_id.eq(parents.field(comments::id).nullable());
    let found = run!(
        comments::table
            .active()
            .inner_join(parents.active().on(is_parent))
            .select((comments::body, parents.field(comments::body)))
            .load::<Reply>(conn)
            .await
    )?;
    screen::rows(&found);
    screen::check("replies", found.len(), 1)
}
