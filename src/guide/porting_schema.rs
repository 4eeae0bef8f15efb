#[allow(unused_imports)]
use diesel::prelude::*;
use diesel::result::QueryResult;
#[allow(unused_imports)]
use diesel_async::RunQueryDsl;
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
#[allow(unused_imports)]
use diesel_scopes::prelude::*;

diesel::table! {
    users (id) { id -> Integer, name -> Text, deleted -> Bool }
}
diesel::table! {
    posts (id) {
        id -> Integer,
        creator_id -> Integer,
        title -> Text,
        deleted -> Bool,
        removed -> Bool,
    }
}
diesel::table! {
    members (community_id, user_id) {
        community_id -> Integer,
        user_id -> Integer,
        role -> Text,
        deleted -> Bool,
    }
}
diesel::table! {
    versions (id) {
        id -> Integer,
        num -> Text,
        yanked -> Bool,
        yank_message -> Nullable<Text>,
    }
}

diesel::joinable!(posts -> users (creator_id));
diesel::allow_tables_to_appear_in_same_query!(users, posts, members, versions);

diesel_scopes::soft_deletable! {
    users (deleted)
    posts (deleted or removed)
    members (deleted)
    versions (yanked, clear (yank_message))
}

/// A database in memory, with the same rows each time.
#[cfg(feature = "sqlite")]
#[allow(dead_code)]
async fn connect() -> Result<SyncConnectionWrapper<SqliteConnection>, Box<dyn std::error::Error>> {
    use diesel_async::{AsyncConnection, SimpleAsyncConnection};

    let mut conn = SyncConnectionWrapper::<SqliteConnection>::establish(":memory:").await?;
    conn.batch_execute(
        "CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL,
             deleted BOOLEAN NOT NULL DEFAULT FALSE);
         CREATE TABLE posts (id INTEGER PRIMARY KEY, creator_id INTEGER NOT NULL,
             title TEXT NOT NULL, deleted BOOLEAN NOT NULL, removed BOOLEAN NOT NULL);
         CREATE TABLE members (community_id INTEGER, user_id INTEGER, role TEXT NOT NULL,
             deleted BOOLEAN NOT NULL DEFAULT FALSE, PRIMARY KEY (community_id, user_id));
         CREATE TABLE versions (id INTEGER PRIMARY KEY, num TEXT NOT NULL,
             yanked BOOLEAN NOT NULL, yank_message TEXT);
         INSERT INTO versions VALUES (1, '0.1.0', FALSE, NULL), (2, '0.2.0', TRUE, 'broken');
         INSERT INTO users VALUES (1, 'Ada', FALSE), (2, 'Grace', FALSE), (3, 'Mallory', TRUE);
         INSERT INTO posts VALUES (1, 1, 'Notes', FALSE, FALSE), (2, 1, 'Draft', TRUE, FALSE),
             (3, 2, 'Compilers', FALSE, FALSE), (4, 2, 'Insults', FALSE, TRUE),
             (5, 3, 'Watches', FALSE, FALSE), (6, 3, 'More watches', TRUE, TRUE);
         INSERT INTO members VALUES (1, 1, 'owner', FALSE), (1, 2, 'guest', TRUE);",
    )
    .await?;
    Ok(conn)
}

#[cfg(feature = "sqlite")]
#[allow(dead_code)]
type Conn = SyncConnectionWrapper<SqliteConnection>;

/// Every row of `posts`.
#[cfg(feature = "sqlite")]
#[allow(dead_code)]
async fn all_posts(conn: &mut Conn) -> QueryResult<Vec<(i32, i32, String, bool, bool)>> {
    posts::table.order(posts::id).load(conn).await
}

#[cfg(not(feature = "sqlite"))]
fn main() {}
