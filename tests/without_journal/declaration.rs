diesel::table! {
    posts (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}

diesel_scopes::soft_deletable! {
    journal;
    posts (deleted_at)
}

fn main() {
    let _ = diesel_scopes::soft_delete(posts::table);
}
