//! By hand: what one writes with Diesel alone.

use diesel::dsl::{auto_type, case_when, exists, select};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_async::RunQueryDsl;
use diesel_scopes::Outcome;

use super::schema::*;

// --- A registry of packages ---------------------------------------------------

pub(crate) async fn owners_of(conn: &mut Conn, package: i32) -> QueryResult<Vec<String>> {
    owners::table
        .inner_join(users::table)
        .filter(owners::package_id.eq(package))
        .filter(owners::deleted.eq(false))
        .filter(users::deleted.eq(false))
        .order(users::id)
        .select(users::name)
        .load(conn)
        .await
}

pub(crate) async fn is_owner(conn: &mut Conn, package: i32, user: i32) -> QueryResult<bool> {
    let found = owners::table
        .find((package, user))
        .filter(owners::deleted.eq(false));
    select(exists(found)).get_result(conn).await
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
        .on_conflict((owners::package_id, owners::user_id))
        .do_update()
        .set((owners::deleted.eq(false), owners::invited_by.eq(by)))
        .execute(conn)
        .await
}

fn unchanged(is_there: bool) -> Outcome {
    if is_there {
        Outcome::Unchanged
    } else {
        Outcome::NotFound
    }
}

pub(crate) async fn remove_owner(conn: &mut Conn, package: i32, user: i32) -> QueryResult<Outcome> {
    let owner = owners::table.find((package, user));
    let removed = diesel::update(owner)
        .filter(owners::deleted.eq(false))
        .set(owners::deleted.eq(true))
        .execute(conn)
        .await?;
    match removed {
        0 => Ok(unchanged(select(exists(owner)).get_result(conn).await?)),
        rows => Ok(Outcome::Changed(rows as u64)),
    }
}

pub(crate) async fn yank(conn: &mut Conn, version: i32, message: &str) -> QueryResult<Outcome> {
    let version = versions::table.find(version);
    let yanked = diesel::update(version)
        .filter(versions::yanked.eq(false))
        .set((
            versions::yanked.eq(true),
            versions::yank_message.eq(message),
        ))
        .execute(conn)
        .await?;
    match yanked {
        0 => Ok(unchanged(select(exists(version)).get_result(conn).await?)),
        rows => Ok(Outcome::Changed(rows as u64)),
    }
}

pub(crate) async fn unyank(conn: &mut Conn, version: i32) -> QueryResult<usize> {
    diesel::update(versions::table.find(version))
        .filter(versions::yanked.eq(true))
        .set((
            versions::yanked.eq(false),
            versions::yank_message.eq(None::<String>),
        ))
        .execute(conn)
        .await
}

/// Each package with each version that can be used, and those that have none.
pub(crate) async fn index(conn: &mut Conn) -> QueryResult<Vec<(String, Option<String>)>> {
    packages::table
        .left_join(
            versions::table.on(versions::package_id
                .eq(packages::id)
                .and(versions::yanked.eq(false))),
        )
        .order((packages::id, versions::id))
        .select((packages::name, versions::num.nullable()))
        .load(conn)
        .await
}

// --- A forum ------------------------------------------------------------------

#[auto_type]
fn post_is_active() -> _ {
    posts::deleted.eq(false).and(posts::removed.eq(false))
}

#[auto_type]
fn comment_is_active() -> _ {
    comments::deleted.eq(false).and(comments::removed.eq(false))
}

/// Of a post without a community too.
#[auto_type]
fn community_is_not_deleted() -> _ {
    let deleted = communities::deleted.nullable();
    let removed = communities::removed.nullable();
    deleted
        .is_distinct_from(true)
        .and(removed.is_distinct_from(true))
}

fn seen_by(viewer: Viewer) -> posts::BoxedQuery<'static, Pg> {
    let posts = posts::table.into_boxed();
    match viewer {
        Viewer::Anybody => posts.filter(post_is_active()),
        Viewer::User(me) => posts.filter(post_is_active().or(posts::creator_id.eq(me))),
        Viewer::Moderator(me) => {
            posts.filter(posts::deleted.eq(false).or(posts::creator_id.eq(me)))
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
        .inner_join(users::table)
        .left_join(communities::table)
        .filter(users::deleted.eq(false))
        .filter(community_is_not_deleted())
        .order(posts::id)
        .select((posts::id, users::name, communities::name.nullable()))
        .load(conn)
        .await
}

/// Each post that is shown, with the comments that are, and posts without.
pub(crate) async fn threads(conn: &mut Conn) -> QueryResult<Vec<(i32, Option<i32>)>> {
    posts::table
        .left_join(comments::table.on(comments::post_id.eq(posts::id).and(comment_is_active())))
        .filter(post_is_active())
        .order((posts::id, comments::id))
        .select((posts::id, comments::id.nullable()))
        .load(conn)
        .await
}

/// All comments, since the tree shows where one was.
pub(crate) async fn comments_on(conn: &mut Conn, post: i32) -> QueryResult<Vec<(i32, String)>> {
    let is_deleted = comments::deleted.eq(true).or(comments::removed.eq(true));
    let body = case_when(is_deleted, "".into_sql::<Text>()).otherwise(comments::body);
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
        .set(posts::removed.eq(removed))
        .get_result(conn)
        .await
        .optional()
}

/// What was removed just now, for the log.
pub(crate) async fn remove_all_of(conn: &mut Conn, user: i32) -> QueryResult<Vec<i32>> {
    diesel::update(posts::table)
        .filter(posts::creator_id.eq(user))
        .filter(posts::removed.eq(false))
        .set(posts::removed.eq(true))
        .returning(posts::id)
        .load(conn)
        .await
}

/// Nothing of what a user wrote is left, deleted before or not.
pub(crate) async fn scrub(conn: &mut Conn, user: i32) -> QueryResult<usize> {
    diesel::update(comments::table.filter(comments::creator_id.eq(user)))
        .set((comments::deleted.eq(true), comments::body.eq("")))
        .execute(conn)
        .await
}

/// Removes for good what is deleted of the comments on a post.
pub(crate) async fn purge_comments(conn: &mut Conn, post: i32) -> QueryResult<usize> {
    diesel::delete(comments::table)
        .filter(comments::post_id.eq(post))
        .filter(comments::deleted.eq(true).or(comments::removed.eq(true)))
        .execute(conn)
        .await
}
