use diesel::prelude::*;
use diesel_scopes::soft_delete;

diesel::table! {
    users (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    posts (id) { id -> Integer, author_id -> Integer, ended_at -> Nullable<Timestamptz> }
}

diesel_scopes::soft_deletable! {
    users (deleted_at) { cascade posts (author_id) }
    posts (ended_at)
}

fn main() {
    let _ = soft_delete(users::table.find(1)).cascade();
}
