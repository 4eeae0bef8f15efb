diesel::table! {
    posts (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}

diesel_scopes::soft_deletable! { posts (deleted_at) }

fn main() {
    let _ = diesel_scopes::journal::operation(posts::table, 7);
}
