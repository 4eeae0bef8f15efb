diesel::table! {
    posts (id) { id -> Integer, title -> Text }
}
diesel::table! {
    users (id) { id -> Integer, name -> Nullable<Text>, deleted_at -> Nullable<Timestamp> }
}

diesel_scopes::soft_deletable! { posts (deleted_at) users (deleted_at) }

fn main() {}
