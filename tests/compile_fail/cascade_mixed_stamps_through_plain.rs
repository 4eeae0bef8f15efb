use diesel::prelude::*;
use diesel_scopes::soft_delete;

diesel::table! {
    posts (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    taggings (id) { id -> Integer, post_id -> Integer }
}
diesel::table! {
    notes (id) { id -> Integer, tagging_id -> Integer, deleted_at -> Nullable<Timestamptz> }
}

diesel_scopes::soft_deletable! {
    posts (deleted_at) { cascade taggings (post_id) }
    taggings () { cascade notes (tagging_id) }
    notes (deleted_at)
}

fn main() {
    let _ = soft_delete(posts::table.find(1)).cascade();
}
