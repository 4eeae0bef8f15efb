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
    let _ = diesel_scopes::mark_as(posts::deleted_at, true);
    let _ = diesel_scopes::mark_as(users::deleted_at, true);
}
