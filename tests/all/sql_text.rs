//! The exact SQL of everything public that makes some, on all three backends.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use diesel::backend::Backend;
use diesel::mysql::Mysql;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{QueryBuilder, QueryFragment};
use diesel::sqlite::Sqlite;
use diesel_scopes::prelude::*;
use diesel_scopes::{
    Marker, Scope, TimeMarker, marked, purge, restore, soft_deletable, soft_delete, unmarked,
};

use crate::harness::TestResult;
use crate::schema::*;

tests![
    scopes,
    scopes_of_aliases,
    predicates,
    query_methods,
    joins,
    soft_deletes,
    restores,
    purges,
    returning,
    other_markers_and_tables,
];

fn sql<DB>(query: &impl QueryFragment<DB>) -> String
where
    DB: Backend + Default,
    DB::QueryBuilder: Default,
{
    let mut builder = DB::QueryBuilder::default();
    match query.to_sql(&mut builder, &DB::default()) {
        Ok(()) => builder.finish(),
        Err(error) => error.to_string(),
    }
}

/// What PostgreSQL gets, as the other two write it.
fn with_backticks(postgresql: &str) -> String {
    let mut parts = postgresql.split('$');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        text.push('?');
        text.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
    }
    text.replace('"', "`")
}

/// One of two texts: where all rows are meant, the feature `guard` has that said in SQL.
const fn unless_guarded(plain: &'static str, said: &'static str) -> &'static str {
    if cfg!(feature = "guard") { said } else { plain }
}

/// `query => "SQL of PostgreSQL"`: the others differ by quotes and binds only.
/// `query => "SQL of PostgreSQL", "SQL of the others"` where they do not.
macro_rules! sql {
    ($($query:expr => $postgresql:expr $(, $others:expr)?;)+) => {$({
        let query = $query;
        #[allow(unused_variables)]
        let others = with_backticks($postgresql);
        $(let others = $others;)?
        assert_eq!(sql::<Pg>(&query), $postgresql);
        assert_eq!(sql::<Mysql>(&query), others);
        assert_eq!(sql::<Sqlite>(&query), others);
    })+};
}

fn scopes() -> TestResult {
    let p = posts::table;
    let c = communities::table;
    sql! {
        p.active().select(posts::id) =>
            r#"SELECT "posts"."id" FROM "posts" WHERE "posts"."deleted_at" IS NULL"#;
        p.deleted().select(posts::id) =>
            r#"SELECT "posts"."id" FROM "posts" WHERE "posts"."deleted_at" IS NOT NULL"#;
        p.all_rows().select(posts::id) => unless_guarded(
            r#"SELECT "posts"."id" FROM "posts""#,
            r#"SELECT "posts"."id" FROM "posts" WHERE ('all rows of posts' = 'all rows of posts')"#,
        );
        p.in_scope(Scope::Active).select(posts::id) =>
            r#"SELECT "posts"."id" FROM "posts" WHERE "posts"."deleted_at" IS NULL"#;
        p.in_scope(Scope::Deleted).select(posts::id) =>
            r#"SELECT "posts"."id" FROM "posts" WHERE "posts"."deleted_at" IS NOT NULL"#;
        p.in_scope(Scope::All).select(posts::id) => unless_guarded(
            r#"SELECT "posts"."id" FROM "posts" WHERE TRUE"#,
            r#"SELECT "posts"."id" FROM "posts" WHERE ('all rows of posts' = 'all rows of posts')"#,
        );
        invoices::table.active().count() =>
            r#"SELECT COUNT(*) FROM "invoices" WHERE "invoices"."voided" = FALSE"#;
        invoices::table.deleted().count() =>
            r#"SELECT COUNT(*) FROM "invoices" WHERE "invoices"."voided" = TRUE"#;
        c.active().count() =>
            r#"SELECT COUNT(*) FROM "communities" WHERE ("communities"."deleted" = FALSE AND "communities"."removed" = FALSE)"#;
        c.deleted().count() =>
            r#"SELECT COUNT(*) FROM "communities" WHERE ("communities"."deleted" = TRUE OR "communities"."removed" = TRUE)"#;
    }
    Ok(())
}

