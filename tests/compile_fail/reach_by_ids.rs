use diesel::prelude::*;
use diesel_scopes::soft_delete;

diesel::table! {
    users (id) { id -> Integer, name -> Nullable<Text>, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    posts (id) { id -> Integer, author_id -> Integer, deleted_at -> Nullable<Timestamp> }
}
diesel_scopes::soft_deletable! {
    users (deleted_at) { cascade posts (author_id) }
    posts (deleted_at)
}

fn delete(conn: &mut SqliteConnection) -> QueryResult<usize> {
    soft_delete(users::table).by_ids([1, 2]).execute(conn)
}

fn main() {}
