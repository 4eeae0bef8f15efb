use diesel_scopes::{expire, purge, soft_delete};

diesel::table! {
    users (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    posts (id) { id -> Integer, author_id -> Integer, deleted_at -> Nullable<Timestamp> }
}

diesel_scopes::soft_deletable! {
    users (deleted_at, keep 30 days) { cascade posts (author_id) }
    posts (deleted_at)
}

fn main() {
    let _ = soft_delete(posts::table).by("user:7");
    let _ = soft_delete(posts::table).because("spam");
    let _ = soft_delete(users::table).cascade().by("user:7");
    let _ = purge(posts::table).by_ids([1, 2]).because("spam");
    let _ = expire(users::table).by("the nightly purge");
}
