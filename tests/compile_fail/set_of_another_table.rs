use diesel::prelude::*;
use diesel_scopes::soft_delete;

diesel::table! {
    posts (id) { id -> Integer, title -> Text, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    users (id) { id -> Integer, name -> Nullable<Text>, deleted_at -> Nullable<Timestamp> }
}
diesel_scopes::soft_deletable! { posts (deleted_at) }

fn main() {
    let _ = soft_delete(posts::table.find(1)).set(users::name.eq("spam"));
}
