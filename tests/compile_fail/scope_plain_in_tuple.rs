use diesel::prelude::*;
use diesel_scopes::prelude::*;

diesel::table! {
    posts (id) { id -> Integer, deleted_at -> Nullable<Timestamp> }
}
diesel::table! {
    likes (id) { id -> Integer, post_id -> Integer }
}
diesel::joinable!(likes -> posts (post_id));
diesel::allow_tables_to_appear_in_same_query!(likes, posts);
diesel_scopes::soft_deletable! { posts (deleted_at) likes () }

fn main() {
    let _ = likes::table
        .inner_join(posts::table)
        .filter((posts::table, likes::table).is_active())
        .count();
}
