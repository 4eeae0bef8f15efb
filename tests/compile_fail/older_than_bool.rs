use diesel_scopes::purge;

diesel::table! {
    communities (id) { id -> Integer, deleted -> Bool, removed -> Bool }
}
diesel_scopes::soft_deletable! { communities (deleted or removed) }

fn main() {
    let _ = purge(communities::table).older_than(chrono::TimeDelta::days(30));
}
