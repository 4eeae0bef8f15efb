diesel::table! {
    users (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    posts (id) { id -> Integer, author_id -> Integer, deleted_at -> Nullable<Timestamp> }
}

diesel_scopes::soft_deletable! {
    journal;
    posts (deleted_at)
}
diesel_scopes::soft_deletable! { users (deleted_at) { cascade posts (author_id) } }

fn main() {}
