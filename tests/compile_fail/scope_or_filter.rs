use diesel::prelude::*;
use diesel_scopes::prelude::*;

diesel::table! {
    posts (id) { id -> Integer, title -> Text, deleted_at -> Nullable<Timestamp> }
}
diesel_scopes::soft_deletable! { posts (deleted_at) }

fn load(conn: &mut SqliteConnection) -> QueryResult<Vec<i32>> {
    posts::table
        .active()
        .or_filter(posts::id.eq(1))
        .select(posts::id)
        .load(conn)
}

fn main() {}
