diesel::table! {
    posts (id) { id -> Integer, reason -> Nullable<Text>, deleted_at -> Nullable<Timestamp> }
}

diesel_scopes::soft_deletable! { posts (deleted_at, clear (reason, deleted_at)) }

fn main() {}
