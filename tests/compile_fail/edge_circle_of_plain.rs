diesel::table! {
    users (id) { id -> Integer, post_id -> Nullable<Integer>, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    posts (id) { id -> Integer, author_id -> Integer, deleted_at -> Nullable<Timestamp> }
}

diesel_scopes::soft_deletable! {
    users () { cascade posts (author_id) }
    posts () { cascade users (post_id) }
}

fn main() {}
