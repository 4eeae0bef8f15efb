diesel::table! {
    users (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    posts (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}

diesel_scopes::soft_deletable! { posts (deleted_at) }
diesel_scopes::soft_deletable! {
    journal;
    users (deleted_at)
}

fn main() {
    let _ = diesel_scopes::soft_delete(posts::table).returning(posts::id);
    let _ = diesel_scopes::soft_delete(users::table).returning(users::id);
}