fn scopes_of_aliases() -> TestResult {
    let (p, c) = diesel::alias!(posts as p, communities as c);
    let removed = c.field(communities::removed);
    sql! {
        p.active().count() =>
            r#"SELECT COUNT(*) FROM "posts" AS "p" WHERE "p"."deleted_at" IS NULL"#;
        p.deleted().count() =>
            r#"SELECT COUNT(*) FROM "posts" AS "p" WHERE "p"."deleted_at" IS NOT NULL"#;
        p.all_rows().count() => unless_guarded(
            r#"SELECT COUNT(*) FROM "posts" AS "p""#,
            r#"SELECT COUNT(*) FROM "posts" AS "p" WHERE ('all rows of p' = 'all rows of p')"#,
        );
        p.in_scope(Scope::Deleted).count() =>
            r#"SELECT COUNT(*) FROM "posts" AS "p" WHERE "p"."deleted_at" IS NOT NULL"#;
        p.filter(p.is_active()).count() =>
            r#"SELECT COUNT(*) FROM "posts" AS "p" WHERE ("p"."deleted_at" IS NULL)"#;
        c.active().count() =>
            r#"SELECT COUNT(*) FROM "communities" AS "c" WHERE ("c"."deleted" = FALSE AND "c"."removed" = FALSE)"#;
        c.filter(marked(removed)).count() =>
            r#"SELECT COUNT(*) FROM "communities" AS "c" WHERE ("c"."removed" = TRUE)"#;
        c.filter(unmarked(removed)).count() =>
            r#"SELECT COUNT(*) FROM "communities" AS "c" WHERE ("c"."removed" = FALSE)"#;
    }
    Ok(())
}

fn predicates() -> TestResult {
    let (p, u) = (posts::table, users::table);
    let c = communities::table;
    sql! {
        p.filter(p.is_active()).count() =>
            r#"SELECT COUNT(*) FROM "posts" WHERE ("posts"."deleted_at" IS NULL)"#;
        p.select(p.is_deleted()) =>
            r#"SELECT ("posts"."deleted_at" IS NOT NULL) FROM "posts""#;
        c.select((c.is_active(), c.is_deleted())) =>
            r#"SELECT ("communities"."deleted" = FALSE AND "communities"."removed" = FALSE), ("communities"."deleted" = TRUE OR "communities"."removed" = TRUE) FROM "communities""#;
        c.filter(marked(communities::removed)).count() =>
            r#"SELECT COUNT(*) FROM "communities" WHERE ("communities"."removed" = TRUE)"#;
        c.filter(unmarked(communities::removed)).count() =>
            r#"SELECT COUNT(*) FROM "communities" WHERE ("communities"."removed" = FALSE)"#;
        p.filter(posts::id.eq(1)).or_filter(posts::id.eq(2)).filter(p.is_active()).count() =>
            r#"SELECT COUNT(*) FROM "posts" WHERE ((("posts"."id" = $1) OR ("posts"."id" = $2)) AND ("posts"."deleted_at" IS NULL))"#;
        u.inner_join(p).filter((u, p).is_active()).count() =>
            r#"SELECT COUNT(*) FROM ("users" INNER JOIN "posts" ON ("posts"."author_id" = "users"."id")) WHERE ("users"."deleted_at" IS NULL AND "posts"."deleted_at" IS NULL)"#;
        u.inner_join(p).filter((u, p).is_deleted()).count() =>
            r#"SELECT COUNT(*) FROM ("users" INNER JOIN "posts" ON ("posts"."author_id" = "users"."id")) WHERE ("users"."deleted_at" IS NOT NULL AND "posts"."deleted_at" IS NOT NULL)"#;
    }
    Ok(())
}

