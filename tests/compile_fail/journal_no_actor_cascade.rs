use diesel::prelude::*;

diesel::table! {
    users (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}

diesel_scopes::soft_deletable! {
    journal (actor);
    users (deleted_at)
}

fn main() {
    let conn = &mut SqliteConnection::establish(":memory:").unwrap();
    let _ = diesel_scopes::soft_delete(users::table).cascade().by("user:7").execute(conn);
    let _ = diesel_scopes::soft_delete(users::table).cascade().execute(conn);
}
