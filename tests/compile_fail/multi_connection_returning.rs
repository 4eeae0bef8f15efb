use diesel::prelude::*;
use diesel_scopes::soft_delete;

diesel::table! {
    posts (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}
diesel_scopes::soft_deletable! { posts (deleted_at) }

#[derive(diesel::MultiConnection)]
pub enum AnyConnection {
    Sqlite(SqliteConnection),
}

fn delete(conn: &mut AnyConnection) -> QueryResult<i32> {
    soft_delete(posts::table.find(1)).returning(posts::id).get_result(conn)
}

fn main() {}
