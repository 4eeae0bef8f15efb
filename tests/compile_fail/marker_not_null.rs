diesel::table! {
    posts (id) { id -> Integer, deleted_at -> Timestamp }
}

diesel_scopes::soft_deletable! { posts (deleted_at) }

fn main() {}