fn query_methods() -> TestResult {
    let p = posts::table;
    sql! {
        p.active().filter(posts::published.eq(true)).count() =>
            r#"SELECT COUNT(*) FROM "posts" WHERE ("posts"."deleted_at" IS NULL AND ("posts"."published" = $1))"#;
        p.active().find(1).count() =>
            r#"SELECT COUNT(*) FROM "posts" WHERE (("posts"."id" = $1) AND "posts"."deleted_at" IS NULL)"#;
        p.all_rows().find(1).count() => unless_guarded(
            r#"SELECT COUNT(*) FROM "posts" WHERE ("posts"."id" = $1)"#,
            r#"SELECT COUNT(*) FROM "posts" WHERE (("posts"."id" = $1) AND ('all rows of posts' = 'all rows of posts'))"#,
        );
        p.active().select(posts::id).order(posts::id).limit(1) =>
            r#"SELECT "posts"."id" FROM "posts" WHERE "posts"."deleted_at" IS NULL ORDER BY "posts"."id" LIMIT $1"#;
        p.active().group_by(posts::author_id).select((posts::author_id, diesel::dsl::count_star())) =>
            r#"SELECT "posts"."author_id", COUNT(*) FROM "posts" WHERE "posts"."deleted_at" IS NULL GROUP BY "posts"."author_id""#;
        users::table.active().filter(users::id.eq_any(p.active().select(posts::author_id))).count() =>
            r#"SELECT COUNT(*) FROM "users" WHERE ("users"."deleted_at" IS NULL AND ("users"."id" = ANY(SELECT "posts"."author_id" FROM "posts" WHERE "posts"."deleted_at" IS NULL)))"#,
            r#"SELECT COUNT(*) FROM `users` WHERE (`users`.`deleted_at` IS NULL AND (`users`.`id` IN (SELECT `posts`.`author_id` FROM `posts` WHERE `posts`.`deleted_at` IS NULL)))"#;
        diesel::delete(p.deleted().filter(posts::id.eq(1))) =>
            r#"DELETE FROM "posts" WHERE ("posts"."deleted_at" IS NOT NULL AND ("posts"."id" = $1))"#;
        diesel::update(p.active()).set(posts::published.eq(false)) =>
            r#"UPDATE "posts" SET "published" = $1 WHERE "posts"."deleted_at" IS NULL"#;
    }
    Ok(())
}

fn joins() -> TestResult {
    let (u, p) = (users::table, posts::table);
    let parents = diesel::alias!(comments as parents);
    let parent = parents.field(comments::id).nullable();
    sql! {
        u.active().left_join(p.active()).count() =>
            r#"SELECT COUNT(*) FROM ("users" LEFT OUTER JOIN "posts" ON (("posts"."author_id" = "users"."id") AND "posts"."deleted_at" IS NULL)) WHERE "users"."deleted_at" IS NULL"#;
        u.left_join(p.active().on(posts::deleted_by.eq(users::id.nullable()))).count() =>
            r#"SELECT COUNT(*) FROM ("users" LEFT OUTER JOIN "posts" ON (("posts"."deleted_by" = "users"."id") AND "posts"."deleted_at" IS NULL))"#;
        p.inner_join(u.all_rows()).count() => unless_guarded(
            r#"SELECT COUNT(*) FROM ("posts" INNER JOIN "users" ON ("posts"."author_id" = "users"."id"))"#,
            r#"SELECT COUNT(*) FROM ("posts" INNER JOIN "users" ON (("posts"."author_id" = "users"."id") AND ('all rows of users' = 'all rows of users')))"#,
        );
        u.inner_join(p.in_scope(Scope::All)).count() => unless_guarded(
            r#"SELECT COUNT(*) FROM ("users" INNER JOIN "posts" ON (("posts"."author_id" = "users"."id") AND TRUE))"#,
            r#"SELECT COUNT(*) FROM ("users" INNER JOIN "posts" ON (("posts"."author_id" = "users"."id") AND ('all rows of posts' = 'all rows of posts')))"#,
        );
        communities::table.all_rows().count() => unless_guarded(
            r#"SELECT COUNT(*) FROM "communities""#,
            r#"SELECT COUNT(*) FROM "communities" WHERE ('all rows of communities' = 'all rows of communities')"#,
        );
        u.inner_join(p).filter((u, p).is_in(Scope::All)).count() => unless_guarded(
            r#"SELECT COUNT(*) FROM ("users" INNER JOIN "posts" ON ("posts"."author_id" = "users"."id")) WHERE TRUE"#,
            r#"SELECT COUNT(*) FROM ("users" INNER JOIN "posts" ON ("posts"."author_id" = "users"."id")) WHERE ('all rows of users' = 'all rows of users' AND 'all rows of posts' = 'all rows of posts')"#,
        );
        u.left_join(communities::table.deleted().on(communities::id.eq(users::id))).count() =>
            r#"SELECT COUNT(*) FROM ("users" LEFT OUTER JOIN "communities" ON (("communities"."id" = "users"."id") AND ("communities"."deleted" = TRUE OR "communities"."removed" = TRUE)))"#;
        comments::table.active().left_join(parents.active().on(comments::parent_id.eq(parent))).count() =>
            r#"SELECT COUNT(*) FROM ("comments" LEFT OUTER JOIN "comments" AS "parents" ON (("comments"."parent_id" = "parents"."id") AND "parents"."deleted_at" IS NULL)) WHERE "comments"."deleted_at" IS NULL"#;
    }
    Ok(())
}

