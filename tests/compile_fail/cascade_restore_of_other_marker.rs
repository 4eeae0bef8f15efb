diesel::table! {
    users (id) {
        id -> Integer,
        deleted_at -> Nullable<Timestamp>,
        banned_at -> Nullable<Timestamptz>,
    }
}
diesel::table! {
    posts (id) { id -> Integer, author_id -> Integer, deleted_at -> Nullable<Timestamp> }
}

diesel_scopes::soft_deletable! {
    users (deleted_at or banned_at) { cascade posts (author_id) }
    posts (deleted_at)
}

fn main() {
    let _ = diesel_scopes::restore(users::table).marking(users::deleted_at).cascade();
    let _ = diesel_scopes::restore(users::table).marking(users::banned_at).cascade();
}
