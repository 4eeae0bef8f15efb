diesel::table! {
    posts (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}

diesel_scopes::soft_deletable! { posts (deleted_at) }
diesel_scopes::soft_deletable! { posts (deleted_at) }

fn main() {}
