use diesel::prelude::*;

diesel::table! {
    users (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}

diesel_scopes::soft_deletable! {
    journal;
    users (deleted_at)
}

fn main() {
    let conn = &mut SqliteConnection::establish(":memory:").unwrap();
    let _ = diesel_scopes::soft_delete(users::table).execute(conn);
    let _ = diesel_scopes::soft_delete(users::table).get_result::<i32>(conn);
}