fn soft_deletes() -> TestResult {
    let row = || soft_delete(posts::table.find(1)).shallow();
    let when = NaiveDateTime::default();
    sql! {
        soft_delete(attachments::table) =>
            r#"UPDATE "attachments" SET "deleted_at" = $1 WHERE "attachments"."deleted_at" IS NULL"#;
        row() =>
            r#"UPDATE "posts" SET "deleted_at" = $1 WHERE ("posts"."id" = $2) AND "posts"."deleted_at" IS NULL"#;
        row().at(when) =>
            r#"UPDATE "posts" SET "deleted_at" = $1 WHERE ("posts"."id" = $2) AND "posts"."deleted_at" IS NULL"#;
        row().at(diesel::dsl::now) =>
            r#"UPDATE "posts" SET "deleted_at" = CURRENT_TIMESTAMP WHERE ("posts"."id" = $1) AND "posts"."deleted_at" IS NULL"#;
        row().set((posts::delete_reason.eq("spam"), posts::deleted_by.eq(4))) =>
            r#"UPDATE "posts" SET "delete_reason" = $1, "deleted_by" = $2, "deleted_at" = $3 WHERE ("posts"."id" = $4) AND "posts"."deleted_at" IS NULL"#;
        row().set(None::<diesel::dsl::Eq<posts::delete_reason, &str>>) =>
            r#"UPDATE "posts" SET "deleted_at" = $1 WHERE ("posts"."id" = $2) AND "posts"."deleted_at" IS NULL"#;
        row().filter(posts::published.eq(true)) =>
            r#"UPDATE "posts" SET "deleted_at" = $1 WHERE ("posts"."id" = $2) AND ("posts"."published" = $3) AND "posts"."deleted_at" IS NULL"#;
        soft_delete(posts::table.active()).shallow() =>
            r#"UPDATE "posts" SET "deleted_at" = $1 WHERE "posts"."deleted_at" IS NULL AND "posts"."deleted_at" IS NULL"#;
        soft_delete(posts::table.filter(posts::id.eq(1)).or_filter(posts::id.eq(2))).shallow() =>
            r#"UPDATE "posts" SET "deleted_at" = $1 WHERE (("posts"."id" = $2) OR ("posts"."id" = $3)) AND "posts"."deleted_at" IS NULL"#;
        soft_delete(communities::table.find(9)) =>
            r#"UPDATE "communities" SET "deleted" = TRUE WHERE ("communities"."id" = $1) AND "communities"."deleted" = FALSE"#;
        soft_delete(communities::table.find(9)).marking(communities::removed) =>
            r#"UPDATE "communities" SET "removed" = TRUE WHERE ("communities"."id" = $1) AND "communities"."removed" = FALSE"#;
    }
    assert_eq!(
        sql::<Pg>(&row().into_boxed::<Pg>().filter(posts::author_id.eq(7))),
        r#"UPDATE "posts" SET "deleted_at" = $1 WHERE ("posts"."id" = $2) AND ("posts"."author_id" = $3) AND "posts"."deleted_at" IS NULL"#
    );
    Ok(())
}

fn restores() -> TestResult {
    let row = || restore(posts::table.find(1)).shallow();
    sql! {
        restore(attachments::table).shallow() =>
            r#"UPDATE "attachments" SET "deleted_at" = NULL WHERE "attachments"."deleted_at" IS NOT NULL"#;
        row() =>
            r#"UPDATE "posts" SET "deleted_at" = NULL, "delete_reason" = NULL, "deleted_by" = NULL WHERE ("posts"."id" = $1) AND "posts"."deleted_at" IS NOT NULL"#;
        row().set(posts::title.eq("again")).filter(posts::author_id.eq(7)) =>
            r#"UPDATE "posts" SET "title" = $1, "deleted_at" = NULL, "delete_reason" = NULL, "deleted_by" = NULL WHERE ("posts"."id" = $2) AND ("posts"."author_id" = $3) AND "posts"."deleted_at" IS NOT NULL"#;
        restore(communities::table.find(9)).shallow() =>
            r#"UPDATE "communities" SET "deleted" = FALSE WHERE ("communities"."id" = $1) AND "communities"."deleted" = TRUE"#;
        restore(communities::table.find(9)).shallow().marking(communities::removed) =>
            r#"UPDATE "communities" SET "removed" = FALSE WHERE ("communities"."id" = $1) AND "communities"."removed" = TRUE"#;
    }
    Ok(())
}

