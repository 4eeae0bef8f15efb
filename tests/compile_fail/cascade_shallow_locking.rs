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
    let _ = diesel_scopes::soft_delete(users::table).cascade().locking();
    let _ = diesel_scopes::soft_delete(users::table).shallow().locking();
}
