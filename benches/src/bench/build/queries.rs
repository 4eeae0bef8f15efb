//! The queries that are built and rendered: with the crate, by hand in Diesel,
//! and as text.

use diesel::backend::Backend;
use diesel::prelude::*;
use diesel::query_builder::{QueryBuilder, QueryFragment};
use diesel::sql_types::{BigInt, Bool, Integer};
use diesel_scopes::Scope;
use diesel_scopes::prelude::*;

use crate::Result;
use crate::blog::{comments, posts, users};

/// What builds a query and renders it, and returns the text.
pub(super) type Render = fn() -> Result<String>;

/// One query in several forms.
pub(super) struct Forms {
    pub(super) name: &'static str,
    pub(super) scoped: Render,
    pub(super) by_hand: Render,
    pub(super) as_text: Render,
}

fn render<DB>(query: &impl QueryFragment<DB>) -> Result<String>
where
    DB: Backend<QueryBuilder: Default> + Default,
{
    let mut builder = DB::QueryBuilder::default();
    query.to_sql(&mut builder, &DB::default())?;
    Ok(builder.finish())
}

/// The scope that a request asks for, which the compiler does not know.
fn asked() -> Scope {
    std::hint::black_box(Scope::Active)
}

/// The forms for one backend, with its placeholders.
macro_rules! forms {
    ($name:ident, $db:ty, $one:literal, $two:literal, $three:literal) => {
        mod $name {
            use super::*;

            pub(super) const FORMS: [Forms; 4] = [
                Forms {
                    name: "active()",
                    scoped: || render::<$db>(&posts::table.active().select(posts::title)),
                    by_hand: || {
                        render::<$db>(
                            &posts::table
                                .filter(posts::deleted_at.is_null())
                                .select(posts::title),
                        )
                    },
                    as_text: || render::<$db>(&diesel::sql_query(ACTIVE)),
                },
                Forms {
                    name: "active().filter(…)",
                    scoped: || {
                        render::<$db>(
                            &posts::table
                                .active()
                                .filter(posts::author_id.eq(7))
                                .filter(posts::published.eq(true))
                                .order(posts::id.desc())
                                .limit(50)
                                .select(posts::all_columns),
                        )
                    },
                    by_hand: || {
                        render::<$db>(
                            &posts::table
                                .filter(posts::deleted_at.is_null())
                                .filter(posts::author_id.eq(7))
                                .filter(posts::published.eq(true))
                                .order(posts::id.desc())
                                .limit(50)
                                .select(posts::all_columns),
                        )
                    },
                    as_text: || {
                        render::<$db>(
                            &diesel::sql_query(FILTERED)
                                .bind::<Integer, _>(7)
                                .bind::<Bool, _>(true)
                                .bind::<BigInt, _>(50),
                        )
                    },
                },
                Forms {
                    name: "three tables joined",
                    scoped: || {
                        render::<$db>(
                            &users::table
                                .active()
                                .inner_join(posts::table.active())
                                .inner_join(
                                    comments::table.active().on(comments::post_id.eq(posts::id)),
                                )
                                .select((users::name, posts::title, comments::body)),
                        )
                    },
                    by_hand: || {
                        render::<$db>(
                            &users::table
                                .inner_join(
                                    posts::table.on(posts::author_id
                                        .eq(users::id)
                                        .and(posts::deleted_at.is_null())),
                                )
                                .inner_join(
                                    comments::table.on(comments::post_id
                                        .eq(posts::id)
                                        .and(comments::deleted_at.is_null())),
                                )
                                .filter(users::deleted_at.is_null())
                                .select((users::name, posts::title, comments::body)),
                        )
                    },
                    as_text: || render::<$db>(&diesel::sql_query(JOINED)),
                },
                Forms {
                    name: "in_scope(…)",
                    scoped: || render::<$db>(&posts::table.in_scope(asked()).select(posts::title)),
                    // Three types of queries have to become one: Diesel boxes them.
                    by_hand: || {
                        let query = posts::table.select(posts::title).into_boxed::<$db>();
                        render::<$db>(&match asked() {
                            Scope::Active => query.filter(posts::deleted_at.is_null()),
                            Scope::Deleted => query.filter(posts::deleted_at.is_not_null()),
                            Scope::All => query,
                        })
                    },
                    as_text: || {
                        render::<$db>(&match asked() {
                            Scope::Active => diesel::sql_query(ACTIVE),
                            Scope::Deleted => diesel::sql_query(DELETED),
                            Scope::All => diesel::sql_query(ALL),
                        })
                    },
                },
            ];

            const ALL: &str = "SELECT posts.title FROM posts";
            const ACTIVE: &str = concat!(
                "SELECT posts.title FROM posts ",
                "WHERE posts.deleted_at IS NULL",
            );
            const DELETED: &str = concat!(
                "SELECT posts.title FROM posts ",
                "WHERE posts.deleted_at IS NOT NULL",
            );
            const FILTERED: &str = concat!(
                "SELECT posts.id, posts.author_id, posts.title, posts.published, ",
                "posts.deleted_at, posts.delete_reason, posts.deleted_by FROM posts ",
                "WHERE posts.deleted_at IS NULL AND posts.author_id = ",
                $one,
                " AND posts.published = ",
                $two,
                " ORDER BY posts.id DESC LIMIT ",
                $three,
            );
            const JOINED: &str = concat!(
                "SELECT users.name, posts.title, comments.body FROM users ",
                "INNER JOIN posts ON posts.author_id = users.id AND posts.deleted_at IS NULL ",
                "INNER JOIN comments ON comments.post_id = posts.id ",
                "AND comments.deleted_at IS NULL WHERE users.deleted_at IS NULL",
            );
        }
    };
}

forms!(postgresql, diesel::pg::Pg, "$1", "$2", "$3");
forms!(mariadb, diesel::mysql::Mysql, "?", "?", "?");
forms!(sqlite, diesel::sqlite::Sqlite, "?", "?", "?");

/// A dialect and its forms.
pub(super) type Dialect = (&'static str, &'static [Forms]);

pub(super) const DIALECTS: [Dialect; 3] = [
    ("PostgreSQL", &postgresql::FORMS),
    ("MariaDB", &mariadb::FORMS),
    ("SQLite", &sqlite::FORMS),
];

/// What all rows are without the feature `guard`, as programs are built.
pub(super) const ALL_ROWS: [(&str, Render, &str); 3] = [
    (
        "all_rows()",
        || render::<diesel::pg::Pg>(&posts::table.all_rows().select(posts::id)),
        r#"SELECT "posts"."id" FROM "posts""#,
    ),
    (
        "a join with all_rows()",
        || {
            let joined = users::table.inner_join(posts::table.all_rows());
            render::<diesel::pg::Pg>(&joined.select(users::id))
        },
        concat!(
            r#"SELECT "users"."id" FROM "#,
            r#"("users" INNER JOIN "posts" ON ("posts"."author_id" = "users"."id"))"#,
        ),
    ),
    (
        "in_scope(Scope::All)",
        || render::<diesel::pg::Pg>(&posts::table.in_scope(Scope::All).select(posts::id)),
        r#"SELECT "posts"."id" FROM "posts" WHERE TRUE"#,
    ),
];
