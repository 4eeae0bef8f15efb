use diesel_scopes::purge;

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

fn main() {
    let _ = purge(users::table).cascade().in_batches(1_000);
    let _ = purge(users::table).shallow().in_batches(1_000);
    let _ = purge(users::table).in_batches(1_000);
}
