use diesel::prelude::*;
use diesel_scopes::prelude::*;

diesel::table! {
    posts (id) { id -> Integer, title -> Text, deleted_at -> Nullable<Timestamp> }
}
diesel_scopes::soft_deletable! { posts (deleted_at) }

fn main() {
    let _ = posts::table.filter(posts::id.gt(1)).active();
}
