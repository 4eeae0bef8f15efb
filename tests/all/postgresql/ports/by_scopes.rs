//! The same with this crate, its declaration included.

use diesel::dsl::{case_when, exists, select};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use diesel_scopes::prelude::*;
use diesel_scopes::{Outcome, mark, mark_as, purge, soft_delete, unmark, unmarked};

use super::schema::*;

diesel_scopes::soft_deletable! {
    users (deleted)
    packages ()
    owners (deleted)
    versions (yanked, clear (yank_message))
    communities (deleted or removed)
    posts (deleted or removed)
    comments (deleted or removed)
}

// --- A registry of packages ---------------------------------------------------

pub(crate) async fn owners_of(conn: &mut Conn, package: i32) -> QueryResult<Vec<String>> {
    owners::table
        .active()
        .inner_join(users::table.active())
        .filter(owners::package_id.eq(package))
        .order(users::id)
        .select(users::name)
        .load(conn)
        .await
}

pub(crate) async fn is_owner(conn: &mut Conn, package: i32, user: i32) -> QueryResult<bool> {
    let found = owners::table.active().find((package, user));
    select(exists(found.select(owners::user_id)))
        .get_result(conn)
        .await
}

/// Who was an owner before becomes one again.
pub(crate) async fn add_owner(
    conn: &mut Conn,
    package: i32,
    user: i32,
    by: i32,
) -> QueryResult<usize> {
    diesel::insert_into(owners::table)
        .values((
            owners::package_id.eq(package),
            owners::user_id.eq(user),
            owners::invited_by.eq(by),
        ))
        .on_conflict(owners::table.primary_key())
        .do_update()
        .set((owners::table.restored(), owners::invited_by.eq(by)))
        .execute(conn)
        .await
}

pub(crate) async fn remove_owner(conn: &mut Conn, package: i32, user: i32) -> QueryResult<Outcome> {
    let owner = owners::table.find((package, user));
    soft_delete(owner).outcome(conn).await
}

pub(crate) async fn yank(conn: &mut Conn, version: i32, message: &str) -> QueryResult<Outcome> {
    mark(versions::yanked, versions::table.find(version))
        .set(versions::yank_message.eq(message))
        .outcome(conn)
        .await
}

pub(crate) async fn unyank(conn: &mut Conn, version: i32) -> QueryResult<usize> {
    unmark(versions::yanked, versions::table.find(version))
        .execute(conn)
        .await
}

/// Each package with each version that can be used, and those that have none.
pub(crate) async fn index(conn: &mut Conn) -> QueryResult<Vec<(String, Option<String>)>> {
    packages::table
        .left_join(versions::table.active())
        .order((packages::id, versions::id))
        .select((packages::name, versions::num.nullable()))
        .load(conn)
        .await
}

// --- A forum ------------------------------------------------------------------

fn seen_by(viewer: Viewer) -> posts::BoxedQuery<'static, Pg> {
    let posts = posts::table.into_boxed();
    let is_active = posts::table.is_active();
    match viewer {
        Viewer::Anybody => posts.filter(is_active),
        Viewer::User(me) => posts.filter(is_active.or(posts::creator_id.eq(me))),
        Viewer::Moderator(me) => {
            posts.filter(unmarked(posts::deleted).or(posts::creator_id.eq(me)))
        }
    }
}

pub(crate) async fn feed(
    conn: &mut Conn,
    viewer: Viewer,
    of: Option<i32>,
) -> QueryResult<Vec<(i32, String, Option<String>)>> {
    let mut posts = seen_by(viewer);
    if let Some(of) = of {
        posts = posts.filter(posts::creator_id.eq(of));
    }
    posts
        .inner_join(users::table.active())
        .left_join(communities::table)
        .filter(communities::table.is_not_deleted())
        .order(posts::id)
        .select((posts::id, users::name, communities::name.nullable()))
        .load(conn)
        .await
}

/// Each post that is shown, with the comments that are, and posts without.
pub(crate) async fn threads(conn: &mut Conn) -> QueryResult<Vec<(i32, Option<i32>)>> {
    posts::table
        .active()
        .left_join(comments::table.active())
        .order((posts::id, comments::id))
        .select((posts::id, comments::id.nullable()))
        .load(conn)
        .await
}

/// All comments, since the tree shows where one was.
pub(crate) async fn comments_on(conn: &mut Conn, post: i32) -> QueryResult<Vec<(i32, String)>> {
    let gone = "".into_sql::<Text>();
    let body = case_when(comments::table.is_deleted(), gone).otherwise(comments::body);
    comments::table
        .filter(comments::post_id.eq(post))
        .order(comments::id)
        .select((comments::id, body))
        .load(conn)
        .await
}

pub(crate) async fn set_removed(
    conn: &mut Conn,
    post: i32,
    removed: bool,
) -> QueryResult<Option<Post>> {
    diesel::update(posts::table.find(post))
        .set(mark_as(posts::removed, removed))
        .get_result(conn)
        .await
        .optional()
}

/// What was removed just now, for the log.
pub(crate) async fn remove_all_of(conn: &mut Conn, user: i32) -> QueryResult<Vec<i32>> {
    mark(
        posts::removed,
        posts::table.filter(posts::creator_id.eq(user)),
    )
    .returning(posts::id)
    .load(conn)
    .await
}

/// Nothing of what a user wrote is left, deleted before or not.
pub(crate) async fn scrub(conn: &mut Conn, user: i32) -> QueryResult<usize> {
    diesel::update(comments::table.filter(comments::creator_id.eq(user)))
        .set((mark_as(comments::deleted, true), comments::body.eq("")))
        .execute(conn)
        .await
}

/// Removes for good what is deleted of the comments on a post.
pub(crate) async fn purge_comments(conn: &mut Conn, post: i32) -> QueryResult<usize> {
    purge(comments::table.filter(comments::post_id.eq(post)))
        .execute(conn)
        .await
}
