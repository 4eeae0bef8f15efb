//! Porting a code base: filters, updates and upserts that were written by hand, before and
//! after.
//!
//! Every pair below is compiled and run on the same rows when this crate is tested, and
//! what both find or leave behind is compared. Nothing has to be ported at once: a
//! declaration changes no query, and what is ported stands beside what is not. The tables:
//!
//! ```
//! # mod shown {
//! # use diesel::prelude::*;
//! diesel::table! {
//!     users (id) { id -> Integer, name -> Text, deleted -> Bool }
//! }
//! diesel::table! {
//!     posts (id) {
//!         id -> Integer,
//!         creator_id -> Integer,
//!         title -> Text,
//!         deleted -> Bool,        // by its creator
//!         removed -> Bool,        // by a moderator
//!     }
//! }
//! diesel::table! {
//!     members (community_id, user_id) {
//!         community_id -> Integer,
//!         user_id -> Integer,
//!         role -> Text,
//!         deleted -> Bool,
//!     }
//! }
//!
//! // This is what is added. `schema.rs` stays what `diesel print-schema` writes.
//! diesel_scopes::soft_deletable! {
//!     users (deleted)
//!     posts (deleted or removed)
//!     members (deleted)
//! }
//! # }
//! ```
//!
//! In the SQL a marker is always a literal, `"posts"."deleted" = FALSE`, where `.eq(false)` binds it: a
//! bound `= $1` cannot use a partial index under a generic plan. Where a section says no more, that is
//! all that changes.
//!
//! | what is written by hand | what becomes of it |
//! | --- | --- |
//! | [a query that is boxed, then joined](#a-query-that-is-boxed-then-joined) | scopes; the predicate of a join moves to `ON` |
//! | [hidden, but not from its creator](#hidden-but-not-from-its-creator) | `is_active().or(…)` |
//! | [a column that is masked](#a-column-that-is-masked) | `case_when(posts::table.is_deleted(), …)` |
//! | [a toggle that returns the row](#a-toggle-that-returns-the-row) | `mark_as`; **`mark` returns fewer rows** |
//! | [an upsert that revives](#an-upsert-that-revives) | `restored()` |
//! | [a scrub of deleted rows too](#a-scrub-of-deleted-rows-too) | `mark_as`; **`soft_delete` writes fewer rows** |
//! | [the children of a row](#the-children-of-a-row) | `.filter(posts::table.is_active())` |
//! | [the query of a model](#the-query-of-a-model) | `dsl::active(posts::table)` |
//! | [fragments that functions return](#fragments-that-functions-return) | `is_active(posts::table)` |
//! | [a schema in a crate of its own](#a-schema-in-a-crate-of-its-own) | the declaration goes there |
//!
//! # The guard
//!
//! One thing to mind before any write is ported. An update that is written by hand writes every
//! row of its target. A [`soft_delete`](crate::soft_delete), [`restore`](crate::restore) and
//! [`purge`](crate::purge) has a guard: it passes over rows that are deleted already (or not
//! deleted). So
//!
//! * the number of rows that comes back is that of rows that *changed*, and `RETURNING` returns these
//!   only; [`outcome`](crate::Write::outcome) tells "so already" from "not found";
//! * what `.set(…)` writes beside the marker does not reach the other rows.
//!
//! Mostly that is a mistake less: a second delete does not overwrite who deleted first, and when. Where
//! every row has to be written, use the changesets: [`mark_as`](crate::mark_as) and
//! [`restored`](crate::prelude::RestoredDsl::restored) have no guard.
//!
//! # A query that is boxed, then joined
//!
//! ```
//! # include!("porting_schema.rs");
//! # #[cfg(feature = "sqlite")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let conn = &mut connect().await?;
//! # for (only, expected) in [(None, 2), (Some("N%"), 1)] {
//! // Before.
//! let mut query = posts::table
//!     .filter(posts::deleted.eq(false))
//!     .filter(posts::removed.eq(false))
//!     .into_boxed();
//! if let Some(pattern) = only {
//!     query = query.filter(posts::title.like(pattern));
//! }
//! let before: Vec<(String, String)> = query
//!     .inner_join(users::table)
//!     .filter(users::deleted.eq(false))
//!     .order(posts::id)
//!     .select((posts::title, users::name))
//!     .load(conn)
//!     .await?;
//!
//! // After.
//! let mut query = posts::table.active().into_boxed();
//! if let Some(pattern) = only {
//!     query = query.filter(posts::title.like(pattern));
//! }
//! let after: Vec<(String, String)> = query
//!     .inner_join(users::table.active())
//!     .order(posts::id)
//!     .select((posts::title, users::name))
//!     .load(conn)
//!     .await?;
//!
//! assert_eq!(before, after);
//! # assert_eq!(after.len(), expected);
//! # }
//! # Ok(())
//! # }
//! ```
//!
//! ```sql
//! -- before
//! SELECT … FROM ("posts" INNER JOIN "users" ON ("posts"."creator_id" = "users"."id"))
//! WHERE ((("posts"."deleted" = $1) AND ("posts"."removed" = $2)) AND ("users"."deleted" = $3))
//! -- after
//! SELECT … FROM ("posts" INNER JOIN "users"
//!     ON (("posts"."creator_id" = "users"."id") AND "users"."deleted" = FALSE))
//! WHERE ("posts"."deleted" = FALSE AND "posts"."removed" = FALSE)
//! ```
//!
//! **Mind** outer joins. Behind a `left_join`, `.filter(users::deleted.eq(false))` throws out the rows
//! that found no partner; `.left_join(users::table.active())` keeps them, which is mostly what was
//! meant. Where it was not, filter by `users::table.is_active()`.
//!
//! # Hidden, but not from its creator
//!
//! ```
//! # include!("porting_schema.rs");
//! # #[cfg(feature = "sqlite")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let conn = &mut connect().await?;
//! # let me = 1;
//! // Before.
//! let visible = posts::deleted.eq(false).and(posts::removed.eq(false));
//! let before: Vec<i32> = posts::table
//!     .filter(visible.or(posts::creator_id.eq(me)))
//!     .order(posts::id)
//!     .select(posts::id)
//!     .load(conn)
//!     .await?;
//!
//! // After.
//! let after: Vec<i32> = posts::table
//!     .filter(posts::table.is_active().or(posts::creator_id.eq(me)))
//!     .order(posts::id)
//!     .select(posts::id)
//!     .load(conn)
//!     .await?;
//!
//! assert_eq!(before, after);
//! # assert_eq!(after, [1, 2, 3, 5]);
//! # Ok(())
//! # }
//! ```
//!
//! A predicate is closed in itself, so `or`, `and` and `not` mean what they say. One flag alone is
//! `unmarked(posts::removed)`. `posts::table.active().or_filter(…)` does not compile: there the
//! scope would have been lost.
//!
//! # A column that is masked
//!
//! ```
//! # include!("porting_schema.rs");
//! # #[cfg(feature = "sqlite")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let conn = &mut connect().await?;
//! use diesel::dsl::case_when;
//! use diesel::sql_types::Text;
//!
//! let gone = "[gone]".into_sql::<Text>();
//!
//! // Before.
//! let masked = case_when(posts::deleted.eq(true).or(posts::removed.eq(true)), gone)
//!     .otherwise(posts::title);
//! let before: Vec<String> = posts::table.order(posts::id).select(masked).load(conn).await?;
//!
//! // After.
//! let masked = case_when(posts::table.is_deleted(), gone).otherwise(posts::title);
//! let after: Vec<String> = posts::table.order(posts::id).select(masked).load(conn).await?;
//!
//! assert_eq!(before, after);
//! # assert_eq!(after, ["Notes", "[gone]", "Compilers", "[gone]", "Watches", "[gone]"]);
//! # Ok(())
//! # }
//! ```
//!
//! **Mind** flags behind an outer join. They are NULL where no row was found, and neither
//! `deleted.eq(false)` nor `is_active()` is true of that. `is_not_deleted()` is, and is never NULL.
//!
//! # A toggle that returns the row
//!
//! ```
//! # include!("porting_schema.rs");
//! # #[cfg(feature = "sqlite")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! type Row = (i32, i32, String, bool, bool);
//! # for flag in [true, false] { for id in [3, 4] {
//! # let (hand, ours) = (&mut connect().await?, &mut connect().await?);
//!
//! // Before.
//! let before: Row = diesel::update(posts::table.find(id))
//!     .set(posts::removed.eq(flag))
//!     .get_result(hand)
//!     .await?;
//!
//! // After.
//! let after: Row = diesel::update(posts::table.find(id))
//!     .set(diesel_scopes::mark_as(posts::removed, flag))
//!     .get_result(ours)
//!     .await?;
//!
//! assert_eq!(before, after);
//! assert_eq!(all_posts(hand).await?, all_posts(ours).await?);
//! # }}
//! # Ok(())
//! # }
//! ```
//!
//! `SET "removed" = $1` becomes `SET "removed" = TRUE`, or `FALSE`. `mark_as` is worth more where the
//! marker is a time, since a row that is marked keeps its stamp (`COALESCE("removed_at", $1)`), and
//! where the declaration has `flag (…)` or `touch (…)`, which it writes too.
//!
//! **Mind** the guard of [`mark`](crate::mark) and [`unmark`](crate::unmark): of a row that is
//! removed already nothing comes back. That is the right thing for a log of what moderators
//! did, and the wrong one for an endpoint that answers with the row.
//!
//! ```
//! # include!("porting_schema.rs");
//! # #[cfg(feature = "sqlite")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let conn = &mut connect().await?;
//! use diesel_scopes::mark;
//!
//! let twice: Vec<i32> = mark(posts::removed, posts::table.find(4))
//!     .returning(posts::id)
//!     .load(conn)
//!     .await?;
//! assert!(twice.is_empty()); // it was removed before
//! # Ok(())
//! # }
//! ```
//!
//! # An upsert that revives
//!
//! ```
//! # include!("porting_schema.rs");
//! # #[cfg(feature = "sqlite")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (hand, ours) = (&mut connect().await?, &mut connect().await?);
//! # for user in [1, 2, 3] {
//! let new = (
//!     members::community_id.eq(1),
//!     members::user_id.eq(user),
//!     members::role.eq("owner"),
//! );
//!
//! // Before.
//! diesel::insert_into(members::table)
//!     .values(&new)
//!     .on_conflict((members::community_id, members::user_id))
//!     .do_update()
//!     .set((members::deleted.eq(false), members::role.eq("owner")))
//!     .execute(hand)
//!     .await?;
//!
//! // After.
//! diesel::insert_into(members::table)
//!     .values(&new)
//!     .on_conflict(members::table.primary_key())
//!     .do_update()
//!     .set((members::table.restored(), members::role.eq("owner")))
//!     .execute(ours)
//!     .await?;
//! # }
//!
//! let all = members::table.order((members::community_id, members::user_id));
//! let before: Vec<(i32, i32, String, bool)> = all.load(hand).await?;
//! let after: Vec<(i32, i32, String, bool)> = all.load(ours).await?;
//! assert_eq!(before, after);
//! # assert_eq!(after.len(), 3);
//! # assert!(after.iter().all(|(_, _, role, deleted)| role == "owner" && !deleted));
//! # Ok(())
//! # }
//! ```
//!
//! `DO UPDATE SET "deleted" = FALSE, "role" = $4`. `restored()` writes all markers of the declaration, and
//! what it lists under `clear`, `flag` and `touch`: one that is added later is not forgotten here.
//!
//! **Mind** what it does not do: nothing that depends on the row comes back, and no deleted parent is
//! looked for. That takes a [`restore`](crate::restore) with [`cascade`](crate::Write::cascade).
//!
//! # A scrub of deleted rows too
//!
//! A user is banned: all that they wrote is removed, and its text goes, also of posts that
//! had been removed before.
//!
//! ```
//! # include!("porting_schema.rs");
//! # #[cfg(feature = "sqlite")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let (hand, ours) = (&mut connect().await?, &mut connect().await?);
//! # let banned = 2;
//! // Before.
//! diesel::update(posts::table.filter(posts::creator_id.eq(banned)))
//!     .set((posts::removed.eq(true), posts::title.eq("")))
//!     .execute(hand)
//!     .await?;
//!
//! // After.
//! diesel::update(posts::table.filter(posts::creator_id.eq(banned)))
//!     .set((diesel_scopes::mark_as(posts::removed, true), posts::title.eq("")))
//!     .execute(ours)
//!     .await?;
//!
//! assert_eq!(all_posts(hand).await?, all_posts(ours).await?);
//! # Ok(())
//! # }
//! ```
//!
//! **Mind** that a soft delete would leave the text of what was removed already:
//!
//! ```
//! # include!("porting_schema.rs");
//! # #[cfg(feature = "sqlite")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let conn = &mut connect().await?;
//! # let banned = 2;
//! use diesel_scopes::mark;
//!
//! mark(posts::removed, posts::table.filter(posts::creator_id.eq(banned)))
//!     .set(posts::title.eq(""))
//!     .execute(conn)
//!     .await?;
//!
//! let left: Vec<String> = posts::table
//!     .filter(posts::creator_id.eq(banned))
//!     .order(posts::id)
//!     .select(posts::title)
//!     .load(conn)
//!     .await?;
//! assert_eq!(left, ["", "Insults"]);
//! # Ok(())
//! # }
//! ```
//!
//! # The children of a row
//!
//! ```
//! # include!("porting_schema.rs");
//! # #[cfg(feature = "sqlite")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let conn = &mut connect().await?;
//! #[derive(Queryable, Selectable, Identifiable)]
//! struct User {
//!     id: i32,
//!     name: String,
//! }
//!
//! #[derive(Debug, PartialEq, Queryable, Selectable, Identifiable, Associations)]
//! #[diesel(belongs_to(User, foreign_key = creator_id))]
//! struct Post {
//!     id: i32,
//!     creator_id: i32,
//!     title: String,
//! }
//!
//! let user: User = users::table.find(1).select(User::as_select()).first(conn).await?;
//!
//! // Before.
//! let before: Vec<Post> = Post::belonging_to(&user)
//!     .filter(posts::deleted.eq(false))
//!     .filter(posts::removed.eq(false))
//!     .select(Post::as_select())
//!     .load(conn)
//!     .await?;
//!
//! // After.
//! let after: Vec<Post> = Post::belonging_to(&user)
//!     .filter(posts::table.is_active())
//!     .select(Post::as_select())
//!     .load(conn)
//!     .await?;
//!
//! assert_eq!(before, after);
//! # assert_eq!(after.len(), 1);
//! # let _ = user.name;
//! # Ok(())
//! # }
//! ```
//!
//! Scopes are taken of tables and aliases. Of anything that is a query already, as here, the same is
//! said by the predicate.
//!
//! # The query of a model
//!
//! ```
//! # include!("porting_schema.rs");
//! # #[cfg(feature = "sqlite")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let conn = &mut connect().await?;
//! // Before.
//! #[derive(Debug, PartialEq, HasQuery)]
//! #[diesel(table_name = posts)]
//! #[diesel(base_query = posts::table.filter(posts::deleted.eq(false).and(posts::removed.eq(false))))]
//! # #[diesel(base_query_type = diesel::dsl::Filter<posts::table, diesel::dsl::And<
//! #     diesel::dsl::Eq<posts::deleted, bool>, diesel::dsl::Eq<posts::removed, bool>>>)]
//! struct ByHand {
//!     id: i32,
//!     title: String,
//! }
//!
//! // After.
//! #[derive(Debug, PartialEq, HasQuery)]
//! #[diesel(table_name = posts)]
//! #[diesel(base_query = diesel_scopes::dsl::active(posts::table))]
//! struct Post {
//!     id: i32,
//!     title: String,
//! }
//!
//! let before: Vec<ByHand> = ByHand::query().order(posts::id).load(conn).await?;
//! let after: Vec<Post> = Post::query().order(posts::id).load(conn).await?;
//!
//! let before: Vec<_> = before.into_iter().map(|post| (post.id, post.title)).collect();
//! let after: Vec<_> = after.into_iter().map(|post| (post.id, post.title)).collect();
//! assert_eq!(before, after);
//! # assert_eq!(after.len(), 3);
//! # Ok(())
//! # }
//! ```
//!
//! # Fragments that functions return
//!
//! ```
//! # include!("porting_schema.rs");
//! # #[cfg(feature = "sqlite")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let conn = &mut connect().await?;
//! use diesel::dsl::auto_type;
//!
//! // Before.
//! #[auto_type]
//! fn visible_by_hand(me: i32) -> _ {
//!     let is_active = posts::deleted.eq(false).and(posts::removed.eq(false));
//!     is_active.or(posts::creator_id.eq(me))
//! }
//!
//! // After.
//! #[auto_type]
//! fn visible(me: i32) -> _ {
//!     diesel_scopes::is_active(posts::table).or(posts::creator_id.eq(me))
//! }
//!
//! # let all = posts::table.order(posts::id).select(posts::id);
//! let before: Vec<i32> = all.filter(visible_by_hand(1)).load(conn).await?;
//! let after: Vec<i32> = all.filter(visible(1)).load(conn).await?;
//! assert_eq!(before, after);
//! # assert_eq!(after, [1, 2, 3, 5]);
//! # Ok(())
//! # }
//! ```
//!
//! `auto_type` finds the types of functions, here of [`is_active`](crate::is_active); for the methods,
//! `posts::table.is_active()`, it takes `#[auto_type(dsl_path = "diesel_scopes::dsl")]`. See
//! [`dsl`](crate::dsl).
//!
//! # A schema in a crate of its own
//!
//! The declaration stands in the crate that has the `table!`, and its `Cargo.toml` names `diesel-scopes`.
//! The crates around it import the extension traits, and nothing else changes:
//!
//! ```
//! # include!("porting_schema.rs");
//! // my_schema/src/lib.rs
//! pub mod my_schema {
//!     diesel::table! {
//!         posts (id) { id -> Integer, title -> Text, deleted -> Bool, removed -> Bool }
//!     }
//!     diesel_scopes::soft_deletable! { posts (deleted or removed) }
//! }
//!
//! // my_app/src/lib.rs
//! # #[cfg(feature = "sqlite")]
//! mod my_app {
//!     # use super::*;
//!     # use super::my_schema;
//!     use diesel::prelude::*;
//!     use diesel_async::RunQueryDsl;
//!     use diesel_scopes::prelude::*;
//!     use my_schema::posts;
//!
//!     // Before.
//!     pub async fn titles_by_hand(conn: &mut Conn) -> QueryResult<Vec<String>> {
//!         let query = posts::table.filter(posts::deleted.eq(false)).filter(posts::removed.eq(false));
//!         query.order(posts::id).select(posts::title).load(conn).await
//!     }
//!
//!     // After.
//!     pub async fn titles(conn: &mut Conn) -> QueryResult<Vec<String>> {
//!         posts::table.active().order(posts::id).select(posts::title).load(conn).await
//!     }
//! }
//! # #[cfg(feature = "sqlite")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let conn = &mut connect().await?;
//! # let (before, after) = (my_app::titles_by_hand(conn).await?, my_app::titles(conn).await?);
//! # assert_eq!(before, after);
//! # assert_eq!(after, ["Notes", "Compilers", "Watches"]);
//! # Ok(())
//! # }
//! ```
//!
//! **Mind** that a declaration in another crate than the tables is refused with E0117, "only traits
//! defined in the current crate can be implemented for types defined outside of the crate". Tables that
//! depend on each other belong in one declaration, and so in one crate.
//!
//! # What it comes to
//!
//! Two small code bases, a registry of packages and a forum, are in this crate's tests twice: by hand, and
//! with this crate. Their functions do the same to the same rows, whichever is called when, and
//! 195 lines become 153, the declaration included. One of them yanks a version. By hand:
//!
//! ```
//! # include!("porting_schema.rs");
//! # use diesel::dsl::{exists, select};
//! # use diesel_scopes::Outcome;
//! # #[cfg(feature = "sqlite")]
//! fn unchanged(is_there: bool) -> Outcome {
//!     if is_there {
//!         Outcome::Unchanged
//!     } else {
//!         Outcome::NotFound
//!     }
//! }
//!
//! # #[cfg(feature = "sqlite")]
//! pub(crate) async fn yank(conn: &mut Conn, version: i32, message: &str) -> QueryResult<Outcome> {
//!     let version = versions::table.find(version);
//!     let yanked = diesel::update(version)
//!         .filter(versions::yanked.eq(false))
//!         .set((
//!             versions::yanked.eq(true),
//!             versions::yank_message.eq(message),
//!         ))
//!         .execute(conn)
//!         .await?;
//!     match yanked {
//!         0 => Ok(unchanged(select(exists(version)).get_result(conn).await?)),
//!         rows => Ok(Outcome::Changed(rows as u64)),
//!     }
//! }
//! # #[cfg(feature = "sqlite")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let conn = &mut connect().await?;
//! # assert_eq!(yank(conn, 1, "late").await?, Outcome::Changed(1));
//! # assert_eq!(yank(conn, 1, "again").await?, Outcome::Unchanged);
//! # assert_eq!(yank(conn, 2, "again").await?, Outcome::Unchanged);
//! # assert_eq!(yank(conn, 3, "late").await?, Outcome::NotFound);
//! # let messages = versions::table.order(versions::id).select(versions::yank_message);
//! # let messages: Vec<Option<String>> = messages.load(conn).await?;
//! # assert_eq!(messages, [Some("late".to_owned()), Some("broken".to_owned())]);
//! # Ok(())
//! # }
//! ```
//!
//! With this crate:
//!
//! ```
//! # include!("porting_schema.rs");
//! # use diesel_scopes::{Outcome, mark};
//! # #[cfg(feature = "sqlite")]
//! pub(crate) async fn yank(conn: &mut Conn, version: i32, message: &str) -> QueryResult<Outcome> {
//!     mark(versions::yanked, versions::table.find(version))
//!         .set(versions::yank_message.eq(message))
//!         .outcome(conn)
//!         .await
//! }
//! # #[cfg(feature = "sqlite")]
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let conn = &mut connect().await?;
//! # assert_eq!(yank(conn, 1, "late").await?, Outcome::Changed(1));
//! # assert_eq!(yank(conn, 1, "again").await?, Outcome::Unchanged);
//! # assert_eq!(yank(conn, 2, "again").await?, Outcome::Unchanged);
//! # assert_eq!(yank(conn, 3, "late").await?, Outcome::NotFound);
//! # let messages = versions::table.order(versions::id).select(versions::yank_message);
//! # let messages: Vec<Option<String>> = messages.load(conn).await?;
//! # assert_eq!(messages, [Some("late".to_owned()), Some("broken".to_owned())]);
//! # Ok(())
//! # }
//! ```
