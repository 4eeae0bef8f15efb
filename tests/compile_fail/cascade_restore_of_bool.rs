diesel::table! {
    users (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    posts (id) { id -> Integer, author_id -> Integer, deleted -> Bool }
}

diesel_scopes::soft_deletable! {
    users (deleted_at) { cascade posts (author_id) }
    posts (deleted)
}

fn main() {
    let _ = diesel_scopes::soft_delete(posts::table).cascade();
    let _ = diesel_scopes::restore(posts::table).cascade();
}
