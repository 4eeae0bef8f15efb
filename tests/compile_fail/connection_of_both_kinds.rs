use diesel::prelude::*;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_scopes::soft_delete;

diesel::table! {
    posts (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}

diesel_scopes::soft_deletable! { posts (deleted_at) }

fn delete(conn: &mut AsyncConnectionWrapper<diesel_async::AsyncPgConnection>) {
    let _ = soft_delete(posts::table.find(1)).cascade().execute(conn);
}

fn main() {}
