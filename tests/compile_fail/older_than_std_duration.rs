use diesel_scopes::purge;

diesel::table! {
    posts (id) { id -> Integer, title -> Text, deleted_at -> Nullable<Timestamp> }
}
diesel_scopes::soft_deletable! { posts (deleted_at) }

fn main() {
    let _ = purge(posts::table).older_than(std::time::Duration::from_secs(30));
}
