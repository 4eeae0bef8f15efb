use diesel::prelude::*;
use diesel_scopes::restore;

diesel::table! {
    users (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    posts (id) { id -> Integer, author_id -> Integer, deleted_at -> Nullable<Timestamp> }
}

diesel_scopes::soft_deletable! {
    users (deleted_at) { cascade posts (author_id) }
    posts (deleted_at)
}

fn run(conn: &mut diesel::SqliteConnection) -> QueryResult<usize> {
    restore(posts::table.find(1)).shallow().execute(conn)?;
    restore(posts::table.find(1)).execute(conn)
}

fn main() {
    let _ = run;
}