fn purges() -> TestResult {
    let month = TimeDelta::days(30);
    sql! {
        purge(attachments::table) =>
            r#"DELETE FROM "attachments" WHERE "attachments"."deleted_at" IS NOT NULL"#;
        purge(attachments::table.find(1)) =>
            r#"DELETE FROM "attachments" WHERE ("attachments"."id" = $1) AND "attachments"."deleted_at" IS NOT NULL"#;
        purge(attachments::table).older_than(month) =>
            r#"DELETE FROM "attachments" WHERE "attachments"."deleted_at" IS NOT NULL AND "attachments"."deleted_at" < $1"#;
        purge(attachments::table).older_than(month).filter(attachments::owner_id.is_null()) =>
            r#"DELETE FROM "attachments" WHERE ("attachments"."owner_id" IS NULL) AND "attachments"."deleted_at" IS NOT NULL AND "attachments"."deleted_at" < $1"#;
        purge(communities::table.find(9)) =>
            r#"DELETE FROM "communities" WHERE ("communities"."id" = $1) AND ("communities"."deleted" = TRUE OR "communities"."removed" = TRUE)"#;
        purge(communities::table).marking(communities::removed) =>
            r#"DELETE FROM "communities" WHERE "communities"."removed" = TRUE"#;
    }
    Ok(())
}

fn returning() -> TestResult {
    let statement = soft_delete(posts::table.find(1))
        .shallow()
        .returning(posts::id);
    let expected = r#"UPDATE "posts" SET "deleted_at" = $1 WHERE ("posts"."id" = $2) AND "posts"."deleted_at" IS NULL RETURNING "posts"."id""#;
    assert_eq!(sql::<Pg>(&statement), expected);
    assert_eq!(sql::<Sqlite>(&statement), with_backticks(expected));
    let statement = purge(attachments::table).returning((attachments::id, attachments::owner_id));
    let expected = r#"DELETE FROM "attachments" WHERE "attachments"."deleted_at" IS NOT NULL RETURNING "attachments"."id", "attachments"."owner_id""#;
    assert_eq!(sql::<Pg>(&statement), expected);
    assert_eq!(sql::<Sqlite>(&statement), with_backticks(expected));
    Ok(())
}

diesel::table! {
    sessions (user_id, device) {
        user_id -> Integer,
        device -> Integer,
        #[sql_name = "endedAt"]
        ended_at -> BigInt,
    }
}

/// A tiny marker.
pub struct UnixSeconds;

impl Marker for UnixSeconds {
    type SqlType = diesel::sql_types::BigInt;
    type Stamp = i64;
    const ACTIVE: &'static str = "= 0";
    const DELETED: &'static str = "<> 0";
    const RESTORED: &'static str = "0";
    fn stamp(at: DateTime<Utc>) -> i64 {
        at.timestamp()
    }
}

impl TimeMarker for UnixSeconds {}

soft_deletable! { sessions (ended_at as UnixSeconds) }

diesel_scopes::table! {
    #[soft_delete(deleted_at)]
    audit.entries (id) {
        id -> Integer,
        deleted_at -> Nullable<Timestamp>,
    }
}

fn other_markers_and_tables() -> TestResult {
    let row = sessions::table.find((1, 2));
    let hour = TimeDelta::hours(1);
    sql! {
        sessions::table.active().count() =>
            r#"SELECT COUNT(*) FROM "sessions" WHERE "sessions"."endedAt" = 0"#;
        soft_delete(row).at(5_i64) =>
            r#"UPDATE "sessions" SET "endedAt" = $1 WHERE (("sessions"."user_id" = $2) AND ("sessions"."device" = $3)) AND "sessions"."endedAt" = 0"#;
        restore(row).shallow() =>
            r#"UPDATE "sessions" SET "endedAt" = 0 WHERE (("sessions"."user_id" = $1) AND ("sessions"."device" = $2)) AND "sessions"."endedAt" <> 0"#;
        purge(sessions::table).older_than(hour) =>
            r#"DELETE FROM "sessions" WHERE "sessions"."endedAt" <> 0 AND "sessions"."endedAt" < $1"#;
        entries::table.active().count() =>
            r#"SELECT COUNT(*) FROM "audit"."entries" WHERE "audit"."entries"."deleted_at" IS NULL"#;
        soft_delete(entries::table.find(1)) =>
            r#"UPDATE "audit"."entries" SET "deleted_at" = $1 WHERE ("audit"."entries"."id" = $2) AND "audit"."entries"."deleted_at" IS NULL"#;
        purge(entries::table) =>
            r#"DELETE FROM "audit"."entries" WHERE "audit"."entries"."deleted_at" IS NOT NULL"#;
    }
    Ok(())
}
